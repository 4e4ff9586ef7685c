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
  if (move.health === 'counts') health.failed(target.circuitKey, nowMs);
  const coolMs = failure.retryAfterMs ?? move.coolMs;
  if (move.health === 'cools' || (move.health === 'counts' && failure.retryAfterMs !== undefined)) {
    health.cool(target.circuitKey, nowMs + coolMs);
  }
  if (move.health === 'none') health.abandonProbe(target.circuitKey);
}
