import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { restartUnderLoad } from '../support/restart-under-load.ts';
import { billingYaml } from './billing-yaml.ts';
import { sendRaw } from './raw-client.ts';
import { waitForRecords } from './request-log.ts';
import { json, readSse, routeYaml, startTestGateway } from './start-test-gateway.ts';

const ASK = { messages: [{ role: 'user', content: 'Count.' }], stream: true };
const WORDS = { reply: { text: Array.from({ length: 40 }, (_, index) => `word${index}`).join(' ') }, eventDelayMs: 20 };
/** As many as `bench/restarts.ts` is told take long. */
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

test('restarted under load, it never truncates a stream, loses no row of its log, and exits with 0', async () => {
  const { ends, unlogged, exits } = await restartUnderLoad({ restarts: RESTARTS });
  expect(ends.get('answered')).toBeGreaterThan(RESTARTS * 12);
  // Nor does a connection end without an answer: who comes while it stops is told so.
  expect([...ends.keys()].filter((end) => end === 'truncated' || end === 'dropped')).toEqual([]);
  expect(unlogged).toEqual([]);
  expect(exits.map(({ code }) => code)).toEqual(exits.map(() => 0));
  expect(exits.filter(({ tookMs, unreadyAfterMs = 0 }) => tookMs > 8_000 || unreadyAfterMs > 100)).toEqual([]);
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
