import { describe, expect, test } from 'vitest';
import { buildPrincipal, buildRoute } from '../../tests/build-principal.ts';
import {
  createTestLimiter,
  NO_RATE_LIMIT,
  only,
  refusedBy,
  release,
  T0,
} from '../../tests/support/create-test-limiter.ts';
import type { DayStore } from './read-day.ts';

const MIDNIGHT = Date.UTC(2026, 5, 2);

function storeThatKnows(known: { requests: number; tokens: number }) {
  const asked: Parameters<DayStore['admittedSince']>[0][] = [];
  const store: DayStore = {
    admittedSince: async (query) => {
      asked.push(query);
      return known;
    },
  };
  return { store, asked };
}

describe('a limit per day', () => {
  test('counts the calendar day in UTC, and a refusal says how long it still lasts', () => {
    const { clock, admit } = createTestLimiter();
    const principal = buildPrincipal({ rateLimit: only('requestsPerDay', 2) });
    for (let request = 0; request < 2; request++) release(admit({ principal }));
    expect(admit({ principal })).toMatchObject({ admitted: false, retryAfterMs: MIDNIGHT - T0 });
    clock.nowMs = MIDNIGHT - 1;
    expect(admit({ principal }).admitted).toBe(false);
    clock.nowMs = MIDNIGHT;
    for (let request = 0; request < 2; request++) expect(admit({ principal }).admitted).toBe(true);
    expect(refusedBy(admit({ principal }))).toBe('key_requests_per_day');
  });

  test('gives back the tokens that were not used, on the same day', () => {
    const { clock, admit } = createTestLimiter();
    const principal = buildPrincipal({ rateLimit: only('tokensPerDay', 1_000) });
    const first = admit({ principal, tokens: 900 });
    expect(admit({ principal, tokens: 101 }).admitted).toBe(false);
    clock.nowMs += 3_600_000;
    release(first, 100);
    expect(admit({ principal, tokens: 900 }).admitted).toBe(true);
    expect(admit({ principal, tokens: 1 }).admitted).toBe(false);
  });

  test('takes nothing from the new day for a request of the old one, but counts what it used beyond its estimate', () => {
    const { clock, limiter, admit } = createTestLimiter();
    const principal = buildPrincipal({ rateLimit: only('tokensPerDay', 1_000) });
    const left = () => limiter.limitsOf({ principal, clientIp: undefined, nowMs: clock.nowMs })[0]?.remaining;
    clock.nowMs = MIDNIGHT - 1;
    const [less, more] = [admit({ principal, tokens: 300 }), admit({ principal, tokens: 300 })];
    clock.nowMs = MIDNIGHT;
    release(admit({ principal, tokens: 50 }));
    release(less, 10);
    expect(left()).toBe(950);
    release(more, 400);
    expect(left()).toBe(850);
  });

  test('lets a request above the whole limit run when nothing else counts', () => {
    const { admit } = createTestLimiter();
    const principal = buildPrincipal({ rateLimit: only('tokensPerDay', 10) });
    expect(admit({ principal, tokens: 500 }).admitted).toBe(true);
    expect(admit({ principal, tokens: 1 }).admitted).toBe(false);
  });

  test('survives a clock that is set back', () => {
    const { clock, admit } = createTestLimiter();
    const principal = buildPrincipal({ rateLimit: only('requestsPerDay', 1) });
    clock.nowMs = MIDNIGHT + 5;
    admit({ principal });
    clock.nowMs = MIDNIGHT - 5;
    expect(admit({ principal }).admitted).toBe(true);
    expect(admit({ principal })).toMatchObject({ retryAfterMs: 5 });
  });
});

describe('what the request log knows of the day', () => {
  const principal = buildPrincipal({
    rateLimit: only('requestsPerDay', 10),
    route: buildRoute({ rateLimit: only('tokensPerDay', 1_000) }),
    workspaceRateLimit: only('requestsPerMinute', 1_000),
    ipRateLimit: only('requestsPerDay', 100),
  });

  test('counts from the first request of a process that was warmed', async () => {
    const { store, asked } = storeThatKnows({ requests: 9, tokens: 600 });
    const { limiter, admit } = createTestLimiter({ store });
    await limiter.warm({ principals: [principal] });
    const span = { sinceMs: MIDNIGHT - 86_400_000, beforeMs: T0 };
    expect(asked).toEqual([
      { scope: { keyId: 'key_1' }, ...span },
      { scope: { routeId: 'route_1' }, ...span },
    ]);
    expect(refusedBy(admit({ principal, tokens: 401 }))).toBe('route_tokens_per_day');
    expect(admit({ principal, tokens: 400 }).admitted).toBe(true);
    expect(refusedBy(admit({ principal }))).toBe('key_requests_per_day');
    expect(asked).toHaveLength(2);
  });

  test('is asked at the first use where nobody did before, while requests pass, and then counts with them', async () => {
    const { store, asked } = storeThatKnows({ requests: 8, tokens: 0 });
    const { admit } = createTestLimiter({ store });
    const limited = buildPrincipal({ rateLimit: only('requestsPerDay', 10) });
    expect(admit({ principal: limited }).admitted).toBe(true);
    await Promise.resolve();
    await new Promise(setImmediate);
    expect(asked).toHaveLength(1);
    expect(admit({ principal: limited }).admitted).toBe(true);
    expect(refusedBy(admit({ principal: limited }))).toBe('key_requests_per_day');
  });

  test('is asked only where a limit per day is', async () => {
    const { store, asked } = storeThatKnows({ requests: 8, tokens: 0 });
    const { limiter, admit } = createTestLimiter({ store });
    const limited = buildPrincipal({ rateLimit: { ...NO_RATE_LIMIT, requestsPerMinute: 5, tokensPerMinute: 5 } });
    await limiter.warm({ principals: [limited] });
    admit({ principal: limited });
    await new Promise(setImmediate);
    expect(asked).toEqual([]);
  });

  test('of yesterday is not added to the new day', async () => {
    const answer = Promise.withResolvers<{ requests: number; tokens: number }>();
    const { clock, admit } = createTestLimiter({ store: { admittedSince: () => answer.promise } });
    const limited = buildPrincipal({ rateLimit: only('requestsPerDay', 3) });
    admit({ principal: limited });
    clock.nowMs = MIDNIGHT;
    admit({ principal: limited });
    answer.resolve({ requests: 500, tokens: 0 });
    await new Promise(setImmediate);
    expect(admit({ principal: limited }).admitted).toBe(true);
  });

  test('is asked again later where the store was away, for the same span', async () => {
    let isAway = true;
    const spans: number[] = [];
    const store: DayStore = {
      admittedSince: async ({ beforeMs }) => {
        spans.push(beforeMs);
        if (isAway) throw new Error('away');
        return { requests: 9, tokens: 0 };
      },
    };
    const { clock, admit } = createTestLimiter({ store });
    const limited = buildPrincipal({ rateLimit: only('requestsPerDay', 12) });
    for (let request = 0; request < 2; request++) {
      expect(admit({ principal: limited }).admitted).toBe(true);
      await new Promise(setImmediate);
    }
    expect(spans).toEqual([T0]);
    isAway = false;
    clock.nowMs += 10_000;
    expect(admit({ principal: limited }).admitted).toBe(true);
    await new Promise(setImmediate);
    expect(spans).toEqual([T0, T0]);
    expect(refusedBy(admit({ principal: limited }))).toBe('key_requests_per_day');
  });
});
