import type { TakenProfile } from '../measures/take-profile.ts';
import { type OwnTime, ownTimes } from './own-time.ts';
import { placeOf } from './source-place.ts';
import { writeTable } from './write-table.ts';

/** Where the gateway's time goes under both loads, beside the floor's. */
export function writeProfiles({ profiles, top }: { profiles: readonly TakenProfile[]; top: number }): string {
  return (['requests', 'single chunks'] as const)
    .flatMap((load) => {
      const times = (side: 'floor' | 'gateway') => {
        const taken = profiles.find((profile) => profile.load === load && profile.side === side);
        return taken === undefined ? [] : ownTimes(taken.profile);
      };
      const gateway = times('gateway');
      const title = load === 'requests' ? 'Requests, 32 connections' : 'Streams whose chunks arrive singly';
      return [`### ${title}`, writeParts({ gateway, floor: times('floor') }), writeTop({ gateway, top })];
    })
    .join('\n\n');
}

function writeParts({ gateway, floor }: { gateway: readonly OwnTime[]; floor: readonly OwnTime[] }): string {
  const gatewayShares = sharesByPart(gateway);
  const floorShares = sharesByPart(floor);
  const parts = [...new Set([...gatewayShares.keys(), ...floorShares.keys()])];
  const shareOf = (shares: Map<string, number>, part: string) => shares.get(part) ?? 0;
  return writeTable({
    head: ['part', 'of the gateway’s time', 'of the floor’s time'],
    rows: parts
      .filter((part) => shareOf(gatewayShares, part) >= 0.005 || shareOf(floorShares, part) >= 0.005)
      .sort((left, right) => shareOf(gatewayShares, right) - shareOf(gatewayShares, left))
      .map((part) => [part, percent(shareOf(gatewayShares, part)), percent(shareOf(floorShares, part))]),
  });
}

function writeTop({ gateway, top }: { gateway: readonly OwnTime[]; top: number }): string {
  return writeTable({
    head: ['own time', 'function', 'part', 'file'],
    rows: gateway.slice(0, top).map((time) => {
      const { part, file } = placeOf(time);
      return [percent(time.share), time.name, part, file === '' ? '' : `${file}:${time.line}`];
    }),
  });
}

function sharesByPart(times: readonly OwnTime[]): Map<string, number> {
  const shares = new Map<string, number>();
  for (const time of times) {
    const { part } = placeOf(time);
    shares.set(part, (shares.get(part) ?? 0) + time.share);
  }
  return shares;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
