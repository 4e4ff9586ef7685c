import { GatewayError } from '../domain/gateway-error.ts';
import type { StageRecord } from '../domain/request-record.ts';
import type { Reached } from './account.ts';
import type { Dispatched } from './dispatch.ts';
import { DispatchFailure } from './dispatch-failure.ts';
import { EarlyEnd } from './early-end.ts';
import type { Exchange } from './exchange.ts';
import type { Outcome } from './outcome.ts';
import type { PipelineDeps } from './pipeline-deps.ts';
import type { Stage } from './stage.ts';

/** A stage whose place in the order the compiler has already checked. */
interface PlacedStage {
  readonly name: string;
  enter(exchange: never, deps: PipelineDeps): Exchange | Promise<Exchange>;
  leave?(exchange: never, outcome: Outcome, deps: PipelineDeps): void;
}

interface StageList<Now extends Exchange> {
  /** The next stage must take what the last one gives. */
  add<Next extends Now>(stage: Stage<Now, Next>): StageList<Next>;
  done(): readonly PlacedStage[];
}

export function startWith<First extends Exchange>(): StageList<First> {
  return listOf<First>([]);
}

function listOf<Now extends Exchange>(stages: readonly PlacedStage[]): StageList<Now> {
  return { add: (stage) => listOf([...stages, stage]), done: () => stages };
}

interface StageRun {
  readonly stages: readonly PlacedStage[];
  readonly exchange: Exchange;
  readonly deps: PipelineDeps;
}

export interface StagesRun {
  readonly outcome: Outcome;
  readonly reached: Reached;
  /** For the request log: where the time went. */
  readonly stages: readonly StageRecord[];
}

export async function runStages({ stages, exchange, deps }: StageRun): Promise<StagesRun> {
  const watch = createStageWatch({ startedAtMs: exchange.startedAtMs, deps });
  let reached = exchange;
  let entered = 0;
  let outcome: Outcome;
  try {
    for (const stage of stages) {
      // Most stages answer at once, and a turn of the event loop for each would cost more than they do.
      deps.checkpoint?.(stage.name);
      const next = stage.enter(asInput(reached), deps);
      if (next instanceof Promise) {
        watch.waits();
        reached = await next;
        watch.left(stage.name);
      } else reached = next;
      entered++;
      deps.checkpoint?.(stage.name);
    }
    outcome = answered(reached);
  } catch (cause) {
    watch.ended(stages[entered]?.name);
    outcome = outcomeOf({ cause, deps, exchange });
  }
  for (let index = entered - 1; index >= 0; index--) {
    try {
      stages[index]?.leave?.(asInput(reached), outcome, deps);
    } catch (cause) {
      deps.log.error(
        {
          request_id: exchange.requestId,
          trace_id: exchange.trace?.traceId,
          stage: stages[index]?.name,
          cause: String(cause),
        },
        'leaving a stage failed',
      );
    }
  }
  return { outcome, reached, stages: watch.records };
}

interface StageWatch {
  readonly records: readonly StageRecord[];
  waits(): void;
  left(stage: string): void;
  ended(stage: string | undefined): void;
}

/** Looks at the clock only for stages that wait: what answers at once takes no time worth noting. */
function createStageWatch({ startedAtMs, deps }: { startedAtMs: number; deps: PipelineDeps }): StageWatch {
  const records: StageRecord[] = [];
  let waitsSinceMs: number | undefined;
  const note = (name: string, ended: boolean) => {
    const nowMs = deps.clock.now();
    const sinceMs = waitsSinceMs ?? nowMs;
    waitsSinceMs = undefined;
    const tookMs = nowMs - sinceMs;
    if (ended || tookMs >= 1) records.push({ name, startedMs: sinceMs - startedAtMs, tookMs, ended });
  };
  return {
    records,
    waits: () => {
      waitsSinceMs = deps.clock.now();
    },
    left: (stage) => note(stage, false),
    ended: (stage) => note(stage ?? 'answer', true),
  };
}

// The builder has checked that each stage takes what the one before it gives; the loop only can't say so in types.
function asInput(exchange: Exchange): never {
  return exchange as never;
}

function answered(reached: Reached): Outcome {
  const { served, attempts }: Partial<Pick<Dispatched, 'served' | 'attempts'>> = reached;
  if (!served || !attempts) throw new TypeError('the stages ended without an answer');
  return { state: 'answered', served, attempts };
}

function outcomeOf({ cause, deps, exchange }: { cause: unknown; deps: PipelineDeps; exchange: Exchange }): Outcome {
  if (cause instanceof DispatchFailure) return cause.end;
  if (cause instanceof EarlyEnd) return cause.outcome;
  const { gone, dismissal } = exchange.client;
  if (dismissal) return { state: 'failed', error: dismissal, attempts: [] };
  if (gone) return { state: 'cancelled', attempts: [] };
  if (cause instanceof GatewayError) return { state: 'failed', error: cause, attempts: [] };
  const note = cause instanceof Error ? cause.stack : String(cause);
  const { requestId, trace } = exchange;
  deps.log.error(
    { request_id: requestId, trace_id: trace?.traceId, cause: note },
    'a request failed in a way nobody expected',
  );
  return { state: 'failed', error: new GatewayError('internal_error', { cause }), attempts: [] };
}
