import { NEXT_MOVE } from '../domain/failure.ts';
import type { Health } from '../domain/ports.ts';
import type { AttemptTarget } from '../domain/route.ts';
import type { AttemptResult } from './attempt-result.ts';

interface HealthReport {
  readonly result: AttemptResult;
  readonly target: AttemptTarget;
  readonly health: Health;
  readonly nowMs: number;
}

/** What an attempt taught about its target. The caller's own mistakes teach nothing. */
export function reportHealth({ result, target, health, nowMs }: HealthReport): void {
  if (result.state === 'answered') {
    health.succeeded(target.circuitKey, nowMs);
    return;
  }
  if (result.state === 'cancelled') {
    health.abandonProbe(target.circuitKey);
    return;
  }
  const { failure } = result;
  const move = NEXT_MOVE[failure.class];
  if (move.health === 'none') {
    health.abandonProbe(target.circuitKey);
    return;
  }
  const mustCool = move.health === 'cools' || failure.retryAfterMs !== undefined;
  // The short wait that some name beside an empty account is that of their rate limits.
  const leastMs = failure.class === 'quota_exhausted' ? move.coolMs : 0;
  health.failed({
    circuitKey: target.circuitKey,
    failureClass: failure.class,
    counts: move.health === 'counts',
    coolUntilMs: mustCool ? nowMs + Math.max(failure.retryAfterMs ?? move.coolMs, leastMs) : undefined,
    nowMs,
  });
}
