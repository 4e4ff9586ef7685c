import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Behaviour } from '../fake-upstream/behaviour.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { waitForRecords } from './request-log.ts';
import { json, routeYaml, startTestGateway } from './start-test-gateway.ts';

const ASK = { messages: [{ role: 'user', content: 'Count.' }] };
const FAILURE: Behaviour = { status: 503 };

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

const yaml = (upstreams: Record<string, string>, route = '') => routeYaml({ upstreams, route });

describe('failover', () => {
  test('away from a refused connection costs less than 50 ms', async () => {
    const gone = await startFakeUpstream();
    await gone.close();
    const urls = { first: gone.url, second: second.url };
    await using gateway = await startTestGateway({ yaml: yaml(urls) });
    await using direct = await startTestGateway({ yaml: yaml({ second: second.url }) });
    const timeOf = async (url: typeof gateway): Promise<number> => {
      const startedAt = performance.now();
      expect((await url.post('/v1/chat', ASK)).status).toBe(200);
      return performance.now() - startedAt;
    };
    await timeOf(direct);
    // The circuit opens after five failures.
    const added: number[] = [];
    for (let round = 0; round < 4; round++) added.push((await timeOf(gateway)) - (await timeOf(direct)));
    expect(Math.min(...added)).toBeLessThan(50);
  });

  test('makes at most one attempt of each target, and one repeat of the last; each is in the log with its reason', async () => {
    await using gateway = await startTestGateway({ yaml: yaml({ first: first.url, second: second.url }) });
    first.script({ resetBeforeHeaders: true });
    second.script({ status: 529 });
    const response = await gateway.post('/v1/chat', ASK);
    expect(response.status).toBe(503);
    const { attempts } = await json(response);
    expect(attempts.map((attempt: { reason: string }) => attempt.reason.split(':')[0])).toEqual([
      'connect_error',
      'server_error',
      'server_error',
    ]);
    expect([first.requests.length, second.requests.length]).toEqual([1, 2]);
    const [record] = await waitForRecords({ dataDir: gateway.dataDir, count: 1 });
    expect(record?.attempts).toMatchObject([
      { number: 1, position: 1, outcome: 'failed', failureClass: 'connect_error', failureDetail: 'reset' },
      { number: 2, position: 2, outcome: 'failed', failureClass: 'server_error', status: 529 },
      { number: 3, position: 2, outcome: 'failed', failureClass: 'server_error', status: 529 },
    ]);
  });

  test('with every upstream down, each sees at most a tenth more than the requests that came', async () => {
    await using gateway = await startTestGateway({ yaml: yaml({ first: first.url, second: second.url }) });
    first.script(FAILURE);
    second.script(FAILURE);
    const requests = 400;
    let sent = 0;
    const lane = async (): Promise<void> => {
      while (sent++ < requests) await (await gateway.post('/v1/chat', ASK)).text();
    };
    await Promise.all(Array.from({ length: 20 }, lane));
    expect(first.requests.length).toBeLessThanOrEqual(requests * 1.1);
    expect(second.requests.length).toBeLessThanOrEqual(requests * 1.1);
    // One of them is always asked: a circuit never leaves a route with nothing to try.
    expect(first.requests.length + second.requests.length).toBeGreaterThanOrEqual(requests);
  }, 40_000);
});

describe('health', () => {
  test('five failures in a row open a circuit; after its pause one request probes, and success closes it', async () => {
    let nowMs = Date.now();
    const clock = { now: () => nowMs };
    await using gateway = await startTestGateway({ yaml: yaml({ first: first.url, second: second.url }), clock });
    first.script(FAILURE);
    const ask = async () => (await json(await gateway.post('/v1/chat', ASK))).route.attempt;
    for (let round = 0; round < 5; round++) expect(await ask()).toBe(2);
    expect(first.requests).toHaveLength(5);
    expect(await ask()).toBe(2);
    expect(first.requests).toHaveLength(5);
    // The pause is 30 s and up to a tenth more.
    nowMs += 34_000;
    first.script({ delayMs: 100 });
    const served = await Promise.all(Array.from({ length: 8 }, ask));
    expect(served.filter((attempt) => attempt === 1)).toHaveLength(1);
    expect(first.requests).toHaveLength(6);
    expect(await ask()).toBe(1);
  });

  test('the last attempt that is left is tried, however often it failed', async () => {
    await using gateway = await startTestGateway({ yaml: yaml({ first: first.url }) });
    first.script({ status: 500 });
    for (let round = 0; round < 8; round++) await (await gateway.post('/v1/chat', ASK)).text();
    const soFar = first.requests.length;
    first.script({});
    expect((await gateway.post('/v1/chat', ASK)).status).toBe(200);
    expect(first.requests.length).toBe(soFar + 1);
  });

  test.each([400, 413, 422])('status %i, the task’s own fault, never counts against a target', async (status) => {
    await using gateway = await startTestGateway({ yaml: yaml({ first: first.url, second: second.url }) });
    first.script({ status });
    for (let round = 0; round < 12; round++) await (await gateway.post('/v1/chat', ASK)).text();
    expect(first.requests).toHaveLength(12);
    first.script({});
    expect((await json(await gateway.post('/v1/chat', ASK))).route.attempt).toBe(1);
  });
});

describe('a request that is bound to one account', () => {
  test.each([
    ['a stored answer', { previous_response_id: 'resp_1' }],
    ['a container', { container: 'container_1' }],
    ['a file', { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'file-1' } }] }] }],
  ])('by %s is not sent to another one', async (_, fields) => {
    const own = yaml({ first: first.url, second: second.url }).replaceAll('tools, json,', 'tools, json, files,');
    await using gateway = await startTestGateway({ yaml: own });
    first.script(FAILURE);
    const response = await gateway.post('/v1/chat', { ...ASK, ...fields });
    const body = await json(response);
    expect(body).toMatchObject({ error: 'all_providers_exhausted' });
    expect(first.requests.length).toBeGreaterThan(0);
    expect(second.requests).toEqual([]);
    expect(JSON.stringify(body.attempts)).toContain('pinned_elsewhere');
  });
});

test('an answer that an upstream had ready for the next request is nobody’s: that one gets its own', async () => {
  await using gateway = await startTestGateway({ yaml: yaml({ first: first.url }) });
  const poison = JSON.stringify({
    choices: [{ index: 0, message: { role: 'assistant', content: 'POISON' }, finish_reason: 'stop' }],
  });
  const good = poison.replace('POISON', 'first answer');
  const bytesOf = (body: string) =>
    `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  first.script([{ raw: bytesOf(good) + bytesOf(poison) }, { reply: { text: 'second answer' } }]);
  const contents: string[] = [];
  for (let round = 0; round < 2; round++) contents.push((await json(await gateway.post('/v1/chat', ASK))).content);
  expect(contents.join()).not.toContain('POISON');
  expect(contents[1]).toBe('second answer');
});
