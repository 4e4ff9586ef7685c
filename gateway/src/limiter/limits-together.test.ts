import { describe, expect, test } from 'vitest';
import { buildPrincipal, buildRoute } from '../../tests/build-principal.ts';
import { createTestLimiter, NO_RATE_LIMIT, only, refusedBy, release } from '../../tests/support/create-test-limiter.ts';
import { readId } from '../domain/ids.ts';
import type { Admission } from '../domain/ports.ts';
import type { Plan, Principal, RateLimit } from '../domain/route.ts';

const key = (name: string) => readId({ kind: 'key', text: `key_${name}` });
const namesOf = (admission: Admission) => admission.limits?.policies.map(({ name }) => name);

function planOf(rateLimit: RateLimit): Plan {
  return {
    name: 'free',
    managed: { chat: undefined, embeddings: undefined, image: undefined },
    window: 'month',
    timeZone: undefined,
    excludes: [],
    capabilities: undefined,
    rateLimit,
    upgradeTo: undefined,
  };
}

const TWO = only('requestsPerMinute', 2);
const SHARED: readonly [string, Partial<Principal>][] = [
  ['route', { route: buildRoute({ rateLimit: TWO }) }],
  ['workspace', { workspaceRateLimit: TWO }],
  ['plan', { plan: planOf(TWO) }],
  ['ip', { ipRateLimit: TWO }],
];

describe.each(SHARED)('a limit of the %s', (scope, limited) => {
  test('counts all keys together, and names itself', () => {
    const { admit } = createTestLimiter();
    for (const name of ['a', 'b']) admit({ principal: buildPrincipal({ ...limited, keyId: key(name) }) });
    expect(refusedBy(admit({ principal: buildPrincipal({ ...limited, keyId: key('c') }) }))).toBe(
      `${scope}_requests_per_minute`,
    );
  });

  test('leaves other routes, workspaces and addresses alone', () => {
    const { admit } = createTestLimiter();
    for (let request = 0; request < 2; request++) admit({ principal: buildPrincipal(limited) });
    const workspaceId = readId({ kind: 'ws', text: 'ws_2' });
    const route = { ...buildRoute(limited.route), id: readId({ kind: 'route', text: 'route_2' }) };
    const others = { ...limited, workspaceId, route, keyId: key('other') };
    expect(admit({ principal: buildPrincipal(others) }).admitted).toBe(true);
  });
});

test('each address has a limit of its own, and all of an IPv6 /64 one together', () => {
  const { admit } = createTestLimiter();
  const principal = buildPrincipal({ ipRateLimit: only('requestsPerMinute', 1) });
  const ask = (clientIp: string) => admit({ principal, clientIp }).admitted;
  expect(ask('10.0.0.1')).toBe(true);
  expect(ask('10.0.0.2')).toBe(true);
  expect(ask('10.0.0.1')).toBe(false);
  expect(ask('2001:db8:1:2::1')).toBe(true);
  expect(ask('2001:db8:1:2:ffff::9')).toBe(false);
  expect(ask('2001:db8:1:3::1')).toBe(true);
});

test('where one limit refuses, no other takes anything', () => {
  const rateLimit = { ...NO_RATE_LIMIT, requestsPerMinute: 50, requestsPerDay: 50, tokensPerMinute: 5_000 };
  const principal = buildPrincipal({
    rateLimit,
    workspaceRateLimit: { ...rateLimit, tokensPerDay: 900, concurrency: 9 },
    route: buildRoute({ rateLimit: { ...rateLimit, concurrency: 1 } }),
    ipRateLimit: rateLimit,
  });
  const { limiter, clock, admit } = createTestLimiter();
  const look = () => limiter.limitsOf({ principal, clientIp: '10.0.0.1', nowMs: clock.nowMs });
  const first = admit({ principal, tokens: 500 });
  const before = look();
  expect(refusedBy(admit({ principal, tokens: 300 }))).toBe('route_concurrency');
  expect(look()).toEqual(before);
  release(first, 500);
  expect(refusedBy(admit({ principal, tokens: 401 }))).toBe('workspace_tokens_per_day');
  expect(look().map(({ remaining }) => remaining)).toEqual(
    before.map(({ policy, remaining }) => (policy.field === 'concurrency' ? policy.limit : remaining)),
  );
});

test('a refusal names the limit that takes the longest, and that wait is enough for all of them', () => {
  const principal = buildPrincipal({
    rateLimit: { ...NO_RATE_LIMIT, requestsPerMinute: 1, concurrency: 1 },
    route: buildRoute({ rateLimit: only('tokensPerMinute', 100) }),
  });
  const { clock, admit } = createTestLimiter();
  const first = admit({ principal, tokens: 50 });
  clock.nowMs += 20_000;
  release(first, 100);
  expect(admit({ principal, tokens: 60 })).toMatchObject({
    retryAfterMs: 60_000,
    limits: { tightest: { policy: { name: 'route_tokens_per_minute' } } },
  });
  clock.nowMs += 60_000;
  expect(admit({ principal, tokens: 60 }).admitted).toBe(true);
});

test('of two that take equally long, the narrower is named', () => {
  const limits = { rateLimit: TWO, workspaceRateLimit: TWO, route: buildRoute({ rateLimit: TWO }) };
  const { admit } = createTestLimiter();
  for (let request = 0; request < 2; request++) admit({ principal: buildPrincipal(limits) });
  expect(refusedBy(admit({ principal: buildPrincipal(limits) }))).toBe('key_requests_per_minute');
});

test('every policy that applies is told, in a list that stays the same object', () => {
  const principal = buildPrincipal({
    rateLimit: { ...NO_RATE_LIMIT, requestsPerDay: 5, concurrency: 2 },
    ipRateLimit: TWO,
    route: buildRoute({ rateLimit: TWO }),
    workspaceRateLimit: only('tokensPerDay', 9),
    plan: planOf(only('tokensPerDay', 7)),
  });
  const { admit } = createTestLimiter();
  const first = admit({ principal });
  expect(namesOf(first)).toEqual([
    'key_requests_per_day',
    'key_concurrency',
    'ip_requests_per_minute',
    'route_requests_per_minute',
    'workspace_tokens_per_day',
    'plan_tokens_per_day',
  ]);
  expect(admit({ principal }).limits?.policies).toBe(first.limits?.policies);
});

describe('an IDE token', () => {
  const limitsOf = (changes: Partial<Principal>) => {
    const { admit } = createTestLimiter();
    const admission = admit({ principal: buildPrincipal({ kind: 'ide', ...changes }) });
    return admission.limits?.policies.map(({ name, limit }) => `${name} ${limit}`);
  };

  test('without a limit of its own has that of its workspace, or else 60 requests and 100,000 tokens a minute, 4 at once', () => {
    expect(limitsOf({})).toEqual(['ide_requests_per_minute 60', 'ide_tokens_per_minute 100000', 'ide_concurrency 4']);
    expect(limitsOf({ ideRateLimit: only('requestsPerDay', 9) })).toEqual(['ide_requests_per_day 9']);
    expect(limitsOf({ rateLimit: TWO, ideRateLimit: only('requestsPerDay', 9) })).toEqual([
      'key_requests_per_minute 2',
    ]);
  });

  test('counts by itself, and towards its route and workspace too', () => {
    const { admit } = createTestLimiter();
    const token = (name: string) =>
      buildPrincipal({ kind: 'ide', keyId: key(name), workspaceRateLimit: only('concurrency', 6) });
    for (let request = 0; request < 4; request++) expect(admit({ principal: token('a') }).admitted).toBe(true);
    expect(refusedBy(admit({ principal: token('a') }))).toBe('ide_concurrency');
    for (let request = 0; request < 2; request++) expect(admit({ principal: token('b') }).admitted).toBe(true);
    expect(refusedBy(admit({ principal: token('b') }))).toBe('workspace_concurrency');
  });

  test('no other key is limited by ide_rate_limit', () => {
    expect(limitsOf({ kind: 'live', ideRateLimit: TWO })).toBeUndefined();
  });
});

test('a limit that changes counts what was taken under the old one', () => {
  const { admit } = createTestLimiter();
  const limited = (limit: number) => buildPrincipal({ rateLimit: only('requestsPerMinute', limit) });
  for (let request = 0; request < 3; request++) admit({ principal: limited(3) });
  expect(admit({ principal: limited(3) }).admitted).toBe(false);
  expect(admit({ principal: limited(4) }).admitted).toBe(true);
  expect(admit({ principal: limited(4) }).admitted).toBe(false);
});

test('a hundred thousand addresses hold the state of a bounded number', () => {
  const { limiter, clock } = createTestLimiter({ maxAddresses: 1_000 });
  const principal = buildPrincipal({ ipRateLimit: only('requestsPerDay', 5) });
  for (let address = 0; address < 100_000; address++) {
    const clientIp = `10.${address >> 16}.${(address >> 8) & 255}.${address & 255}`;
    release(limiter.admit({ principal, clientIp, estimatedTokens: 0, nowMs: clock.nowMs }));
  }
  expect(limiter.tracked).toBe(1_000);
});
