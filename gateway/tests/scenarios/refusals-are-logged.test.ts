import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { routeYaml, startTestGateway, TEST_KEY, type TestGateway } from './start-test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ yaml: routeYaml({ upstreams: { only: 'http://127.0.0.1:9' } }) });
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** The record of a request, once the journal is drained. */
async function recordOf(requestId: string) {
  const store = await openSqliteStore({ dataDir: gateway.dataDir });
  try {
    return await expect
      .poll(() => store.findRequest({ requestId }), { timeout: 5_000 })
      .toBeDefined()
      .then(() => store.findRequest({ requestId }));
  } finally {
    await store.close();
  }
}

function sendRaw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(/X-LK-Request-ID: (\S+)/i.exec(text)?.[1] ?? ''));
    socket.on('error', reject);
  });
}

test.each([
  [
    'an unknown address',
    () => gateway.post('/v1/chats', {}),
    { errorCode: 'not_found', errorDetail: 'POST', endpoint: '/v1/chats' },
  ],
  ['a wrong method', () => gateway.get('/v1/chat'), { errorCode: 'method_not_allowed', errorDetail: 'GET POST' }],
  [
    'a browser',
    () => gateway.post('/v1/chat', {}, { Origin: 'https://app.example' }),
    { errorCode: 'browser_not_allowed', errorDetail: 'https://app.example' },
  ],
  ['whoami without a key', () => gateway.get('/v1/whoami', { Authorization: '' }), { errorCode: 'missing_api_key' }],
  [
    'a body that is no JSON by its header',
    () => gateway.post('/v1/chat', 'x', { 'Content-Type': 'text/plain' }),
    { errorCode: 'unsupported_media_type', errorDetail: 'wrong_type', keyName: 'backend' },
  ],
])('%s leaves a record', async (_name, send, expected) => {
  const response = await send();
  const record = await recordOf(response.headers.get('x-lk-request-id') ?? '');
  expect(record).toMatchObject({ outcome: 'failed', status: response.status, ...expected });
});

test('what is no HTTP leaves a record', async () => {
  expect(await recordOf(await sendRaw('HELLO\r\n\r\n'))).toMatchObject({
    endpoint: 'no HTTP request',
    errorReason: 'malformed_http',
  });
});

test('a key in an address is not kept', async () => {
  const response = await gateway.get(`/v1/${TEST_KEY}?key=${TEST_KEY}`);
  const record = await recordOf(response.headers.get('x-lk-request-id') ?? '');
  expect(record?.endpoint).toBe('/v1/…');
  expect(JSON.stringify(record)).not.toContain(TEST_KEY.slice(-20));
});
