import { connect } from 'node:net';
import { ERROR_CATALOGUE } from '@latentkit/contract/error-catalogue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { json, routeYaml, SANDBOX_KEY, startTestGateway, type TestGateway } from './start-test-gateway.ts';

const HELLO = { messages: [{ role: 'user', content: 'Hello' }] };
const asKey = (secret: string) => ({ Authorization: `Bearer ${secret}` });

let upstream: FakeUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  gateway = await startTestGateway({ yaml: routeYaml({ upstreams: { only: upstream.url } }) });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await upstream.close();
});

/** Every error answer has the same shape, and its id is in the header too. */
async function expectError(response: Response, expected: { status: number; error: string; reason?: string }) {
  const body = await json(response);
  expect({ status: response.status, error: body.error, reason: body.reason }).toEqual({
    reason: undefined,
    ...expected,
  });
  expect(body).toMatchObject({
    code: expected.error,
    message: expect.any(String),
    hint: expect.any(String),
    request_id: response.headers.get('x-lk-request-id'),
    docs: `/docs/errors#${expected.error}`,
  });
  expect(body.request_id).toMatch(/^req_[0-9a-z]{26}$/);
  return body;
}

describe('who may come in', () => {
  test('no key', async () => {
    const response = await fetch(`${gateway.url}/v1/chat`, { method: 'POST' });
    await expectError(response, { status: 401, error: 'missing_api_key' });
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });
  test('an unknown key', async () => {
    const response = await gateway.post('/v1/chat', HELLO, asKey('lk_live_nobody_has_ever_seen_this_one'));
    await expectError(response, { status: 401, error: 'invalid_api_key', reason: 'unknown' });
  });
  test('a key in another header is named, not read', async () => {
    const response = await fetch(`${gateway.url}/v1/chat`, { method: 'POST', headers: { 'x-api-key': SANDBOX_KEY } });
    expect((await expectError(response, { status: 401, error: 'missing_api_key' })).hint).toContain('x-api-key');
  });
  test('a browser', async () => {
    const response = await gateway.post('/v1/chat', HELLO, { Origin: 'https://example.com' });
    await expectError(response, { status: 403, error: 'browser_not_allowed' });
    expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
  test('a browser asking first', async () => {
    const response = await fetch(`${gateway.url}/v1/chat`, {
      method: 'OPTIONS',
      headers: { Origin: 'https://example.com' },
    });
    await expectError(response, { status: 403, error: 'browser_not_allowed' });
  });
  test.each(["' OR 1=1 --", "lk_live_' UNION SELECT 1", 'lk_live_%27%3B--', 'lk_live_;drop table keys'])(
    'the SQL of %j',
    async (sql) => {
      const response = await gateway.post('/v1/chat', HELLO, { Authorization: `Bearer ${sql}` });
      await expectError(response, { status: 401, error: 'invalid_api_key', reason: 'malformed' });
    },
  );
});

describe('what is asked for', () => {
  test('an unknown path, with the nearest known one', async () => {
    const body = await expectError(await gateway.post('/v1/chat/', HELLO), { status: 404, error: 'not_found' });
    expect(body.hint).toContain('/v1/chat');
  });
  test.each([
    ['/v1/chat/completions', 'Did you mean /v1/chat?'],
    ['/openai/v1/chat/completions', 'Did you mean /v1/chat?'],
    ['/anthropic/v1/messages', 'Did you mean /v1/chat?'],
    ['/v1/images/generations', 'Did you mean /v1/image?'],
    ['/v1/models', 'GET /v1/whoami'],
    ['/api/nothing', '/api/openapi.json'],
    ['/setup', 'docs/people.md'],
    ['/invite', 'docs/people.md'],
    ['/reset-password', 'docs/people.md'],
  ])('an address of another API, or of a page that is not there: %s', async (path, hint) => {
    const body = await expectError(await gateway.get(path), { status: 404, error: 'not_found' });
    expect(body.hint).toContain(hint);
  });
  test('the wrong method says which is right', async () => {
    const response = await gateway.get('/v1/chat');
    await expectError(response, { status: 405, error: 'method_not_allowed' });
    expect(response.headers.get('allow')).toBe('POST');
  });
  test('a body that is no JSON by its type', async () => {
    const response = await gateway.post('/v1/chat', 'hi', { 'Content-Type': 'text/plain' });
    await expectError(response, { status: 415, error: 'unsupported_media_type' });
  });
  test('a compressed body', async () => {
    const response = await gateway.post('/v1/chat', HELLO, { 'Content-Encoding': 'gzip' });
    await expectError(response, { status: 415, error: 'unsupported_media_type' });
  });
  test('a body larger than the limit', async () => {
    const response = await gateway.post('/v1/chat', `{"messages": "${'x'.repeat(21 * 1_048_576)}"}`);
    await expectError(response, { status: 413, error: 'payload_too_large' });
  });
  test('a routing field', async () => {
    const body = await expectError(await gateway.post('/v1/chat', { ...HELLO, model: 'gpt' }), {
      status: 400,
      error: 'validation_error',
      reason: 'forbidden_field',
    });
    expect(body.param).toBe('model');
  });
  test('nothing of all that has reached the provider', () => {
    expect(upstream.requests).toEqual([]);
  });
  test('a task that no attempt can do says what is missing, and where', async () => {
    const body = await expectError(
      await gateway.post('/v1/chat', {
        messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }] }],
      }),
      { status: 503, error: 'all_providers_exhausted', reason: 'no_eligible_attempt' },
    );
    expect(body.attempts).toEqual([
      { attempt: 1, connection: 'only', model: 'm', outcome: 'skipped', reason: 'lacks_capability:audio' },
    ]);
  });
  test('a task longer than every window', async () => {
    const response = await gateway.post('/v1/chat', { messages: [{ role: 'user', content: 'word '.repeat(200_000) }] });
    await expectError(response, { status: 400, error: 'validation_error', reason: 'context_length_exceeded' });
  });
});

/** Sends bytes as they are, and returns what came back. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.setTimeout(3_000, () => socket.destroy());
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
  });
}

describe('malformed HTTP gets an answer with a request id, and the connection is closed', () => {
  test.each([
    ['nonsense', 'HELLO\r\n\r\n'],
    ['two lengths', 'POST /v1/chat HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}'],
    ['a signed length', 'POST /v1/chat HTTP/1.1\r\nHost: x\r\nContent-Length: +2\r\n\r\n{}'],
    [
      'length and chunks',
      'POST /v1/chat HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a space before the colon', 'POST /v1/chat HTTP/1.1\r\nHost: x\r\nContent-Length : 2\r\n\r\n{}'],
    ['a folded header', 'POST /v1/chat HTTP/1.1\r\nHost: x\r\nX-A: b\r\n c\r\nContent-Length : 2\r\n\r\n{}'],
    ['a header that is too large', `GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(40_000)}\r\n\r\n`],
  ])('%s', async (_name, bytes) => {
    const answer = await raw(bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(answer).toMatch(/X-LK-Request-ID: req_/i);
    expect(answer).toContain('Connection: close');
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });
});

test.each(['//v1/chat', '/v1//chat', '/v1/./chat', '/V1/chat', '/v1/chat%2f', '/v1/chat;x', '/%761/chat'])(
  '%s is not the chat endpoint',
  async (path) => {
    const answer = await raw(`POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    expect(answer).toContain('404 Not Found');
    expect(answer).toMatch(/X-LK-Request-ID: req_/i);
  },
);

describe('what the upstream says', () => {
  test('a complaint about the task is a 400 with its reason', async () => {
    upstream.script({
      status: 400,
      body: {
        error: {
          message: 'maximum context length is 9 tokens',
          type: 'invalid_request_error',
          code: 'context_length_exceeded',
        },
      },
    });
    await expectError(await gateway.post('/v1/chat', HELLO), {
      status: 400,
      error: 'validation_error',
      reason: 'context_length_exceeded',
    });
  });
  test('what a provider wrote never reaches the caller', async () => {
    upstream.script({
      status: 400,
      body: { error: { message: 'canary-upstream-secret-only', code: 'invalid_value' } },
    });
    const text = await (await gateway.post('/v1/chat', HELLO)).text();
    expect(text).not.toContain('canary');
  });
  test('a refused credential is a 502, never a 401', async () => {
    await using own = await startTestGateway({ yaml: routeYaml({ upstreams: { only: upstream.url } }) });
    upstream.script({
      status: 401,
      body: { error: { message: 'Incorrect API key provided: upstream-secret-only', code: 'invalid_api_key' } },
    });
    const response = await own.post('/v1/chat', HELLO);
    const body = await expectError(response, { status: 502, error: 'provider_error', reason: 'credential_refused' });
    expect(JSON.stringify(body)).not.toContain('upstream-secret');
    expect(own.logged.join('\n')).not.toContain('upstream-secret');
  });
  test('a rate limit is a 503 that says when to come back', async () => {
    await using own = await startTestGateway({ yaml: routeYaml({ upstreams: { only: upstream.url } }) });
    upstream.script({ rateLimit: { retryAfter: '7' } });
    const response = await own.post('/v1/chat', HELLO);
    const body = await expectError(response, {
      status: 503,
      error: 'all_providers_exhausted',
      reason: 'all_attempts_failed',
    });
    expect(response.headers.get('retry-after')).toBe('7');
    expect(body.attempts).toMatchObject([{ attempt: 1, outcome: 'failed', status: 429 }]);
    const again = await own.post('/v1/chat', HELLO);
    await expectError(again, { status: 503, error: 'all_providers_exhausted', reason: 'all_circuits_open' });
    expect(Number(again.headers.get('retry-after'))).toBeGreaterThan(4);
  });
  test('one deadline over all attempts', async () => {
    await using own = await startTestGateway({
      yaml: routeYaml({ upstreams: { a: upstream.url, b: upstream.url }, route: 'deadline_ms: 500' }),
    });
    upstream.script({ stallBeforeHeaders: true });
    const startedAt = performance.now();
    await expectError(await own.post('/v1/chat', HELLO), { status: 504, error: 'deadline_exceeded', reason: 'route' });
    expect(performance.now() - startedAt).toBeLessThan(650);
  });
});

describe('limits of a key', () => {
  test('requests per minute', async () => {
    upstream.reset();
    const key = ', rate_limit: { requests_per_minute: 2 }';
    await using own = await startTestGateway({ yaml: routeYaml({ upstreams: { only: upstream.url }, key }) });
    const ok = await own.post('/v1/chat', HELLO);
    expect(ok.headers.get('ratelimit')).toMatch(/r=1;/);
    await own.post('/v1/chat', HELLO);
    const response = await own.post('/v1/chat', HELLO);
    await expectError(response, { status: 429, error: 'rate_limited', reason: 'key' });
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(response.headers.get('ratelimit')).toMatch(/r=0;/);
  });
  test('a budget', async () => {
    upstream.reset();
    upstream.script({ reply: { text: 'x', usage: { input: 1_000_000, output: 0 } } });
    const key = ', budget: { usd: 1.5, window: day }';
    await using own = await startTestGateway({ yaml: routeYaml({ upstreams: { only: upstream.url }, key }) });
    const body = { ...HELLO, max_tokens: 10 };
    expect((await own.post('/v1/chat', body)).status).toBe(200);
    expect((await own.post('/v1/chat', body)).status).toBe(200);
    await expectError(await own.post('/v1/chat', body), {
      status: 402,
      error: 'budget_exceeded',
      reason: 'key_budget',
    });
  });
});

describe('a test key answers every branch of error handling, without any provider', () => {
  test('an ordinary answer', async () => {
    upstream.reset();
    const body = await json(await gateway.post('/v1/chat', HELLO, asKey(SANDBOX_KEY)));
    expect(body).toMatchObject({ model: 'sandbox', cost: { usd: '0.000000000' } });
    expect(upstream.requests).toEqual([]);
  });
  test.each(Object.keys(ERROR_CATALOGUE).filter((code) => code !== 'client_closed_request'))('%s', async (code) => {
    const ask = { messages: [{ role: 'user', content: `sandbox:error ${code}` }] };
    const response = await gateway.post('/v1/chat', ask, asKey(SANDBOX_KEY));
    expect((await json(response)).error).toBe(code);
  });
});

test('whoami says who the key is and what its route can do now', async () => {
  const body = await json(await gateway.get('/v1/whoami'));
  expect(body).toMatchObject({
    key: { name: 'backend', kind: 'live' },
    workspace: { name: 'acme' },
    route: { name: 'default', version: 1 },
    capabilities: ['chat', 'tools', 'json', 'vision', 'embeddings', 'image_generation', 'image_edit'],
  });
});
