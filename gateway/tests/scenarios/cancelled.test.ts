import { request as httpRequest } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Behaviour } from '../fake-upstream/behaviour.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { billingYaml } from './billing-yaml.ts';
import { sendRaw } from './raw-client.ts';
import { waitForRecords } from './request-log.ts';
import { routeYaml, startTestGateway, TEST_KEY } from './start-test-gateway.ts';

const ASK = { messages: [{ role: 'user', content: 'Count.' }], stream: true };
const LONG = {
  text: Array.from({ length: 60 }, (_, index) => `word${index}`).join(' '),
  usage: { input: 70, output: 33 },
};

let first: FakeUpstream;
let second: FakeUpstream;
beforeAll(async () => {
  first = await startFakeUpstream();
  second = await startFakeUpstream();
});
beforeEach(() => {
  first.reset();
  second.reset();
});
afterAll(async () => {
  await first.close();
  await second.close();
});

/** Sends a request and hangs up; returns when it did. */
async function hangUp(call: { url: string; body?: unknown; when: 'first content' | number }): Promise<number> {
  const { url, body = ASK, when } = call;
  const client = sendRaw({ url, body });
  if (when === 'first content') await new Promise((resolve) => client.socket.once('data', resolve));
  else await wait(when);
  client.socket.destroy();
  return performance.now();
}

describe('a provider that stops billing', () => {
  test('its call ends within 250 ms, 99 times of 100', async () => {
    await using gateway = await startTestGateway({ yaml: routeYaml({ upstreams: { first: first.url } }) });
    first.script({ reply: LONG, eventDelayMs: 40 });
    const delays: number[] = [];
    const hangUpOnce = async (name: string): Promise<void> => {
      const body = { messages: [{ role: 'user', content: name }], stream: true };
      const hungUpAt = await hangUp({ url: gateway.url, body, when: 'first content' });
      const request = first.requests.find(({ rawBody }) => rawBody.includes(`"${name}"`));
      delays.push(((await request?.cancelledAtMs) ?? Number.POSITIVE_INFINITY) - hungUpAt);
    };
    for (let round = 0; round < 5; round++) {
      await Promise.all(Array.from({ length: 20 }, (_, lane) => hangUpOnce(`caller ${round} ${lane}`)));
    }
    expect(delays.length).toBe(100);
    expect(delays.toSorted((one, other) => one - other)[98]).toBeLessThan(250);
  });

  test('what it had read and written by then is recorded, and priced', async () => {
    await using gateway = await startTestGateway({ yaml: routeYaml({ upstreams: { first: first.url } }) });
    first.script({ reply: LONG, eventDelayMs: 20 });
    await hangUp({ url: gateway.url, when: 'first content' });
    const [record] = await waitForRecords({ dataDir: gateway.dataDir, count: 1 });
    expect(record).toMatchObject({ outcome: 'cancelled', usage: { estimated: true } });
    expect(record?.usage?.outputTokens).toBeGreaterThan(0);
    expect(record?.costNanoUsd).toBeGreaterThan(0);
  });
});

describe('a provider that bills on', () => {
  test('is read to its end in the background: the exact usage is recorded', async () => {
    await using gateway = await startTestGateway({ yaml: billingYaml(first.url) });
    first.script({ reply: LONG, eventDelayMs: 5 });
    await hangUp({ url: gateway.url, when: 'first content' });
    const [record] = await waitForRecords({ dataDir: gateway.dataDir, count: 1 });
    expect(first.requests[0]?.isCancelled).toBe(false);
    // 70 × 1 + 33 × 4 dollars for a million tokens.
    expect(record).toMatchObject({
      outcome: 'cancelled',
      costNanoUsd: 202_000,
      usage: { inputTokens: 70, outputTokens: 33, estimated: false },
    });
  });

  test('hanging up before the usage comes is no free ride', async () => {
    await using gateway = await startTestGateway({ yaml: billingYaml(first.url) });
    first.script({ reply: LONG, eventDelayMs: 4 });
    const client = sendRaw({ url: gateway.url, body: ASK });
    while (!client.text().includes('word59')) await wait(1);
    client.socket.resetAndDestroy();
    const [record] = await waitForRecords({ dataDir: gateway.dataDir, count: 1 });
    expect(record).toMatchObject({ usage: { inputTokens: 70, outputTokens: 33, estimated: false } });
  });

  test('64 are read to their end at once; the call of the next one is cut', async () => {
    await using gateway = await startTestGateway({ yaml: billingYaml(first.url) });
    first.script({ reply: LONG, eventDelayMs: 25 });
    await Promise.all(Array.from({ length: 70 }, () => hangUp({ url: gateway.url, when: 'first content' })));
    const records = await waitForRecords({ dataDir: gateway.dataDir, count: 70 });
    expect(records.filter(({ outcome }) => outcome === 'cancelled')).toHaveLength(70);
    expect(first.requests.filter(({ isCancelled }) => isCancelled)).toHaveLength(6);
  });
});

describe('a caller who hangs up early', () => {
  const EVERY_ATTEMPT_FAILS: Behaviour = { status: 500 };

  test.each<{ at: string; behaviour: Behaviour; when: number; body?: unknown; upstreams: 1 | 2 }>([
    { at: 'before the headers', behaviour: { stallBeforeHeaders: true }, when: 60, upstreams: 2 },
    {
      at: 'before the headers of a whole answer',
      behaviour: { stallBeforeHeaders: true },
      when: 60,
      upstreams: 2,
      body: { ...ASK, stream: false },
    },
    { at: 'before the first content', behaviour: { stallAfterHeaders: true }, when: 60, upstreams: 2 },
    {
      at: 'while the first attempt fails',
      behaviour: { ...EVERY_ATTEMPT_FAILS, delayMs: 150 },
      when: 60,
      upstreams: 2,
    },
    // The pause before the same target is tried again lasts 100 ms at least.
    { at: 'in the pause between two attempts', behaviour: EVERY_ATTEMPT_FAILS, when: 60, upstreams: 1 },
  ])('$at: no call starts afterwards, and it is logged as gone', async ({ behaviour, when, body, upstreams }) => {
    const urls = upstreams === 2 ? { first: first.url, second: second.url } : { first: first.url };
    await using gateway = await startTestGateway({ yaml: routeYaml({ upstreams: urls }) });
    // The connections are warm, so that a call would reach the upstream at once.
    expect((await gateway.post('/v1/chat', { ...ASK, stream: false })).status).toBe(200);
    first.reset();
    first.script(behaviour);
    await hangUp({ url: gateway.url, when, ...(body ? { body } : undefined) });
    const started = first.requests.length + second.requests.length;
    await wait(500);
    expect(first.requests.length + second.requests.length).toBe(started);
    expect(started).toBe(1);
    const records = await waitForRecords({ dataDir: gateway.dataDir, count: 2 });
    const record = records.find(({ outcome }) => outcome === 'cancelled');
    expect(record).toMatchObject({ status: 499 });
    expect(record?.attempts).toHaveLength(1);
  });

  test('while the body is still on its way: nothing was sent', async () => {
    await using gateway = await startTestGateway({ yaml: routeYaml({ upstreams: { first: first.url } }) });
    const headers = {
      Authorization: `Bearer ${TEST_KEY}`,
      'Content-Type': 'application/json',
      'Content-Length': '500',
    };
    const call = httpRequest(`${gateway.url}/v1/chat`, { method: 'POST', headers });
    call.on('error', () => {});
    call.write('{"messages":');
    await wait(50);
    call.destroy();
    const records = await waitForRecords({ dataDir: gateway.dataDir, count: 1 });
    expect(records).toMatchObject([{ outcome: 'cancelled', status: 499, attempts: [] }]);
    expect(first.requests).toEqual([]);
  });
});
