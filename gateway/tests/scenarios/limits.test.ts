import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { connectionYaml, json, startTestGateway, TEST_KEY, type TestGateway } from './start-test-gateway.ts';

const OTHER_KEY = 'lk_live_another_key_0123456789abcdef';
const IDE_TOKEN = 'lkia_somebodys_laptop_0123456789abcdef';
const ASK = { messages: [{ role: 'user', content: 'Hello' }], max_tokens: 10 };
const asKey = (secret: string) => ({ Authorization: `Bearer ${secret}` });

let upstream: FakeUpstream;
beforeAll(async () => {
  upstream = await startFakeUpstream();
});
afterAll(() => upstream.close());
beforeEach(() => upstream.reset());

interface Parts {
  readonly workspace?: string;
  readonly route?: string;
  readonly key?: string;
  readonly token?: string;
  readonly plan?: string;
}

/** Two keys and an IDE token on one route. */
function yaml({ workspace = '', route = '', key = '', token = '', plan }: Parts): string {
  return `version: 1
workspace: { name: acme${plan === undefined ? '' : ', plan: free'}${workspace} }
${plan === undefined ? '' : `plans: [{ name: free, rate_limit: ${plan} }]`}
connections:${connectionYaml({ name: 'only', url: upstream.url })}
routes:
  - { name: default, attempts: [{ connection: only, model: m }]${route} }
keys:
  - { name: backend, route: default, secret: ${TEST_KEY}${key} }
  - { name: other, route: default, secret: ${OTHER_KEY} }
  - { name: laptop, route: default, secret: ${IDE_TOKEN}, expires_at: 2999-01-31${token} }
`;
}

/** The same request from another address of this machine. */
function postFrom({ gateway, localAddress }: { gateway: TestGateway; localAddress: string }): Promise<number> {
  const url = new URL('/v1/chat', gateway.url.replace('localhost', '127.0.0.1'));
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', ...asKey(TEST_KEY) };
    const call = request(url, { method: 'POST', headers, localAddress, agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    call.on('error', reject);
    call.end(JSON.stringify(ASK));
  });
}

const SHARED: readonly [string, string, Parts][] = [
  ['route', 'route', { route: ', rate_limit: { requests_per_minute: 2 }' }],
  ['workspace', 'workspace', { workspace: ', rate_limit: { requests_per_minute: 2 }' }],
  ['plan', 'workspace', { plan: '{ requests_per_minute: 2 }' }],
  ['ip', 'ip', { workspace: ', ip_rate_limit: { requests_per_minute: 2 }' }],
];

test.each(SHARED)('a limit of the %s counts all keys together: 429, reason %s', async (scope, reason, parts) => {
  await using gateway = await startTestGateway({ yaml: yaml(parts) });
  expect((await gateway.post('/v1/chat', ASK)).status).toBe(200);
  expect((await gateway.post('/v1/chat', ASK, asKey(OTHER_KEY))).status).toBe(200);
  const refused = await gateway.post('/v1/chat', ASK);
  expect(refused.status).toBe(429);
  expect(await json(refused)).toMatchObject({ error: 'rate_limited', reason });
  const seconds = Number(refused.headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(55);
  expect(refused.headers.get('ratelimit')).toBe(`"${scope}_requests_per_minute";r=0;t=${seconds}`);
  expect(upstream.requests).toHaveLength(2);
});

test('every policy that applies stands in RateLimit-Policy, the tightest in RateLimit', async () => {
  const parts = {
    key: ', rate_limit: { requests_per_minute: 100, tokens_per_day: 5000, concurrency: 7 }',
    route: ', rate_limit: { tokens_per_minute: 4000 }',
    workspace: ', rate_limit: { requests_per_day: 3 }, ip_rate_limit: { requests_per_minute: 50 }',
  };
  await using gateway = await startTestGateway({ yaml: yaml(parts) });
  const { headers } = await gateway.post('/v1/chat', ASK);
  expect(headers.get('ratelimit-policy')?.split(', ')).toEqual([
    '"key_requests_per_minute";q=100;w=60',
    '"key_tokens_per_day";q=5000;qu="tokens";w=86400',
    '"key_concurrency";q=7;qu="concurrent-requests"',
    '"ip_requests_per_minute";q=50;w=60',
    '"route_tokens_per_minute";q=4000;qu="tokens";w=60',
    '"workspace_requests_per_day";q=3;w=86400',
  ]);
  expect(headers.get('ratelimit')).toMatch(/^"workspace_requests_per_day";r=2;t=\d+$/);
});

test('an answer of a key without limits has no such header', async () => {
  await using gateway = await startTestGateway({ yaml: yaml({}) });
  const { headers } = await gateway.post('/v1/chat', ASK);
  expect(headers.has('ratelimit') || headers.has('ratelimit-policy')).toBe(false);
});

test('of 200 requests at once exactly as many pass as the narrowest limit allows, and the others took nothing', async () => {
  const parts = {
    key: ', rate_limit: { requests_per_minute: 120 }',
    route: ', rate_limit: { requests_per_day: 50 }',
    workspace: ', rate_limit: { requests_per_minute: 90 }',
  };
  await using gateway = await startTestGateway({ yaml: yaml(parts) });
  const answers = await Promise.all(Array.from({ length: 200 }, () => gateway.post('/v1/chat', ASK)));
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(150);
  const { limits } = await json(await gateway.get('/v1/whoami'));
  expect(limits.policies.map(({ name, remaining }: { name: string; remaining: number }) => [name, remaining])).toEqual([
    ['key_requests_per_minute', 70],
    ['route_requests_per_day', 0],
    ['workspace_requests_per_minute', 40],
  ]);
});

describe('tokens', () => {
  const tokensLeft = async (gateway: TestGateway) =>
    (await json(await gateway.get('/v1/whoami'))).limits.tokens_per_minute.remaining;

  test('are taken with the bound of the answer, and what was not used is given back', async () => {
    upstream.script({ delayMs: 1_000, reply: { text: 'x', usage: { input: 20, output: 5 } } });
    const key = ', rate_limit: { tokens_per_minute: 1000 }';
    await using gateway = await startTestGateway({ yaml: yaml({ key }) });
    const running = gateway.post('/v1/chat', { ...ASK, max_tokens: 900 });
    await vi.waitFor(() => expect(upstream.requests).toHaveLength(1));
    const refused = await gateway.post('/v1/chat', { ...ASK, max_tokens: 200 });
    expect(refused.status).toBe(429);
    expect((await json(refused)).message).toContain('may use 1000 tokens within a minute');
    expect((await running).status).toBe(200);
    expect(await tokensLeft(gateway)).toBe(975);
  });

  test('count what the provider reported, where that is more', async () => {
    upstream.script({ reply: { text: 'x', usage: { input: 700, cachedInput: 100, output: 50, reasoning: 10 } } });
    const key = ', rate_limit: { tokens_per_minute: 1000 }';
    await using gateway = await startTestGateway({ yaml: yaml({ key }) });
    await (await gateway.post('/v1/chat', ASK)).text();
    expect(await tokensLeft(gateway)).toBe(250);
  });

  test('are all given back where nobody answered', async () => {
    upstream.script({ status: 500, body: {} });
    const key = ', rate_limit: { tokens_per_minute: 10000 }';
    await using gateway = await startTestGateway({ yaml: yaml({ key }) });
    expect((await gateway.post('/v1/chat', ASK)).status).toBe(503);
    expect(await tokensLeft(gateway)).toBe(10_000);
  });

  test('are all given back where a budget refused the request', async () => {
    const key = ', rate_limit: { tokens_per_minute: 10000 }, budget: { usd: 0, window: day }';
    await using gateway = await startTestGateway({ yaml: yaml({ key }) });
    expect((await gateway.post('/v1/chat', ASK)).status).toBe(402);
    expect(await tokensLeft(gateway)).toBe(10_000);
  });

  test('of an answer without a bound are taken to be 4,096 until it is known', async () => {
    upstream.script({ delayMs: 1_000 });
    const key = ', rate_limit: { tokens_per_minute: 5000 }';
    await using gateway = await startTestGateway({ yaml: yaml({ key }) });
    const running = gateway.post('/v1/chat', { messages: ASK.messages });
    await vi.waitFor(() => expect(upstream.requests).toHaveLength(1));
    expect(await tokensLeft(gateway)).toBeLessThan(5_000 - 4_096);
    await running;
    expect(await tokensLeft(gateway)).toBeGreaterThan(4_800);
  });
});

test('a stream keeps its place until its last word', async () => {
  upstream.script({ reply: { text: 'one two three four' }, eventDelayMs: 100 });
  const route = ', rate_limit: { concurrency: 1 }';
  await using gateway = await startTestGateway({ yaml: yaml({ route }) });
  const stream = await gateway.post('/v1/chat', { ...ASK, stream: true });
  expect(stream.headers.get('ratelimit')).toBe('"route_concurrency";r=0');
  const refused = await gateway.post('/v1/chat', ASK, asKey(OTHER_KEY));
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await json(refused)).toMatchObject({
    reason: 'concurrency',
    message: 'The route "default" has 1 requests running, as many as it may.',
  });
  await stream.text();
  expect((await gateway.post('/v1/chat', ASK)).status).toBe(200);
});

test('each address has an own limit', async () => {
  const workspace = ', ip_rate_limit: { requests_per_day: 1 }';
  await using gateway = await startTestGateway({ yaml: yaml({ workspace }) });
  expect(await postFrom({ gateway, localAddress: '127.0.0.1' })).toBe(200);
  expect(await postFrom({ gateway, localAddress: '127.0.0.1' })).toBe(429);
  expect(await postFrom({ gateway, localAddress: '127.0.0.2' })).toBe(200);
});

test('behind a trusted proxy, the address is the one that the proxy saw', async () => {
  const workspace = ', ip_rate_limit: { requests_per_minute: 1 }';
  const settingsEnv = { LATENTKIT_TRUSTED_PROXIES: '127.0.0.0/8' };
  await using gateway = await startTestGateway({ yaml: yaml({ workspace }), settingsEnv });
  const ask = async (ip: string) => (await gateway.post('/v1/chat', ASK, { 'X-Forwarded-For': ip })).status;
  expect(await ask('203.0.113.1')).toBe(200);
  expect(await ask('203.0.113.2')).toBe(200);
  expect(await ask('198.51.100.9, 203.0.113.1')).toBe(429);
});

test('a test key that asks for the error gets all the headers of it', async () => {
  const sandboxed = yaml({}).replaceAll('lk_live_another', 'lk_test_another');
  await using gateway = await startTestGateway({ yaml: sandboxed });
  const ask = { messages: [{ role: 'user', content: 'sandbox:error rate_limited' }] };
  const { headers } = await gateway.post('/v1/chat', ask, asKey(OTHER_KEY.replace('live', 'test')));
  expect(headers.get('ratelimit')).toBe(`"key_requests_per_minute";r=0;t=${headers.get('retry-after')}`);
  expect(headers.get('ratelimit-policy')).toBe('"key_requests_per_minute";q=60;w=60');
});

describe('an IDE token', () => {
  test('works as a live key does, within 60 requests and 100,000 tokens a minute, 4 at once', async () => {
    await using gateway = await startTestGateway({ yaml: yaml({}) });
    const answer = await gateway.post('/v1/chat', ASK, asKey(IDE_TOKEN));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('ratelimit-policy')).toBe(
      '"ide_requests_per_minute";q=60;w=60, "ide_tokens_per_minute";q=100000;qu="tokens";w=60, ' +
        '"ide_concurrency";q=4;qu="concurrent-requests"',
    );
    expect(upstream.requests).toHaveLength(1);
    expect((await json(await gateway.get('/v1/whoami', asKey(IDE_TOKEN)))).key).toMatchObject({ kind: 'ide' });
  });

  test('has the limit of its workspace, or its own', async () => {
    const workspace = ', ide_rate_limit: { requests_per_day: 1 }';
    await using gateway = await startTestGateway({ yaml: yaml({ workspace }) });
    await gateway.post('/v1/chat', ASK, asKey(IDE_TOKEN));
    const refused = await gateway.post('/v1/chat', ASK, asKey(IDE_TOKEN));
    expect(await json(refused)).toMatchObject({
      reason: 'key',
      message: 'The IDE token "laptop" has sent 1 requests on one day (UTC), as many as it may.',
    });
    expect((await gateway.post('/v1/chat', ASK)).status).toBe(200);
    const token = ', rate_limit: { requests_per_day: 9 }';
    await using own = await startTestGateway({ yaml: yaml({ workspace, token }) });
    const { headers } = await own.post('/v1/chat', ASK, asKey(IDE_TOKEN));
    expect(headers.get('ratelimit-policy')).toBe('"key_requests_per_day";q=9;w=86400');
  });

  test('is refused once it has expired', async () => {
    const expired = yaml({}).replace('2999-01-31', '2020-01-31');
    await using gateway = await startTestGateway({ yaml: expired });
    const refused = await gateway.post('/v1/chat', ASK, asKey(IDE_TOKEN));
    expect(await json(refused)).toMatchObject({ error: 'invalid_api_key', reason: 'expired' });
  });
});

test('what a day has used survives a restart: requests and tokens, of key, route and workspace', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'latentkit-limits-'));
  upstream.script({ reply: { text: 'x', usage: { input: 60, output: 40 } } });
  const parts = {
    key: ', rate_limit: { requests_per_day: 4 }',
    route: ', rate_limit: { tokens_per_day: 1000 }',
    workspace: ', rate_limit: { requests_per_day: 100 }',
  };
  const leftOf = async (gateway: TestGateway) =>
    (await json(await gateway.get('/v1/whoami'))).limits.policies.map(
      (policy: { remaining: number }) => policy.remaining,
    );
  try {
    {
      await using first = await startTestGateway({ yaml: yaml(parts), dataDir });
      for (let ask = 0; ask < 2; ask++) await (await first.post('/v1/chat', ASK)).text();
      await (await first.post('/v1/chat', ASK, asKey(OTHER_KEY))).text();
      expect(await leftOf(first)).toEqual([2, 700, 97]);
    }
    await using second = await startTestGateway({ yaml: yaml(parts), dataDir });
    expect(await leftOf(second)).toEqual([2, 700, 97]);
    for (let ask = 0; ask < 2; ask++) expect((await second.post('/v1/chat', ASK)).status).toBe(200);
    expect((await second.post('/v1/chat', ASK)).status).toBe(429);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});

test('whoami shows every limit, and of each kind the tightest', async () => {
  const parts = {
    key: ', rate_limit: { requests_per_minute: 9 }',
    workspace: ', rate_limit: { requests_per_minute: 5, tokens_per_day: 1000 }, ip_rate_limit: { concurrency: 3 }',
  };
  await using gateway = await startTestGateway({ yaml: yaml(parts) });
  const { limits } = await json(await gateway.get('/v1/whoami'));
  expect(limits).toMatchObject({
    requests_per_minute: { limit: 5, remaining: 5 },
    requests_per_day: null,
    tokens_per_minute: null,
    tokens_per_day: { limit: 1_000, remaining: 1_000 },
    concurrency: { limit: 3, remaining: 3 },
  });
  expect(limits.policies[1]).toEqual({
    name: 'ip_concurrency',
    scope: 'ip',
    counts: 'concurrency',
    window_seconds: null,
    limit: 3,
    remaining: 3,
    resets_in_seconds: null,
  });
});
