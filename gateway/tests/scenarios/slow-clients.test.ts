import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { SERVER_TIMINGS } from '../../src/dataplane/server-options.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { sendRaw } from './raw-client.ts';
import { waitForRecords } from './request-log.ts';
import { routeYaml, startTestGateway } from './start-test-gateway.ts';

const ASK = { messages: [{ role: 'user', content: 'Count.' }], stream: true };
const DELTA = 'x'.repeat(32_768);
/** 64 MB: more than the buffers of two connections on this machine. */
const MUCH = { reply: { text: 'x', textDeltas: Array.from({ length: 2_000 }, () => DELTA) } };

let upstream: FakeUpstream;
beforeAll(async () => {
  upstream = await startFakeUpstream();
});
beforeEach(() => upstream.reset());
afterAll(() => upstream.close());

/** The upstream needs a while to write so much. The idle timeout stays at 300 ms. */
const yaml = () =>
  routeYaml({ upstreams: { first: upstream.url } })
    .replaceAll(' timeout_ms: 2000', ' timeout_ms: 60000')
    .replaceAll('first_content_timeout_ms: 300', 'first_content_timeout_ms: 20000');

test('while the client does not read, the provider is not read either; nothing is lost when it goes on', async () => {
  await using gateway = await startTestGateway({ yaml: yaml() });
  upstream.script(MUCH);
  const client = sendRaw({ url: gateway.url, body: ASK, paused: true });
  while (upstream.requests.length === 0) await wait(20);
  await wait(1_500);
  // Longer than the idle timeout of 300 ms: the silence was the client's, not the provider's.
  client.socket.resume();
  while (!client.text().includes('[DONE]') && !client.socket.destroyed) await wait(20);
  expect(client.text()).not.toContain('event: error');
  expect(client.text().split(DELTA)).toHaveLength(2_001);
  client.socket.destroy();
});

test('a client that takes nothing is cut, its call to the provider ended, and what was used is recorded', async () => {
  await using gateway = await startTestGateway({ yaml: yaml(), timings: { ...SERVER_TIMINGS, stalledClientMs: 400 } });
  upstream.script(MUCH);
  const client = sendRaw({ url: gateway.url, body: ASK, paused: true });
  const startedAt = performance.now();
  const [record] = await waitForRecords({ dataDir: gateway.dataDir, count: 1 });
  expect(performance.now() - startedAt).toBeGreaterThan(400);
  expect(record).toMatchObject({ outcome: 'cancelled', status: 499, usage: { estimated: true } });
  expect(record?.costNanoUsd).toBeGreaterThan(0);
  await upstream.requests[0]?.cancelledAtMs;
  client.socket.destroy();
});

test('a client that takes nothing of a whole answer is cut too', async () => {
  await using gateway = await startTestGateway({ yaml: yaml(), timings: { ...SERVER_TIMINGS, stalledClientMs: 400 } });
  upstream.script({ reply: { text: DELTA.repeat(600) } });
  const client = sendRaw({ url: gateway.url, body: { ...ASK, stream: false }, paused: true });
  await waitForRecords({ dataDir: gateway.dataDir, count: 1 });
  await wait(1_500);
  client.socket.resume();
  await client.closed;
  expect(client.text().length).toBeLessThan(DELTA.length * 600);
});

test('a client that waits for a silent provider is not stalled', async () => {
  await using gateway = await startTestGateway({ yaml: yaml(), timings: { ...SERVER_TIMINGS, stalledClientMs: 100 } });
  upstream.script({ delayMs: 250, reply: { text: 'at last' } });
  expect((await gateway.post('/v1/chat', { ...ASK, stream: false })).status).toBe(200);
});

test('a silent stream shows signs of life, and ends as it would have ended without them', async () => {
  const timings = { ...SERVER_TIMINGS, heartbeatMs: 100 };
  await using gateway = await startTestGateway({ yaml: yaml(), timings });
  upstream.script({ delayMs: 550, reply: { text: 'at last' } });
  const client = sendRaw({ url: gateway.url, body: ASK });
  const silences: number[] = [];
  let heardAt = performance.now();
  client.socket.on('data', () => {
    silences.push(performance.now() - heardAt);
    heardAt = performance.now();
  });
  while (!client.text().includes('[DONE]') && !client.socket.destroyed) await wait(10);
  expect(client.text().match(/: keep-alive/g)?.length).toBeGreaterThanOrEqual(3);
  expect(Math.max(...silences)).toBeLessThan(400);
  expect(client.text()).toContain('"delta":"at"');
  client.socket.destroy();
});

test('the signs of life come every 15 s, a client may be silent for 60 s, and send its request for 120 s', () => {
  expect(SERVER_TIMINGS).toEqual({ heartbeatMs: 15_000, stalledClientMs: 60_000, requestMs: 120_000 });
});
