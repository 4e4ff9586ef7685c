import type { Rig } from '../bench-rig.ts';
import { measureClosedLoop } from './measure-load.ts';
import type { RequestCount } from './request-count.ts';
import { CONNECTIONS } from './run-round.ts';

interface WarmUpInput {
  readonly rig: Rig;
  /** For each program. */
  readonly requests: number;
  readonly count: RequestCount;
}

const SLICE_MS = 1_000;
/** A slow machine is measured cold rather than never. */
const MOST_SLICES = 20;

/** Until its code is compiled, a program is several times slower than it is for the rest of its life. */
export async function warmUp({ rig, requests, count }: WarmUpInput): Promise<void> {
  for (const side of ['floor', 'gateway'] as const) {
    const input = { rig, side, count, durationMs: SLICE_MS };
    let answered = 0;
    for (let slice = 0; slice < MOST_SLICES && answered < requests; slice++) {
      const load = { upstream: 'short', stream: false, connections: CONNECTIONS.saturation } as const;
      answered += (await measureClosedLoop({ ...input, ...load })).result.answered;
    }
    await measureClosedLoop({ ...input, upstream: 'single', stream: true, connections: CONNECTIONS.singleChunks });
    await measureClosedLoop({ ...input, upstream: 'burst', stream: true, connections: CONNECTIONS.burst });
  }
}
