import { NEXT_MOVE, type NextMove } from '../domain/failure.ts';
import type { AttemptTarget } from '../domain/route.ts';
import type { AttemptResult } from './attempt-result.ts';
import { pause } from './pause.ts';
import type { PipelineDeps } from './pipeline-deps.ts';
import type { BudgetReserved } from './reserve-budget.ts';

export type FollowUp =
  | { readonly move: 'stop' }
  | { readonly move: 'next'; readonly target: AttemptTarget; readonly queue: AttemptTarget[] }
  | { readonly move: 'repeat'; readonly pause: () => Promise<void> };

interface FollowUpInput {
  readonly result: Extract<AttemptResult, { state: 'failed' | 'cut' }>;
  readonly target: AttemptTarget;
  readonly queue: readonly AttemptTarget[];
  readonly repeats: number;
  readonly exchange: BudgetReserved;
  readonly deps: PipelineDeps;
  readonly deadlineAtMs: number;
}

const MIN_PAUSE_MS = 100;
const MAX_PAUSE_MS = 400;
/** A rate limit that ends this soon is waited for, when there is nobody else to ask. */
const MAX_WAIT_FOR_RATE_LIMIT_MS = 1_000;

/** After a failed or cut attempt: the next target, the same one again, or the end. */
export function followUp(input: FollowUpInput): FollowUp {
  const { result, target, queue, exchange, deps, deadlineAtMs } = input;
  if (deps.clock.now() >= deadlineAtMs) return { move: 'stop' };
  const canResume =
    exchange.route.onCut === 'resume' && result.state === 'cut' && result.partial.toolCalls.length === 0;
  if (result.state === 'cut' && !canResume) return { move: 'stop' };
  const move = NEXT_MOVE[result.failure.class];
  const candidates =
    move.failover === 'never' ? [] : queue.filter((next) => mayFollow({ failover: move.failover, target, next }));
  const [next, ...rest] = candidates;
  if (next) return { move: 'next', target: next, queue: rest };
  return result.state === 'failed' && move.failover === 'always' ? repeatOrStop(input) : { move: 'stop' };
}

interface Candidate {
  readonly failover: NextMove['failover'];
  readonly target: AttemptTarget;
  readonly next: AttemptTarget;
}

function mayFollow({ failover, target, next }: Candidate): boolean {
  if (failover !== 'larger_context') return failover === 'always';
  // An unknown window may be larger.
  return next.contextWindow === undefined || next.contextWindow > (target.contextWindow ?? 0);
}

/** Once more on the same target: only as the last one, once, within the retry budget, and if time is left. */
function repeatOrStop({ result, target, repeats, exchange, deps, deadlineAtMs }: FollowUpInput): FollowUp {
  const { failure } = result;
  const move = NEXT_MOVE[failure.class];
  const soon = failure.class === 'rate_limited' && failure.retryAfterMs !== undefined;
  const shortWait = soon && (failure.retryAfterMs ?? 0) <= MAX_WAIT_FOR_RATE_LIMIT_MS;
  if (repeats > 0 || !(move.retrySame || shortWait)) return { move: 'stop' };
  const jitterMs = MIN_PAUSE_MS + deps.random() * (MAX_PAUSE_MS - MIN_PAUSE_MS);
  const pauseMs = Math.max(jitterMs, failure.retryAfterMs ?? 0);
  const nowMs = deps.clock.now();
  if (pauseMs > MAX_WAIT_FOR_RATE_LIMIT_MS || nowMs + pauseMs >= deadlineAtMs) return { move: 'stop' };
  if (!deps.retryBudget.tryRetry(target.circuitKey, nowMs)) return { move: 'stop' };
  const endsWhen = [
    (end: () => void) => exchange.client.whenGone(end),
    (end: () => void) => deps.stop.whenStopped(end),
  ];
  return { move: 'repeat', pause: () => pause({ ms: pauseMs, endsWhen }) };
}
