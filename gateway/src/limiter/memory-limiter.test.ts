import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildPrincipal } from '../../tests/build-principal.ts';
import { createTestLimiter, NO_RATE_LIMIT, release, T0 } from '../../tests/support/create-test-limiter.ts';
import { readId } from '../domain/ids.ts';
import type { Admission } from '../domain/ports.ts';
import type { RateLimit } from '../domain/route.ts';

function setUp(rateLimit: Partial<RateLimit> | undefined) {
  const { limiter, clock } = createTestLimiter();
  const principal = buildPrincipal({ rateLimit: rateLimit && { ...NO_RATE_LIMIT, ...rateLimit } });
  const admit = (afterMs: number, estimatedTokens = 0) => {
    clock.nowMs = T0 + afterMs;
    return limiter.admit({ principal, clientIp: '10.0.0.1', estimatedTokens, nowMs: clock.nowMs });
  };
  return { limiter, principal, clock, admit };
}

test('a key without limits always gets the one shared admission, and leaves no state behind', () => {
  for (const rateLimit of [undefined, {}]) {
    const { limiter, admit } = setUp(rateLimit);
    expect(admit(0, 1_000_000)).toBe(admit(1));
    expect(admit(0)).toMatchObject({ admitted: true, limits: undefined });
    expect(limiter.tracked).toBe(0);
  }
});

test('the request after the last allowed one waits until the first one is a minute old, to the millisecond', () => {
  const { admit } = setUp({ requestsPerMinute: 3 });
  for (const afterMs of [0, 10_000, 20_000]) expect(admit(afterMs).admitted).toBe(true);
  expect(admit(25_000)).toMatchObject({
    admitted: false,
    retryAfterMs: 35_000,
    limits: { tightest: { policy: { name: 'key_requests_per_minute', limit: 3 }, remaining: 0, resetMs: 35_000 } },
  });
  expect(admit(59_999).admitted).toBe(false);
  expect(admit(60_000).admitted).toBe(true);
  expect(admit(60_000)).toMatchObject({ admitted: false, retryAfterMs: 10_000 });
});

test('requests within a tenth of a second leave together, never early', () => {
  const { admit } = setUp({ requestsPerMinute: 2 });
  admit(0);
  admit(99);
  expect(admit(60_000)).toMatchObject({ admitted: false, retryAfterMs: 99 });
  expect(admit(60_099).admitted).toBe(true);
});

test('a refused request takes nothing', () => {
  const { admit } = setUp({ requestsPerMinute: 1, tokensPerMinute: 100, concurrency: 5 });
  admit(0, 10);
  for (let again = 0; again < 50; again++) expect(admit(again, 90).admitted).toBe(false);
  expect(admit(60_000, 100)).toMatchObject({ admitted: true });
});

test('in no sixty seconds does more than the limit pass, whatever the arrivals', () => {
  const arrivals = fc.array(fc.integer({ min: 0, max: 9_000 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(arrivals, fc.integer({ min: 1, max: 20 }), (gaps, limit) => {
      const { admit } = setUp({ requestsPerMinute: limit });
      const admitted: number[] = [];
      let atMs = 0;
      for (const gap of gaps) {
        atMs += gap;
        const answer = admit(atMs);
        if (!answer.admitted) {
          atMs += answer.retryAfterMs;
          expect(admit(atMs).admitted).toBe(true);
        }
        admitted.push(atMs);
      }
      for (const from of admitted) {
        expect(admitted.filter((at) => at >= from && at < from + 60_000).length).toBeLessThanOrEqual(limit);
      }
    }),
    { numRuns: 100 },
  );
});

test('a client that keeps exactly to its limit is never refused', () => {
  const { admit } = setUp({ requestsPerMinute: 60 });
  for (let second = 0; second < 600; second++) expect(admit(second * 1_000).admitted).toBe(true);
});

test('tokens are taken as estimated and what was not used is given back', () => {
  const { admit } = setUp({ tokensPerMinute: 1_000 });
  const first = admit(0, 900);
  expect(admit(1_000, 200)).toMatchObject({ admitted: false, retryAfterMs: 59_000 });
  release(first, 100);
  expect(admit(2_000, 900).admitted).toBe(true);
  expect(admit(2_000, 1).admitted).toBe(false);
});

test('tokens used beyond the estimate count from the moment when they became known', () => {
  const { admit, clock } = setUp({ tokensPerMinute: 1_000 });
  const first = admit(0, 100);
  clock.nowMs = T0 + 30_000;
  release(first, 1_000);
  expect(admit(30_000, 1).admitted).toBe(false);
  expect(admit(60_000, 101)).toMatchObject({ admitted: false, retryAfterMs: 30_000 });
  expect(admit(90_000, 1_000).admitted).toBe(true);
});

test('an answer without a figure leaves the estimate as it is', () => {
  const { admit } = setUp({ tokensPerMinute: 1_000 });
  release(admit(0, 1_000), undefined);
  expect(admit(1, 1).admitted).toBe(false);
});

test('a correction that comes after the window takes nothing from later requests', () => {
  const { admit } = setUp({ tokensPerMinute: 1_000 });
  const slow = admit(0, 1_000);
  expect(admit(60_000, 1_000).admitted).toBe(true);
  release(slow, 0);
  expect(admit(60_000, 1).admitted).toBe(false);
});

test('a request above the whole token limit runs when nothing else counts, and then blocks the minute', () => {
  const { admit } = setUp({ tokensPerMinute: 1_000 });
  expect(admit(0, 5_000).admitted).toBe(true);
  expect(admit(1_000, 1)).toMatchObject({ admitted: false, retryAfterMs: 59_000 });
  const again = admit(60_000, 5_000);
  release(again, 0);
  expect(admit(60_200, 5_000).admitted).toBe(true);
});

test('a limit of zero admits nothing', () => {
  expect(setUp({ requestsPerMinute: 0 }).admit(0).admitted).toBe(false);
  expect(setUp({ tokensPerMinute: 0 }).admit(0).admitted).toBe(false);
  expect(setUp({ concurrency: 0 }).admit(0).admitted).toBe(false);
});

test('a place is free again when a request is released, and only once', () => {
  const { admit } = setUp({ concurrency: 2 });
  const first = admit(0);
  admit(0);
  expect(admit(0)).toMatchObject({
    admitted: false,
    retryAfterMs: 1_000,
    limits: { tightest: { policy: { name: 'key_concurrency', limit: 2 }, remaining: 0, resetMs: 1_000 } },
  });
  release(first);
  release(first);
  release(first);
  expect(admit(1).admitted).toBe(true);
  expect(admit(1).admitted).toBe(false);
});

test('the headers show the limit with the smallest share left', () => {
  const { admit } = setUp({ requestsPerMinute: 100, tokensPerMinute: 1_000, concurrency: 50 });
  const tightest = (admission: Admission) => admission.limits?.tightest;
  expect(tightest(admit(0, 10))).toMatchObject({ policy: { name: 'key_concurrency' }, remaining: 49 });
  expect(tightest(admit(0, 900))).toMatchObject({
    policy: { name: 'key_tokens_per_minute' },
    remaining: 90,
    resetMs: 60_000,
  });
});

test('looking at the limits takes nothing', () => {
  const { limiter, principal, admit } = setUp({ requestsPerMinute: 2 });
  admit(0);
  const look = (nowMs = T0) => limiter.limitsOf({ principal, clientIp: undefined, nowMs });
  expect(look()).toMatchObject([{ policy: { name: 'key_requests_per_minute' }, remaining: 1, resetMs: 60_000 }]);
  expect(look()).toEqual(look());
  expect(look(T0 + 60_000)).toMatchObject([{ remaining: 2, resetMs: 0 }]);
});

test('a clock that is set back by an hour locks no key out for an hour', () => {
  const { admit } = setUp({ requestsPerMinute: 1 });
  expect(admit(0).admitted).toBe(true);
  expect(admit(-3_600_000)).toMatchObject({ admitted: false, retryAfterMs: 60_000 });
  expect(admit(-3_540_000).admitted).toBe(true);
});

test('keys that came and went are forgotten, keys in use are not', () => {
  const { limiter, principal, admit } = setUp({ requestsPerMinute: 10, concurrency: 1 });
  expect(admit(0).admitted).toBe(true);
  for (let key = 0; key < 20_000; key++) {
    const keyId = readId({ kind: 'key', text: `key_other${key}` });
    const other = { ...principal, keyId };
    const claim = { principal: other, clientIp: '', estimatedTokens: 0, nowMs: T0 + key * 100 };
    release(limiter.admit(claim));
  }
  // 600 keys are active within a minute.
  expect(limiter.tracked).toBeLessThan(1_500);
  expect(admit(2_000_000).admitted).toBe(false);
});

test('a busy key keeps a bounded amount of state, and its limit still holds', () => {
  const { admit } = setUp({ requestsPerMinute: 1_000_000 });
  let admitted = 0;
  for (let request = 0; request < 1_100_000; request++) if (admit(request / 20).admitted) admitted++;
  expect(admitted).toBe(1_000_000);
});
