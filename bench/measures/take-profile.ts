import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { Rig } from '../bench-rig.ts';
import { type CpuProfile, cpuProfileSchema } from '../report/own-time.ts';
import { UPSTREAMS } from '../upstream-kinds.ts';
import { measureClosedLoop } from './measure-load.ts';
import type { RequestCount } from './request-count.ts';
import { CONNECTIONS } from './run-round.ts';

export type ProfiledLoad = 'requests' | 'single chunks';

export interface TakenProfile {
  readonly side: 'floor' | 'gateway';
  readonly load: ProfiledLoad;
  readonly profile: CpuProfile;
  /** CPU per request or chunk while it was taken, µs: a profile knows shares, and its own clock goes on when others run. */
  readonly cpuMicros: number;
  readonly path: string;
}

interface ProfileInput {
  readonly rig: Rig;
  readonly durationMs: number;
  readonly count: RequestCount;
}

const LOADS = {
  requests: { upstream: 'short', stream: false, connections: CONNECTIONS.saturation },
  'single chunks': { upstream: 'single', stream: true, connections: CONNECTIONS.singleChunks },
} as const;

/** Profiles of both programs under both loads. The files stay in a new temporary folder. */
export async function takeProfiles({ rig, durationMs, count }: ProfileInput): Promise<TakenProfile[]> {
  const directory = mkdtempSync(join(tmpdir(), 'latentkit-profile-'));
  const taken: TakenProfile[] = [];
  for (const load of ['requests', 'single chunks'] as const) {
    for (const side of ['floor', 'gateway'] as const) {
      const path = join(directory, `${side}-${load.replace(' ', '-')}.cpuprofile`);
      await rig[side].call({ name: 'startProfile', answer: z.unknown() });
      const { cpuMicros } = await measureClosedLoop({ rig, side, count, durationMs, ...LOADS[load] });
      await rig[side].call({ name: 'stopProfile', input: path, answer: z.unknown() });
      const profile = cpuProfileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
      const units = load === 'requests' ? 1 : UPSTREAMS.single.chunks;
      taken.push({ side, load, path, profile, cpuMicros: cpuMicros / units });
    }
  }
  return taken;
}
