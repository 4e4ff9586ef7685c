import { totalsOf } from '../domain/charges.ts';
import { GatewayError } from '../domain/gateway-error.ts';
import type { AttemptRecord } from '../domain/request-record.ts';
import type { AttemptLog } from './attempt-log.ts';
import { createAttemptLog } from './attempt-log.ts';
import type { AttemptResult } from './attempt-result.ts';
import { continueFrom } from './continue-from.ts';
import { cutError, exhaustedError, noEligibleAttemptError, shutdownError } from './dispatch-error.ts';
import { DispatchFailure } from './dispatch-failure.ts';
import { followUp } from './follow-up.ts';
import { makeAttempt } from './make-attempt.ts';
import type { Served } from './outcome.ts';
import type { PipelineDeps } from './pipeline-deps.ts';
import type { AttemptPlan } from './plan-attempts.ts';
import type { BudgetReserved } from './reserve-budget.ts';
import type { Stage } from './stage.ts';

export interface Dispatched extends BudgetReserved {
  readonly served: Served;
  readonly attempts: readonly AttemptRecord[];
}

/** Tries the planned attempts until one answers, one deadline over all of them. */
export const dispatch: Stage<BudgetReserved, Dispatched> = {
  name: 'dispatch',
  enter: async (exchange, deps) => {
    const { plan, needs } = exchange;
    const log = createAttemptLog({ plan, task: exchange.task, deps });
    if (plan.attempts.length === 0) {
      throw log.failure(noEligibleAttemptError({ plan, needs, nowMs: deps.clock.now() }));
    }
    const served = await tryInOrder({ exchange, deps, plan, log }).catch((cause: unknown) => {
      throw cause instanceof DispatchFailure ? cause : unexpected({ cause, exchange, deps, log });
    });
    return { ...exchange, served, attempts: log.records() };
  },
};

/** A fault of our own. What was tried until then is known, recorded and charged all the same. */
function unexpected({ cause, exchange, deps, log }: Omit<DispatchInput, 'plan'> & { cause: unknown }): DispatchFailure {
  const note = cause instanceof Error ? cause.stack : String(cause);
  const { requestId, trace } = exchange;
  deps.log.error(
    { request_id: requestId, trace_id: trace?.traceId, cause: note },
    'a request failed in a way nobody expected',
  );
  return log.failure(new GatewayError('internal_error', { cause }));
}

interface DispatchInput {
  readonly exchange: BudgetReserved;
  readonly deps: PipelineDeps;
  readonly plan: AttemptPlan;
  readonly log: AttemptLog;
}

async function tryInOrder({ exchange, deps, plan, log }: DispatchInput): Promise<Served> {
  const deadlineAtMs = exchange.startedAtMs + exchange.route.deadlineMs;
  let { task } = exchange;
  let resumedFrom: number | undefined;
  let queue = [...plan.attempts];
  let target = queue.shift();
  let repeats = 0;
  while (target) {
    // Between two attempts nobody else looks: nothing is sent for a caller who has gone, nor by a gateway that goes.
    if (exchange.client.gone) throw log.cancelled(exchange.client);
    if (deps.stop.stopped) throw log.failure(shutdownError({ attempts: log.reports() }));
    const made = await makeAttempt({
      exchange: { ...exchange, task },
      deps,
      target,
      log,
      deadlineAtMs,
      left: queue.length,
      repeats,
    });
    deps.checkpoint?.('attempt made');
    const { result } = made;
    if (result.state === 'answered') {
      const { answer } = result;
      const { usage = result.usage, costNanoUsd } = totalsOf(log.records());
      const { warnings, attempt } = made;
      return {
        answer,
        usage,
        costNanoUsd,
        target,
        attempt,
        warnings,
        profile: plan.profile,
        route: exchange.route,
        resumedFrom,
      };
    }
    if (result.state === 'cancelled' || (result.state === 'failed' && exchange.client.gone)) {
      throw log.cancelled(exchange.client);
    }
    const next = followUp({ result, target, queue, repeats, exchange, deps, deadlineAtMs });
    if (next.move === 'stop') throw log.failure(endOf({ result, log, plan, deadline: exchange.route.deadlineMs }));
    if (result.state === 'cut') {
      task = continueFrom({ task, partial: result.partial });
      resumedFrom ??= target.position;
    }
    if (next.move === 'repeat') {
      repeats++;
      await next.pause();
    } else {
      repeats = 0;
      target = next.target;
      queue = next.queue;
    }
  }
  throw new DispatchFailure({ state: 'cancelled', attempts: log.records() });
}

interface EndInput {
  readonly result: Extract<AttemptResult, { state: 'failed' | 'cut' }>;
  readonly log: AttemptLog;
  readonly plan: AttemptPlan;
  readonly deadline: number;
}

function endOf({ result, log, plan, deadline }: EndInput) {
  if (result.state === 'cut')
    return cutError({ failure: result.failure, position: log.records().at(-1)?.position ?? 0 });
  return exhaustedError({ failure: result.failure, reports: log.reports(), plan, deadlineMs: deadline });
}
