import type { Durations } from '../bench-options.ts';
import type { Rig } from '../bench-rig.ts';
import type { Side } from '../targets.ts';
import { UPSTREAMS } from '../upstream-kinds.ts';
import { measureClosedLoop, measureOpenLoop } from './measure-load.ts';
import type { RequestCount } from './request-count.ts';
import type { MeasureId, Sample } from './samples.ts';

export const CONNECTIONS = { saturation: 32, many: 128, singleChunks: 40, burst: 8 } as const;
export const STEADY_PER_SECOND = 1_000;
export const STREAMS_PER_SECOND = 100;

interface RoundInput {
  readonly rig: Rig;
  readonly round: number;
  readonly durations: Durations;
  readonly count: RequestCount;
  readonly onMeasure: (measure: MeasureId) => void;
}

type Look = (input: Omit<RoundInput, 'round' | 'onMeasure'> & { side: Side }) => Promise<Sample['values']>;

interface Measure {
  readonly id: MeasureId;
  readonly sides: readonly Side[];
  readonly look: Look;
}

const WITH_DIRECT: readonly Side[] = ['direct', 'floor', 'gateway'];
const WITHOUT_DIRECT: readonly Side[] = ['floor', 'gateway'];

/** In this order in every round, the sides one straight after the other. */
const MEASURES: readonly Measure[] = [
  { id: 'saturation', sides: WITHOUT_DIRECT, look: lookAtSaturation('saturation', CONNECTIONS.saturation) },
  { id: 'many connections', sides: WITHOUT_DIRECT, look: lookAtSaturation('manyConnections', CONNECTIONS.many) },
  { id: 'steady', sides: WITH_DIRECT, look: lookAtSteady },
  { id: 'single chunks', sides: WITHOUT_DIRECT, look: lookAtChunks('single', 'singleChunks') },
  { id: 'burst', sides: WITHOUT_DIRECT, look: lookAtChunks('burst', 'burst') },
  { id: 'first content', sides: WITH_DIRECT, look: lookAtFirstContent },
];

export async function runRound({ round, onMeasure, ...input }: RoundInput): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const { id, sides, look } of MEASURES) {
    onMeasure(id);
    // What comes second may profit or suffer from what came first, so they take turns.
    for (const side of round % 2 === 1 ? sides : sides.toReversed()) {
      samples.push({ measure: id, side, round, values: await look({ ...input, side }) });
    }
  }
  return samples;
}

function lookAtSaturation(duration: 'saturation' | 'manyConnections', connections: number): Look {
  return async ({ durations, ...input }) => {
    const durationMs = durations[duration];
    const load = { ...input, upstream: 'short', stream: false, connections, durationMs } as const;
    const { result, cpuMicros, coresUsed } = await measureClosedLoop(load);
    return { perSecond: (result.inTime * 1_000) / durationMs, cpuMicros, coresUsed };
  };
}

async function lookAtSteady({ durations, ...input }: Parameters<Look>[0]): Promise<Sample['values']> {
  const load = { ...input, upstream: 'short', stream: false, perSecond: STEADY_PER_SECOND } as const;
  const { result, cpuMicros } = await measureOpenLoop({ ...load, until: 'whole answer', durationMs: durations.steady });
  return { cpuMicros, p50Ms: result.p50Ms, p99Ms: result.p99Ms };
}

/** A chunk bears its share of everything that the stream costs: request, log, final event. */
function lookAtChunks(upstream: 'single' | 'burst', duration: 'singleChunks' | 'burst'): Look {
  return async ({ durations, ...input }) => {
    const load = { ...input, upstream, stream: true, connections: CONNECTIONS[duration] } as const;
    const { result, cpuMicros, coresUsed } = await measureClosedLoop({ ...load, durationMs: durations[duration] });
    const { chunks } = UPSTREAMS[upstream];
    const perSecond = (result.answered * chunks * 1_000) / result.elapsedMs;
    return { perSecond, cpuMicros: cpuMicros / chunks, coresUsed };
  };
}

async function lookAtFirstContent({ durations, ...input }: Parameters<Look>[0]): Promise<Sample['values']> {
  const load = { ...input, upstream: 'burst', stream: true, perSecond: STREAMS_PER_SECOND } as const;
  const { result } = await measureOpenLoop({ ...load, until: 'first content', durationMs: durations.firstContent });
  return { p50Ms: result.p50Ms, p99Ms: result.p99Ms };
}
