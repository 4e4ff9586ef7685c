import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { createGatewayHome, type SpawnedGateway } from '../support/spawn-gateway.ts';
import { billingYaml } from './billing-yaml.ts';
import { sendRaw } from './raw-client.ts';
import { waitForRecords } from './request-log.ts';
import { json, readSse, routeYaml, startTestGateway, TEST_KEY } from './start-test-gateway.ts';

const ASK = { messages: [{ role: 'user', content: 'Count.' }], stream: true };
const WORDS = { reply: { text: Array.from({ length: 40 }, (_, index) => `word${index}`).join(' ') }, eventDelayMs: 20 };
const RESTARTS = 4;

let upstream: FakeUpstream;
beforeAll(async () => {
  upstream = await startFakeUpstream();
});
beforeEach(() => upstream.reset());
afterAll(() => upstream.close());

const yaml = () =>
  routeYaml({ upstreams: { first: upstream.url } })
    .replaceAll('first_content_timeout_ms: 300', 'first_content_timeout_ms: 20000')
    .replaceAll('idle_timeout_ms: 300', 'idle_timeout_ms: 20000')
    .replaceAll(' timeout_ms: 2000', ' timeout_ms: 60000');

/** Waits until `count` requests have come to the upstream. */
async function reached(count: number): Promise<void> {
  while (upstream.requests.length < count) await wait(5);
}

describe('while a gateway stops', () => {
  test('it says so at once, refuses new work in words, and ends kept connections', async () => {
    await using gateway = await startTestGateway({ yaml: yaml() });
    upstream.script(WORDS);
    const running = gateway.post('/v1/chat', ASK);
    await reached(1);
    const kept = new Agent({ keepAlive: true, maxSockets: 1 });
    await get({ url: `${gateway.url}/healthz`, agent: kept });
    const stoppedAt = performance.now();
    const closed = gateway.close({ withinMs: 5_000 });
    const ready = await get({ url: `${gateway.url}/readyz`, agent: kept });
    expect(performance.now() - stoppedAt).toBeLessThan(100);
    expect(ready).toEqual({ status: 503, connection: 'close' });
    const refused = await gateway.post('/v1/chat', ASK);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('connection')).toBe('close');
    expect(await json(refused)).toMatchObject({ error: 'shutting_down' });
    expect((await readSse(await running)).at(-1)?.data).toBe('[DONE]');
    await closed;
    await expect(fetch(`${gateway.url}/healthz`)).rejects.toThrow();
    kept.destroy();
  });

  test('what does not finish in time ends with an error event, and stands in the log', async () => {
    await using gateway = await startTestGateway({ yaml: yaml() });
    upstream.script({ ...WORDS, eventDelayMs: 100 });
    const running = gateway.post('/v1/chat', ASK);
    await reached(1);
    await wait(400);
    const stoppedAt = performance.now();
    const closed = gateway.close({ withinMs: 200 });
    const events = await readSse(await running);
    expect(events[0]?.data).toContain('word0');
    expect(events.at(-1)?.event).toBe('error');
    expect(JSON.parse(events.at(-1)?.data ?? '{}')).toMatchObject({ error: 'shutting_down' });
    await closed;
    expect(performance.now() - stoppedAt).toBeLessThan(1_000);
    const [record] = await waitForRecords({ dataDir: gateway.dataDir, count: 1 });
    expect(record).toMatchObject({ outcome: 'cut', errorCode: 'shutting_down', usage: { estimated: true } });
    expect(record?.attempts).toMatchObject([{ outcome: 'cut', failureClass: 'shutting_down' }]);
  });

  test('a whole answer that does not finish in time, and a wait between two attempts, end with a 503', async () => {
    await using gateway = await startTestGateway({ yaml: yaml() });
    upstream.script([{ stallBeforeHeaders: true }]);
    const running = gateway.post('/v1/chat', { ...ASK, stream: false });
    await reached(1);
    const closed = gateway.close({ withinMs: 100 });
    const response = await running;
    expect({ status: response.status, error: (await json(response)).error }).toEqual({
      status: 503,
      error: 'shutting_down',
    });
    await closed;
  });

  test('a stream that is read on for its usage after the client has gone is not lost to the log', async () => {
    await using gateway = await startTestGateway({ yaml: billingYaml(upstream.url) });
    upstream.script(WORDS);
    const client = sendRaw({ url: gateway.url, body: ASK });
    await new Promise((resolve) => client.socket.once('data', resolve));
    client.socket.destroy();
    await wait(50);
    await gateway.close({ withinMs: 5_000 });
    const [record] = await waitForRecords({ dataDir: gateway.dataDir, count: 1 });
    expect(upstream.requests[0]?.isCancelled).toBe(false);
    expect(record).toMatchObject({ outcome: 'cancelled', usage: { estimated: false } });
  });
});

interface Ended {
  readonly end: 'answered' | 'refused' | 'in-band error' | 'no connection' | 'truncated';
  readonly requestId: string | undefined;
}

/** Streams, one after the other, until the gateway is gone. */
async function keepAsking({ gateway, ends }: { gateway: SpawnedGateway; ends: Ended[] }): Promise<void> {
  for (;;) {
    const response = await fetch(`${gateway.url}/v1/chat`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${TEST_KEY}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(ASK),
    }).catch(() => undefined);
    const requestId = response?.headers.get('x-lk-request-id') ?? undefined;
    const text = await response?.text().catch(() => 'truncated');
    if (response === undefined || text === undefined) ends.push({ end: 'no connection', requestId });
    else if (response.status === 503) ends.push({ end: 'refused', requestId });
    else if (text.endsWith('data: [DONE]\n\n')) ends.push({ end: 'answered', requestId });
    else ends.push({ end: /event: error\ndata: .*\n\n$/.test(text) ? 'in-band error' : 'truncated', requestId });
    if (response === undefined || response.status === 503) return;
  }
}

test('restarted under load, it never truncates a stream, loses no row of its log, and exits with 0', async () => {
  upstream.script({ ...WORDS, eventDelayMs: 5 });
  using home = createGatewayHome({ yaml: yaml() });
  const ends: Ended[] = [];
  for (let restart = 0; restart < RESTARTS; restart++) {
    await using gateway = await home.start();
    const asking = Array.from({ length: 12 }, () => keepAsking({ gateway, ends }));
    await wait(600 + restart * 70);
    const stoppedAt = performance.now();
    gateway.signal('SIGTERM');
    expect(await gateway.exited).toBe(0);
    expect(performance.now() - stoppedAt).toBeLessThan(8_000);
    await Promise.all(asking);
  }
  expect(ends.filter(({ end }) => end === 'truncated')).toEqual([]);
  const answered = ends.filter(({ end }) => end === 'answered').map(({ requestId }) => requestId);
  expect(answered.length).toBeGreaterThan(RESTARTS * 12);
  // Refused ones stand in the log as well.
  const told = ends.filter(({ requestId }) => requestId !== undefined);
  const logged = await waitForRecords({ dataDir: home.dataDir, count: told.length });
  const ids = new Set(logged.map(({ id }) => id));
  expect(answered.filter((id) => id === undefined || !ids.has(id))).toEqual([]);
}, 60_000);

function get({ url, agent }: { url: string; agent: Agent }) {
  return new Promise<{ status: number | undefined; connection: string | undefined }>((resolve, reject) => {
    const call = httpRequest(url, { agent }, (response) => {
      response.resume().once('end', () => {
        resolve({ status: response.statusCode, connection: response.headers.connection });
      });
    });
    call.on('error', reject).end();
  });
}
