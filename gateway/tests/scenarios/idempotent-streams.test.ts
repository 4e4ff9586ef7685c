import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SERVER_TIMINGS } from '../../src/dataplane/server-options.ts';
import type { RequestRecord } from '../../src/domain/request-record.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { billingYaml } from './billing-yaml.ts';
import { sendRaw } from './raw-client.ts';
import { waitForLog, waitForRecords } from './request-log.ts';
import { json, routeYaml, startTestGateway, type TestGateway } from './start-test-gateway.ts';

const ASK = { messages: [{ role: 'user', content: 'Count.' }], stream: true };
const ONCE = { 'Idempotency-Key': 'stream-1' };
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

const yaml = (route = '') => routeYaml({ upstreams: { first: first.url, second: second.url }, route });
const isReplay = (response: Response) => response.headers.get('x-lk-idempotent-replay') === 'true';
const withoutComments = (text: string) => text.replace(/^:.*\n/gm, '');

/** Asks until the first request is done. */
async function replayOf(gateway: TestGateway): Promise<Response> {
  for (let turn = 0; turn < 100; turn++) {
    const response = await gateway.post('/v1/chat', ASK, ONCE);
    if (response.headers.get('retry-after') === null) return response;
    await response.text();
    await wait(50);
  }
  throw new Error('the first request never came to an end');
}

describe('a stream with an Idempotency-Key', () => {
  test('is sent again as the same stream, with the same final event', async () => {
    await using gateway = await startTestGateway({ yaml: yaml() });
    first.script({
      reply: {
        text: 'one two three',
        reasoning: 'let me think',
        toolCalls: [{ name: 'look', arguments: { at: 'this' } }],
      },
    });
    const tools = [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }];
    const ask = { ...ASK, tools };
    const answer = await gateway.post('/v1/chat', ask, ONCE);
    const text = await answer.text();
    expect(text).toContain('event: tool_call');
    expect(text).toMatch(/event: final\n.*\n\ndata: \[DONE\]\n\n$/);
    const repeat = await gateway.post('/v1/chat', ask, ONCE);
    expect(await repeat.text()).toBe(text);
    expect(isReplay(repeat)).toBe(true);
    for (const name of ['content-type', 'cache-control', 'x-accel-buffering']) {
      expect(repeat.headers.get(name)).toBe(answer.headers.get(name));
    }
    expect(repeat.headers.get('x-lk-request-id')).not.toBe(answer.headers.get('x-lk-request-id'));
    expect(first.requests).toHaveLength(1);
    const records = await waitForRecords({ dataDir: gateway.dataDir, count: 2 });
    expect(records.filter(({ replayOf: of }) => of !== undefined)).toMatchObject([
      { stream: true, outcome: 'answered', attempts: [], replayOf: answer.headers.get('x-lk-request-id') },
    ]);
  });

  test('is kept without the heartbeats that it was sent with', async () => {
    const timings = { ...SERVER_TIMINGS, heartbeatMs: 40 };
    await using gateway = await startTestGateway({ yaml: yaml(), timings });
    first.script({ delayMs: 150 });
    const text = await (await gateway.post('/v1/chat', ASK, ONCE)).text();
    expect(text).toContain(': keep-alive\n');
    expect(await (await gateway.post('/v1/chat', ASK, ONCE)).text()).toBe(withoutComments(text));
  });

  test('that broke after output is sent again with the text so far and the same error', async () => {
    await using gateway = await startTestGateway({ yaml: yaml() });
    first.script({ reply: { text: 'one two three four' }, stallAfterEvents: 3 });
    const text = await (await gateway.post('/v1/chat', ASK, ONCE)).text();
    expect(text).toContain('"delta":"one');
    expect(text).toMatch(/event: error\ndata: \{"error":"provider_error".*\n\n$/);
    first.reset();
    const repeat = await gateway.post('/v1/chat', ASK, ONCE);
    expect([repeat.status, isReplay(repeat)]).toEqual([200, true]);
    expect(await repeat.text()).toBe(text);
    expect([first.requests.length, second.requests.length]).toEqual([0, 0]);
    const records = await waitForRecords({ dataDir: gateway.dataDir, count: 2 });
    const replay = records.find(({ replayOf: of }) => of !== undefined);
    expect(replay).toMatchObject({ outcome: 'cut', errorCode: 'provider_error', errorReason: 'stream_cut' });
  });

  test('that was resumed by another attempt is sent again as one stream', async () => {
    await using gateway = await startTestGateway({ yaml: yaml('on_cut: resume') });
    first.script({ reply: { text: 'one two three four' }, stallAfterEvents: 3 });
    const text = await (await gateway.post('/v1/chat', ASK, ONCE)).text();
    expect(text).toContain('"resumed_from":1');
    expect(await (await gateway.post('/v1/chat', ASK, ONCE)).text()).toBe(text);
    expect([first.requests.length, second.requests.length]).toEqual([1, 1]);
  });

  test('that broke and could not be resumed has shown something, and is not run again', async () => {
    await using gateway = await startTestGateway({ yaml: yaml('on_cut: resume') });
    first.script({ reply: { text: 'one two three four' }, stallAfterEvents: 3 });
    second.script({ status: 400 });
    const text = await (await gateway.post('/v1/chat', ASK, ONCE)).text();
    expect(text).toContain('event: error');
    const repeat = await gateway.post('/v1/chat', ASK, ONCE);
    expect(isReplay(repeat)).toBe(true);
    expect(await repeat.text()).toBe(text);
    expect(first.requests).toHaveLength(1);
  });

  test('that failed before its first word is run anew', async () => {
    await using gateway = await startTestGateway({ yaml: yaml() });
    for (const upstream of [first, second]) upstream.script({ stallAfterHeaders: true });
    const failed = await gateway.post('/v1/chat', ASK, ONCE);
    expect(failed.status).toBe(503);
    first.reset();
    const answer = await gateway.post('/v1/chat', ASK, ONCE);
    expect([answer.status, isReplay(answer)]).toEqual([200, false]);
    expect(await answer.text()).toContain('[DONE]');
  });

  test('is a conflict for the same body without streaming', async () => {
    await using gateway = await startTestGateway({ yaml: yaml() });
    await (await gateway.post('/v1/chat', ASK, ONCE)).text();
    const whole = await gateway.post('/v1/chat', { ...ASK, stream: false }, ONCE);
    expect((await json(whole)).error).toBe('idempotency_conflict');
  });
});

describe('a client that leaves its idempotent stream', () => {
  test('gets the whole of it later, and is charged for the whole, once', async () => {
    await using gateway = await startTestGateway({ yaml: billingYaml(first.url) });
    first.script({ reply: LONG, eventDelayMs: 10 });
    const client = sendRaw({ url: gateway.url, body: ASK, headers: ONCE });
    await new Promise((resolve) => client.socket.once('data', resolve));
    client.socket.destroy();
    const replay = await replayOf(gateway);
    expect(isReplay(replay)).toBe(true);
    const text = await replay.text();
    expect(text).toContain('word0');
    expect(text).toContain('word59');
    expect(text).toMatch(/\[DONE\]\n\n$/);
    expect(first.requests).toHaveLength(1);
    expect(first.requests[0]?.isCancelled).toBe(false);
    const hasReplay = (found: readonly RequestRecord[]) => found.some(({ replayOf: of }) => of !== undefined);
    const records = await waitForLog({ dataDir: gateway.dataDir, until: hasReplay });
    const charged = records.filter(({ costNanoUsd }) => (costNanoUsd ?? 0) > 0);
    // 70 × 1 + 33 × 4 dollars for a million tokens.
    expect(charged).toMatchObject([{ outcome: 'answered', costNanoUsd: 202_000, usage: { estimated: false } }]);
  });

  test('while it reads nothing: the rest does not wait for it', async () => {
    await using gateway = await startTestGateway({ yaml: billingYaml(first.url) });
    const piece = 'x'.repeat(64 * 1024);
    first.script({ reply: { textDeltas: Array.from({ length: 300 }, () => piece) } });
    const client = sendRaw({ url: gateway.url, body: ASK, headers: ONCE, paused: true });
    await expect.poll(() => first.requests.length).toBe(1);
    await wait(500);
    // So much does not fit into the buffers on the way: by now the upstream waits.
    expect((await json(await gateway.post('/v1/chat', ASK, ONCE))).error).toBe('idempotency_in_progress');
    client.socket.destroy();
    expect(await json(await replayOf(gateway))).toMatchObject({ reason: 'answer_not_kept' });
    const isDone = (found: readonly RequestRecord[]) => found.some(({ attempts }) => attempts.length > 0);
    const records = await waitForLog({ dataDir: gateway.dataDir, until: isDone });
    expect(records.filter(({ attempts }) => attempts.length > 0)).toMatchObject([{ outcome: 'answered' }]);
  });

  test('and never comes back: the request ends within the deadline of the route', async () => {
    await using gateway = await startTestGateway({ yaml: yaml('deadline_ms: 400') });
    first.script({ reply: { text: 'one two' }, repeatEveryMs: 20 });
    const client = sendRaw({ url: gateway.url, body: ASK, headers: ONCE });
    await new Promise((resolve) => client.socket.once('data', resolve));
    client.socket.destroy();
    const [record] = await waitForRecords({ dataDir: gateway.dataDir, count: 1 });
    expect(record).toMatchObject({ outcome: 'cut', errorCode: 'deadline_exceeded' });
    expect(record?.totalMs).toBeLessThan(1_000);
  });
});
