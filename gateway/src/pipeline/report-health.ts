import { NEXT_MOVE } from '../domain/failure.ts';
import type { Health, Incident, IncidentWatcher } from '../domain/ports.ts';
import type { AttemptTarget } from '../domain/route.ts';
import type { AttemptResult } from './attempt-result.ts';

interface HealthReport {
  readonly result: AttemptResult;
  readonly target: AttemptTarget;
  readonly health: Health;
  /** Whose request it was. */
  readonly route: Incident['route'];
  readonly incidents: IncidentWatcher | undefined;
  readonly nowMs: number;
}

/** What an attempt taught about its target. The caller's own mistakes teach nothing. */
export function reportHealth({ result, target, health, route, incidents, nowMs }: HealthReport): void {
  const seen = { target, route, nowMs };
  if (result.state === 'answered') {
    const closed = health.succeeded(target.circuitKey, nowMs) === 'closed';
    if (closed) incidents?.happened({ ...seen, kind: 'circuit.closed', failureClass: undefined, status: undefined });
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
  const change = health.failed({
    circuitKey: target.circuitKey,
    failureClass: failure.class,
    counts: move.health === 'counts',
    coolUntilMs: mustCool ? nowMs + Math.max(failure.retryAfterMs ?? move.coolMs, leastMs) : undefined,
    nowMs,
  });
  const { class: failureClass, status } = failure;
  if (change === 'opened') incidents?.happened({ ...seen, kind: 'circuit.opened', failureClass, status });
  if (failureClass === 'auth_upstream')
    incidents?.happened({ ...seen, kind: 'credential.refused', failureClass, status });
}
