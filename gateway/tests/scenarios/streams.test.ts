import { request as httpRequest } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { readSse, routeYaml, startTestGateway, TEST_KEY } from './start-test-gateway.ts';

const ASK = { messages: [{ role: 'user', content: 'Count.' }], stream: true };
const LONG = { text: Array.from({ length: 200 }, (_, index) => `word${index}`).join(' ') };

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

const yaml = (route = '') => routeYaml({ upstreams: { first: first.url, second: second.url }, route });

/** Starts a stream, and hangs up after its first piece of content. */
function hangUpAfterFirstContent(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = httpRequest(
      `${url}/v1/chat`,
      { method: 'POST', headers: { Authorization: `Bearer ${TEST_KEY}`, 'Content-Type': 'application/json' } },
      (response) => {
        response.once('data', () => {
          resolve(String(response.headers['x-lk-request-id']));
          call.destroy();
        });
      },
    );
    call.on('error', reject);
    call.end(JSON.stringify(ASK));
  });
}

async function recordOf({ dataDir, id }: { dataDir: string; id: string }) {
  const store = await openSqliteStore({ dataDir });
  try {
    for (let look = 0; look < 50; look++) {
      const record = await store.findRequest({ requestId: id });
      if (record) return record;
      await wait(50);
    }
    throw new Error('the request never came into the log');
  } finally {
    await store.close();
  }
}

test('a caller that hangs up ends the upstream call within 250 ms, and what was used is recorded', async () => {
  await using gateway = await startTestGateway({ yaml: yaml() });
  first.script({ reply: LONG, eventDelayMs: 20 });
  const id = await hangUpAfterFirstContent(gateway.url);
  const hungUpAt = performance.now();
  const [upstream] = first.requests;
  const cancelledAt = await upstream?.cancelledAtMs;
  expect((cancelledAt ?? Number.POSITIVE_INFINITY) - hungUpAt).toBeLessThan(250);
  const record = await recordOf({ dataDir: gateway.dataDir, id });
  expect(record).toMatchObject({ outcome: 'cancelled', status: 499, errorCode: 'client_closed_request' });
  expect(record.attempts[0]).toMatchObject({ outcome: 'cancelled', usage: { estimated: true } });
  expect(record.attempts[0]?.usage?.outputTokens).toBeGreaterThan(0);
  expect(second.requests).toEqual([]);
});

test('a silence in the middle is an error event after the idle timeout', async () => {
  await using gateway = await startTestGateway({ yaml: yaml() });
  first.script({ reply: { text: 'one two three four' }, stallAfterEvents: 3 });
  const events = await readSse(await gateway.post('/v1/chat', ASK));
  expect(events.at(-1)?.event).toBe('error');
  expect(JSON.parse(events.at(-1)?.data ?? '{}').message).toContain('idle_timeout');
});

test('keep-alive comments and role-only deltas do not stop the first-content timer', async () => {
  await using gateway = await startTestGateway({ yaml: yaml() });
  first.script({ comments: true, reply: { text: 'never' }, stallAfterEvents: 1 });
  second.script({ reply: { text: 'second' } });
  const events = await readSse(await gateway.post('/v1/chat', ASK));
  expect(JSON.parse(events.at(-2)?.data ?? '{}').route.attempt).toBe(2);
});

test('on_cut: resume goes on with the next attempt from what was sent, and says so at the end', async () => {
  await using gateway = await startTestGateway({ yaml: yaml('on_cut: resume') });
  first.script({ reply: { text: 'one two three' }, omitTerminal: true });
  second.script({ reply: { text: ' four five' } });
  const events = await readSse(await gateway.post('/v1/chat', ASK));
  const data = events.slice(0, -1).map((event) => JSON.parse(event.data));
  expect(data.map(({ delta }) => delta).join('')).toBe('one two three four five');
  expect(data.at(-1)).toMatchObject({ finish_reason: 'stop', route: { attempt: 2, resumed_from: 1 } });
  expect(second.requests[0]?.body).toMatchObject({
    messages: [{}, { role: 'assistant', content: 'one two three' }, {}],
  });
});

test('what a request did is in the log: one row of it, one of each attempt, no word of the prompt', async () => {
  await using gateway = await startTestGateway({ yaml: yaml() });
  first.script({
    status: 500,
    body: { error: { message: 'cannot read: canary-prompt-of-a-user upstream-secret-first' } },
  });
  second.script({ reply: { text: 'canary-answer', usage: { input: 100, cachedInput: 40, output: 10 } } });
  const ask = { messages: [{ role: 'user', content: 'canary-prompt-of-a-user' }] };
  const response = await gateway.post('/v1/chat', ask);
  const record = await recordOf({ dataDir: gateway.dataDir, id: response.headers.get('x-lk-request-id') ?? '' });
  expect(record).toMatchObject({
    outcome: 'answered',
    keyName: 'backend',
    routeName: 'default',
    // 60 × 1 + 40 × 0.1 + 10 × 4 dollars for a million tokens.
    costNanoUsd: 104_000,
    attempts: [
      { number: 1, connection: 'first', outcome: 'failed', failureClass: 'server_error', status: 500 },
      { number: 2, connection: 'second', outcome: 'answered', status: 200, costNanoUsd: 104_000 },
    ],
  });
  // Zero output and an error: it is free, which is known.
  expect(record.attempts[0]?.costNanoUsd).toBe(0);
  expect(JSON.stringify(record)).not.toMatch(/canary|upstream-secret/);
});
