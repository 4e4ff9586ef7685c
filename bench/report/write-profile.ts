import type { ProfiledLoad, TakenProfile } from '../measures/take-profile.ts';
import { type OwnTime, ownTimes } from './own-time.ts';
import { placeOf } from './source-place.ts';
import { writeTable } from './write-table.ts';

const TITLES: Readonly<Record<ProfiledLoad, string>> = {
  requests: 'CPU µs per request, 32 connections',
  'single chunks': 'CPU µs per chunk that arrives singly',
};

/** Where the gateway's time goes under both loads, beside the floor's. */
export function writeProfiles({ profiles, top }: { profiles: readonly TakenProfile[]; top: number }): string {
  return (['requests', 'single chunks'] as const)
    .flatMap((load) => {
      const gateway = timesOf({ profiles, load, side: 'gateway' });
      const floor = timesOf({ profiles, load, side: 'floor' });
      return [`### ${TITLES[load]}`, writeParts({ gateway, floor }), writeTop({ gateway, top })];
    })
    .join('\n\n');
}

interface TimesInput {
  readonly profiles: readonly TakenProfile[];
  readonly load: ProfiledLoad;
  readonly side: 'floor' | 'gateway';
}

type TimedFunction = OwnTime & { readonly micros: number };

function timesOf({ profiles, load, side }: TimesInput): TimedFunction[] {
  const taken = profiles.find((profile) => profile.load === load && profile.side === side);
  if (taken === undefined) return [];
  return ownTimes(taken.profile).map((time) => ({ ...time, micros: time.share * taken.cpuMicros }));
}

function writeParts({
  gateway,
  floor,
}: {
  gateway: readonly TimedFunction[];
  floor: readonly TimedFunction[];
}): string {
  const gatewayParts = microsByPart(gateway);
  const floorParts = microsByPart(floor);
  const total = sum(gateway);
  const row = (part: string, micros: number) => {
    const inFloor = floorParts.get(part) ?? 0;
    return [part, micros.toFixed(2), inFloor.toFixed(2), (micros - inFloor).toFixed(2)];
  };
  const parts = [...gatewayParts].sort(([, left], [, right]) => right - left);
  return writeTable({
    head: ['part', 'gateway', 'floor', 'difference'],
    rows: [
      ...parts.filter(([, micros]) => micros >= total / 200).map(([part, micros]) => row(part, micros)),
      ['all', total.toFixed(2), sum(floor).toFixed(2), (total - sum(floor)).toFixed(2)],
    ],
  });
}

function writeTop({ gateway, top }: { gateway: readonly TimedFunction[]; top: number }): string {
  return writeTable({
    head: ['own µs', 'share', 'function', 'called by', 'part', 'file'],
    rows: gateway.slice(0, top).map((time) => {
      const { part, file } = placeOf(time);
      const { frame, caller, micros, share } = time;
      const callerName = caller === undefined || caller === frame ? '' : nameOf(caller.functionName);
      return [micros.toFixed(2), `${(share * 100).toFixed(1)} %`, nameOf(frame.functionName), callerName, part, file];
    }),
  });
}

function nameOf(functionName: string): string {
  return functionName === '' ? '(anonymous)' : functionName;
}

function microsByPart(times: readonly TimedFunction[]): Map<string, number> {
  const parts = new Map<string, number>();
  for (const time of times) {
    const { part } = placeOf(time);
    parts.set(part, (parts.get(part) ?? 0) + time.micros);
  }
  return parts;
}

function sum(times: readonly TimedFunction[]): number {
  return times.reduce((total, { micros }) => total + micros, 0);
}
