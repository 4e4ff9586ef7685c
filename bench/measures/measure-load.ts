import type { Rig } from '../bench-rig.ts';
import {
  type ClosedLoopResult,
  closedLoopResultSchema,
  type LoadCounts,
  type OpenLoopResult,
  openLoopResultSchema,
} from '../load/load-jobs.ts';
import { readUsage, usageWhenQuiet } from '../processes/process-usage.ts';
import type { Child } from '../processes/start-child.ts';
import { prepareRequest, type Side } from '../targets.ts';
import type { UpstreamKind } from '../upstream-kinds.ts';
import type { RequestCount } from './request-count.ts';

export interface LoadInput {
  readonly rig: Rig;
  readonly side: Side;
  readonly upstream: UpstreamKind;
  readonly stream: boolean;
  readonly durationMs: number;
  readonly count: RequestCount;
}

export interface Measured<T> {
  readonly result: T;
  /** CPU of the process for each answer, µs, what it puts off included. NaN where no process of ours is measured. */
  readonly cpuMicros: number;
  /** CPU during the load ÷ time: 1 is one whole core. */
  readonly coresUsed: number;
}

export function measureClosedLoop(input: LoadInput & { connections: number }): Promise<Measured<ClosedLoopResult>> {
  const { rig, durationMs, connections } = input;
  const job = { request: prepareRequest({ ...input, ports: rig.ports }), connections, durationMs };
  return measure(input, () => rig.load.call({ name: 'closedLoop', input: job, answer: closedLoopResultSchema }));
}

export function measureOpenLoop(
  input: LoadInput & { perSecond: number; until: 'whole answer' | 'first content' },
): Promise<Measured<OpenLoopResult>> {
  const { rig, durationMs, perSecond, until } = input;
  const job = { request: prepareRequest({ ...input, ports: rig.ports }), perSecond, durationMs, until };
  return measure(input, () => rig.load.call({ name: 'openLoop', input: job, answer: openLoopResultSchema }));
}

async function measure<T extends LoadCounts>(input: LoadInput, run: () => Promise<T>): Promise<Measured<T>> {
  const { rig, side, count } = input;
  const child: Child | undefined = side === 'direct' ? undefined : rig[side];
  const before = child && (await readUsage(child));
  const result = await run();
  const after = child && (await readUsage(child));
  const quiet = child && (await usageWhenQuiet(child));
  if (side === 'gateway') {
    count.answered += result.answered;
    count.failed += result.failed;
    count.firstFailure ??= result.firstFailure;
  } else if (result.failed > 0) {
    throw new Error(`${side}: ${result.failed} requests failed: ${result.firstFailure}`);
  }
  if (!before || !after || !quiet) return { result, cpuMicros: Number.NaN, coresUsed: Number.NaN };
  return {
    result,
    cpuMicros: (quiet.cpuMicros - before.cpuMicros) / result.answered,
    coresUsed: (after.cpuMicros - before.cpuMicros) / (result.elapsedMs * 1_000),
  };
}
