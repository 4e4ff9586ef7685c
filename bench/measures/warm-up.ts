import type { Durations } from '../bench-options.ts';
import type { Rig } from '../bench-rig.ts';
import { measureClosedLoop } from './measure-load.ts';
import type { RequestCount } from './request-count.ts';
import { CONNECTIONS } from './run-round.ts';

interface WarmUpInput {
  readonly rig: Rig;
  readonly durations: Durations;
  readonly count: RequestCount;
}

/** Until the code is compiled, a program is several times slower than it is for the rest of its life. */
export async function warmUp({ rig, durations, count }: WarmUpInput): Promise<void> {
  for (const side of ['floor', 'gateway'] as const) {
    const input = { rig, side, count, durationMs: durations.warmUp / 2 };
    await measureClosedLoop({ ...input, upstream: 'short', stream: false, connections: CONNECTIONS.saturation });
    await measureClosedLoop({ ...input, upstream: 'single', stream: true, connections: CONNECTIONS.singleChunks });
  }
}
