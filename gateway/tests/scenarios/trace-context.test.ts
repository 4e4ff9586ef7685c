import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { waitForLog } from './request-log.ts';
import { json, routeYaml, startTestGateway, type TestGateway } from './start-test-gateway.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const STATE = 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE';
const TRACED = { traceparent: `00-${TRACE}-${CALLER}-01`, tracestate: STATE };
const ASK = { messages: [{ role: 'user', content: 'Count.' }] };
const CONTINUED = new RegExp(`^00-${TRACE}-(?!${CALLER})[0-9a-f]{16}-01$`);

let first: FakeUpstream;
let second: FakeUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  first = await startFakeUpstream();
  second = await startFakeUpstream();
  gateway = await startTestGateway({
    yaml: routeYaml({ upstreams: { first: first.url, second: second.url } }),
  });
});
beforeEach(() => {
  first.reset();
  second.reset();
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await first.close();
  await second.close();
});

const parentsAt = (upstream: FakeUpstream) => upstream.requests.map(({ headers }) => headers.traceparent);

describe('the trace of a caller', () => {
  test.each([
    ['/v1/chat', ASK],
    ['/v1/chat', { ...ASK, stream: true }],
    ['/v1/complete', { prompt: 'Count.' }],
    ['/v1/embeddings', { input: 'Count.' }],
    ['/v1/image', { prompt: 'A lamp.' }],
  ])('goes on at the provider, with a step of its own: %s %o', async (path, body) => {
    const response = await gateway.post(path, body, TRACED);
    expect(response.status).toBe(200);
    await response.text();
    expect(first.requests).toHaveLength(1);
    expect(first.requests[0]?.headers).toMatchObject({
      traceparent: expect.stringMatching(CONTINUED),
      tracestate: STATE,
    });
  });

  test('has one step for each attempt', async () => {
    first.script({ status: 503 });
    await (await gateway.post('/v1/chat', ASK, TRACED)).text();
    const parents = [...parentsAt(first), ...parentsAt(second)];
    expect(parents).toEqual([expect.stringMatching(CONTINUED), expect.stringMatching(CONTINUED)]);
    expect(new Set(parents).size).toBe(2);
  });

  test('that nobody named, or that is no trace, leaves the provider without one', async () => {
    await (await gateway.post('/v1/chat', ASK)).text();
    await (await gateway.post('/v1/chat', ASK, { tracestate: STATE })).text();
    const broken = await gateway.post('/v1/chat', ASK, { traceparent: `00-${TRACE}-xyz-01`, tracestate: STATE });
    expect(broken.status).toBe(200);
    for (const { headers } of first.requests) {
      expect(headers.traceparent).toBeUndefined();
      expect(headers.tracestate).toBeUndefined();
    }
    expect(first.requests).toHaveLength(3);
  });

  test('finds its requests in the log, refused ones too', async () => {
    const trace = 'aaf92f3577b34da6a3ce929d0e0e4736';
    const headers = { traceparent: `00-${trace}-${CALLER}-00` };
    await (await gateway.post('/v1/chat', ASK, headers)).text();
    expect((await gateway.post('/v1/nowhere', ASK, headers)).status).toBe(404);
    expect((await gateway.post('/v1/chat', { ...ASK, model: 'x' }, headers)).status).toBe(400);
    const records = await waitForLog({
      dataDir: gateway.dataDir,
      until: (all) => all.filter(({ traceId }) => traceId === trace).length === 3,
    });
    const ofTrace = records.filter(({ traceId }) => traceId === trace);
    expect(ofTrace.map(({ status }) => status).sort()).toEqual([200, 400, 404]);
  });

  test('gives way to headers that a connection sets by itself', async () => {
    const own = `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01`;
    const yaml = routeYaml({ upstreams: { first: first.url } }).replace(
      'models:',
      `headers: { Traceparent: "${own}" }\n    models:`,
    );
    await using other = await startTestGateway({ yaml });
    expect(await json(await other.post('/v1/chat', ASK, TRACED))).toMatchObject({ role: 'assistant' });
    expect(first.requests[0]?.headers).toMatchObject({ traceparent: own, tracestate: STATE });
  });
});
