import { GatewayError } from '../domain/gateway-error.ts';
import type { Reached } from './account.ts';
import type { Dispatched } from './dispatch.ts';
import { DispatchFailure } from './dispatch-failure.ts';
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

export async function runStages({ stages, exchange, deps }: StageRun): Promise<{ outcome: Outcome; reached: Reached }> {
  let reached = exchange;
  let entered = 0;
  let outcome: Outcome;
  try {
    for (const stage of stages) {
      // Most stages answer at once, and a turn of the event loop for each would cost more than they do.
      const next = stage.enter(asInput(reached), deps);
      reached = next instanceof Promise ? await next : next;
      entered++;
    }
    outcome = answered(reached);
  } catch (cause) {
    outcome = outcomeOf({ cause, deps, exchange });
  }
  for (let index = entered - 1; index >= 0; index--) {
    try {
      stages[index]?.leave?.(asInput(reached), outcome, deps);
    } catch (cause) {
      deps.log.error(
        { request_id: exchange.requestId, stage: stages[index]?.name, cause: String(cause) },
        'leaving a stage failed',
      );
    }
  }
  return { outcome, reached };
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
  if (exchange.client.gone) return { state: 'cancelled', attempts: [] };
  if (cause instanceof GatewayError) return { state: 'failed', error: cause, attempts: [] };
  const note = cause instanceof Error ? cause.stack : String(cause);
  deps.log.error({ request_id: exchange.requestId, cause: note }, 'a request failed in a way nobody expected');
  return { state: 'failed', error: new GatewayError('internal_error', { cause }), attempts: [] };
}
