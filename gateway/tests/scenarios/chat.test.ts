import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { json, readSse, routeYaml, startTestGateway, type TestGateway } from './start-test-gateway.ts';

const HELLO = { messages: [{ role: 'user', content: 'Hello' }], max_tokens: 50 };

let first: FakeUpstream;
let second: FakeUpstream;
let yaml: string;
let gateway: TestGateway;

beforeAll(async () => {
  first = await startFakeUpstream();
  second = await startFakeUpstream();
  yaml = routeYaml({ upstreams: { first: first.url, second: second.url } });
  gateway = await startTestGateway({ yaml });
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

describe('POST /v1/chat', () => {
  test('answers in the shape of the contract, with the provider as reporting only', async () => {
    first.script({ reply: { text: 'Hi there', usage: { input: 24, cachedInput: 4, output: 30, reasoning: 10 } } });
    const response = await gateway.post('/v1/chat', HELLO);
    const body = await json(response);
    expect(response.status).toBe(200);
    expect(response.headers.get('x-lk-request-id')).toBe(body.id);
    expect(body).toMatchObject({
      id: expect.stringMatching(/^req_/),
      content: 'Hi there',
      role: 'assistant',
      finish_reason: 'stop',
      provider: 'openai-compatible',
      usage: { input_tokens: 24, output_tokens: 30, total_tokens: 54, cached_input_tokens: 4, reasoning_tokens: 10 },
      // 20 × 1 + 4 × 0.1 + 30 × 4 dollars for a million tokens.
      cost: { usd: '0.000140400', billed_to: 'byok' },
      route: { name: 'default', version: 1, attempt: 1, response_profile: 'balanced' },
    });
    expect(body).not.toHaveProperty('tool_calls');
    expect(body).not.toHaveProperty('reasoning');
  });

  test('the upstream gets its own credential and model, never the caller’s key', async () => {
    await gateway.post('/v1/chat', HELLO);
    const [request] = first.requests;
    expect(request?.headers.authorization).toBe('Bearer upstream-secret-first');
    expect(request?.body).toMatchObject({ model: 'm', max_tokens: 50 });
    expect(JSON.stringify(request)).not.toContain('lk_live_');
  });

  test('a streamed answer says the same as a whole one', async () => {
    const reply = { text: 'one two three', usage: { input: 7, output: 3 } };
    first.script([{ reply }, { reply }]);
    const whole = await json(await gateway.post('/v1/chat', HELLO));
    const response = await gateway.post('/v1/chat', { ...HELLO, stream: true });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = await readSse(response);
    expect(events.at(-1)?.data).toBe('[DONE]');
    const parsed = events.slice(0, -1).map(({ data }) => JSON.parse(data));
    expect(parsed.every(({ delta }) => typeof delta === 'string')).toBe(true);
    expect(parsed.map(({ delta }) => delta).join('')).toBe(whole.content);
    const final = parsed.at(-1);
    expect(final).toMatchObject({ finish_reason: 'stop', usage: whole.usage, cost: whole.cost, route: whole.route });
    expect(final.id).toBe(response.headers.get('x-lk-request-id'));
  });

  test('tool calls come through, whole and streamed', async () => {
    const toolCalls = [
      { id: 'call_a', name: 'look', arguments: { at: 'the "sky"\n' } },
      { id: 'call_b', name: 'listen', arguments: {} },
    ];
    first.script([{ reply: { text: '', toolCalls } }, { reply: { text: '', toolCalls } }]);
    const tools = ['look', 'listen'].map((name) => ({ type: 'function', function: { name, parameters: {} } }));
    const whole = await json(await gateway.post('/v1/chat', { ...HELLO, tools }));
    expect(whole.finish_reason).toBe('tool_calls');
    expect(JSON.parse(whole.tool_calls[0].function.arguments)).toEqual({ at: 'the "sky"\n' });
    const events = await readSse(await gateway.post('/v1/chat', { ...HELLO, tools, stream: true }));
    const deltas = events
      .filter(({ event }) => event === 'tool_call')
      .flatMap(({ data }): { index: number; function: { arguments: string } }[] => JSON.parse(data).tool_calls);
    const joined = [0, 1].map((at) =>
      deltas
        .filter(({ index }) => index === at)
        .map((d) => d.function.arguments)
        .join(''),
    );
    expect(joined).toEqual(
      whole.tool_calls.map((call: { function: { arguments: string } }) => call.function.arguments),
    );
  });

  test('text that looks like SSE can not make events', async () => {
    const text = 'a\n\ndata: [DONE]\n\nevent: error\ndata: {"x":1}\r\n\rb';
    first.script({ reply: { text, textDeltas: [text] } });
    const events = await readSse(await gateway.post('/v1/chat', { ...HELLO, stream: true }));
    expect(events.map(({ event }) => event)).not.toContain('error');
    expect(JSON.parse(events[0]?.data ?? '').delta).toBe(text);
  });
});

describe('failover is invisible before the first content', () => {
  const faults = {
    'a refused connection': { resetBeforeHeaders: true },
    'a 500': { status: 500, body: { error: { message: 'oops' } } },
    'a 429': { rateLimit: { retryAfter: '0' } },
    'a refused credential': { status: 401, body: { error: { message: 'bad key', code: 'invalid_api_key' } } },
    'an answer that is no JSON': { status: 200, body: '<html>hello</html>' },
    'an endless silence before the head': { stallBeforeHeaders: true },
    'an error as first event': { errorEvent: true },
    'a reset in the middle of the first frame': { resetAtByte: 20 },
    'an end without anything': { eofAtByte: 0 },
  } as const;

  test.each(Object.entries(faults))('%s: the second attempt streams', async (_name, fault) => {
    await using gateway = await startTestGateway({ yaml });
    first.script(fault);
    second.script({ reply: { text: 'from the second' } });
    const events = await readSse(await gateway.post('/v1/chat', { ...HELLO, stream: true }));
    const final = JSON.parse(events.at(-2)?.data ?? '{}');
    expect(
      events
        .filter(({ event }) => event === undefined)
        .slice(0, -1)
        .map(({ data }) => JSON.parse(data).delta)
        .join(''),
    ).toBe('from the second');
    expect(final.route.attempt).toBe(2);
  });

  test.each(['a 500', 'a 429', 'a refused credential', 'an answer that is no JSON'] as const)(
    '%s: the second attempt answers whole',
    async (name) => {
      await using gateway = await startTestGateway({ yaml });
      first.script(faults[name]);
      second.script({ reply: { text: 'from the second' } });
      const body = await json(await gateway.post('/v1/chat', HELLO));
      expect(body).toMatchObject({ content: 'from the second', route: { attempt: 2 } });
    },
  );
});

test('a stream that breaks after content ends with event: error, and is not tried elsewhere', async () => {
  first.script({ reply: { text: 'some words before the end', usage: { input: 1, output: 1 } }, omitTerminal: true });
  const gatewayOfOne = await startTestGateway({
    yaml: routeYaml({ upstreams: { first: first.url, second: second.url } }),
  });
  const events = await readSse(await gatewayOfOne.post('/v1/chat', { ...HELLO, stream: true }));
  await gatewayOfOne[Symbol.asyncDispose]();
  expect(events.at(-1)?.event).toBe('error');
  expect(JSON.parse(events.at(-1)?.data ?? '{}')).toMatchObject({
    error: 'provider_error',
    code: 'provider_error',
    reason: 'stream_cut',
    request_id: expect.stringMatching(/^req_/),
  });
  expect(events.map(({ data }) => data)).not.toContain('[DONE]');
  expect(second.requests).toHaveLength(0);
});
