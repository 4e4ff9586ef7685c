import type { LimitKind } from '../../src/domain/limits.ts';
import type { Admission } from '../../src/domain/ports.ts';
import type { Principal, RateLimit } from '../../src/domain/route.ts';
import { createMemoryLimiter, type MemoryLimiterDeps } from '../../src/limiter/memory-limiter.ts';
import { buildPrincipal } from '../build-principal.ts';

/** Noon, so that neither a minute nor a day is over by itself. */
export const T0 = Date.UTC(2026, 5, 1, 12);

export const NO_RATE_LIMIT: RateLimit = {
  requestsPerMinute: undefined,
  requestsPerDay: undefined,
  tokensPerMinute: undefined,
  tokensPerDay: undefined,
  concurrency: undefined,
};

export function only(field: LimitKind['field'], limit: number): RateLimit {
  return { ...NO_RATE_LIMIT, [field]: limit };
}

export function createTestLimiter(deps: Omit<MemoryLimiterDeps, 'clock'> = {}) {
  const clock = { nowMs: T0, now: () => clock.nowMs };
  const limiter = createMemoryLimiter({ clock, ...deps });
  const admit = (claim: { principal?: Principal; clientIp?: string; tokens?: number } = {}) => {
    const { principal = buildPrincipal(), clientIp = '10.0.0.1', tokens = 0 } = claim;
    return limiter.admit({ principal, clientIp, estimatedTokens: tokens, nowMs: clock.nowMs });
  };
  return { limiter, clock, admit };
}

export function release(admission: Admission, usedTokens?: number): void {
  if (!admission.admitted) throw new Error('was refused');
  admission.release(usedTokens);
}

/** `key_requests_per_minute`, or that it was admitted. */
export function refusedBy(admission: Admission): string {
  return admission.admitted ? 'admitted' : admission.limits.tightest.policy.name;
}
