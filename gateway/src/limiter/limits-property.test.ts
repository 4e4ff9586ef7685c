import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildPrincipal, buildRoute } from '../../tests/build-principal.ts';
import { createTestLimiter, NO_RATE_LIMIT } from '../../tests/support/create-test-limiter.ts';
import { readId } from '../domain/ids.ts';
import type { LimitPolicy } from '../domain/limits.ts';
import type { Admission } from '../domain/ports.ts';
import type { Principal, RateLimit } from '../domain/route.ts';

/** A cell of the window counts until its newest part leaves. */
const STRICT_MS = 100;

/** What was taken, request by request: a model without windows, cells or meters. */
interface Taken {
  readonly principal: Principal;
  readonly clientIp: string;
  readonly atMs: number;
  readonly admission: Extract<Admission, { admitted: true }>;
  tokens: number;
  /** What was used beyond the estimate, and when that became known. */
  beyond: { readonly tokens: number; readonly atMs: number } | undefined;
  isRunning: boolean;
}

const limit = (max: number) => fc.option(fc.integer({ min: 1, max }), { nil: undefined, freq: 1 });
const anyRateLimit: fc.Arbitrary<RateLimit> = fc.record({
  requestsPerMinute: limit(6),
  requestsPerDay: limit(20),
  tokensPerMinute: limit(600),
  tokensPerDay: limit(2_000),
  concurrency: limit(3),
});
const anyStep = fc.record({
  afterMs: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 25_000 }), fc.constant(40_000_000)),
  key: fc.integer({ min: 0, max: 1 }),
  address: fc.integer({ min: 0, max: 1 }),
  tokens: fc.integer({ min: 0, max: 300 }),
  /** Which of the running requests end first, and how much of their estimates they used. */
  ends: fc.array(fc.record({ which: fc.nat({ max: 5 }), share: fc.double({ min: 0, max: 1.5, noNaN: true }) }), {
    maxLength: 3,
  }),
});

function countsFor(policy: LimitPolicy, asks: { principal: Principal; clientIp: string }, taken: Taken): boolean {
  switch (policy.scope) {
    case 'key':
    case 'ide':
      return taken.principal.keyId === asks.principal.keyId;
    case 'ip':
      return taken.clientIp === asks.clientIp;
    default:
      return true;
  }
}

/** What of a limit is used at a time; `lastsMs` is how long a minute is taken to be. */
function usedOf(policy: LimitPolicy, taken: readonly Taken[], nowMs: number, lastsMs: number): number {
  const counts = (atMs: number) =>
    policy.windowSeconds === 60
      ? atMs > nowMs - lastsMs
      : Math.floor(atMs / 86_400_000) === Math.floor(nowMs / 86_400_000);
  let used = 0;
  for (const one of taken) {
    if (policy.counted === 'concurrency') used += one.isRunning ? 1 : 0;
    else if (policy.counted === 'requests') used += counts(one.atMs) ? 1 : 0;
    else {
      used += counts(one.atMs) ? one.tokens : 0;
      if (one.beyond !== undefined && counts(one.beyond.atMs)) used += one.beyond.tokens;
    }
  }
  return used;
}

function end({ one, share, nowMs }: { one: Taken; share: number; nowMs: number }): void {
  const used = Math.round(one.tokens * share);
  one.isRunning = false;
  one.admission.release(used);
  if (used <= one.tokens) one.tokens = used;
  else one.beyond = { tokens: used - one.tokens, atMs: nowMs };
}

test('whatever comes, a request is admitted exactly when a plain count says that every limit has room', () => {
  fc.assert(
    fc.property(
      fc.tuple(anyRateLimit, anyRateLimit, anyRateLimit, anyRateLimit),
      fc.array(anyStep, { minLength: 1, maxLength: 80 }),
      ([rateLimit, ipRateLimit, routeLimit, workspaceRateLimit], steps) => {
        const { limiter, clock } = createTestLimiter();
        const shared = { route: buildRoute({ rateLimit: routeLimit }), rateLimit, ipRateLimit, workspaceRateLimit };
        const principals = [0, 1].map((key) =>
          buildPrincipal({ ...shared, keyId: readId({ kind: 'key', text: `key_${key}` }) }),
        );
        const taken: Taken[] = [];
        for (const step of steps) {
          clock.nowMs += step.afterMs;
          const { nowMs } = clock;
          for (const { which, share } of step.ends) {
            const one = taken.filter(({ isRunning }) => isRunning)[which];
            if (one !== undefined) end({ one, share, nowMs });
          }
          const principal = principals[step.key];
          if (principal === undefined) throw new Error('no such key');
          const asks = { principal, clientIp: `10.0.0.${step.address}` };
          const admission = limiter.admit({ ...asks, estimatedTokens: step.tokens, nowMs });
          const policies = limiter.limitsOf({ ...asks, nowMs }).map(({ policy }) => policy);
          const hasRoom = (lastsMs: number) =>
            policies.every((policy) => {
              const used = usedOf(
                policy,
                taken.filter((one) => countsFor(policy, asks, one)),
                nowMs,
                lastsMs,
              );
              const amount = policy.counted === 'tokens' ? step.tokens : 1;
              return used + amount <= policy.limit || used === 0;
            });
          // Never lax, and strict by no more than a cell.
          if (admission.admitted) expect(hasRoom(60_000)).toBe(true);
          else expect(hasRoom(60_000 + STRICT_MS)).toBe(false);
          if (!admission.admitted) continue;
          taken.push({ ...asks, atMs: nowMs, admission, tokens: step.tokens, beyond: undefined, isRunning: true });
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('where nobody uses more than was estimated, no sixty seconds see more tokens than the limit', () => {
  const step = fc.record({
    afterMs: fc.integer({ min: 0, max: 9_000 }),
    tokens: fc.integer({ min: 1, max: 100 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150 }), fc.integer({ min: 100, max: 500 }), (steps, tokensPerMinute) => {
      const { clock, admit } = createTestLimiter();
      const principal = buildPrincipal({ rateLimit: { ...NO_RATE_LIMIT, tokensPerMinute } });
      const used: { atMs: number; tokens: number }[] = [];
      for (const { afterMs, tokens, share } of steps) {
        clock.nowMs += afterMs;
        const admission = admit({ principal, tokens });
        if (!admission.admitted) continue;
        used.push({ atMs: clock.nowMs, tokens: Math.floor(tokens * share) });
        admission.release(Math.floor(tokens * share));
      }
      for (const { atMs: from } of used) {
        const within = used.filter(({ atMs }) => atMs >= from && atMs < from + 60_000);
        expect(within.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(tokensPerMinute);
      }
    }),
    { numRuns: 200 },
  );
});
