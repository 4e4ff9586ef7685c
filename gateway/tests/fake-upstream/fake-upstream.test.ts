import { fork } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ERROR_BODIES } from './error-bodies.ts';
import { field } from './read-value.ts';
import { type FakeUpstream, startFakeUpstream } from './start-fake-upstream.ts';
import { startFastUpstream } from './start-fast-upstream.ts';

let upstream: FakeUpstream;
beforeAll(async () => {
  upstream = await startFakeUpstream();
});
afterEach(() => upstream.reset());
afterAll(() => upstream.close());

const post = (path: string, body: unknown, base = upstream.url): Promise<Response> =>
  fetch(`${base}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const postText = async (path: string, body: unknown): Promise<string> => (await post(path, body)).text();
const messages = [{ role: 'user', content: 'hello there' }];
const contents = [{ role: 'user', parts: [{ text: 'hello there' }] }];
const CHAT = '/v1/chat/completions';

describe('by default the path and the body decide', () => {
  test.each([
    ['OpenAI', CHAT, { messages }, ['choices', 0, 'message', 'content']],
    ['OpenAI Responses', '/v1/responses', { input: messages }, ['output', 0, 'content', 0, 'text']],
    ['Anthropic', '/v1/messages', { messages }, ['content', 0, 'text']],
    ['Gemini', '/v1beta/models/g-1:generateContent', { contents }, ['candidates', 0, 'content', 'parts', 0, 'text']],
    ['Cohere', '/v2/chat', { messages }, ['message', 'content', 0, 'text']],
    ['Ollama', '/api/chat', { messages, stream: false }, ['message', 'content']],
  ])('%s: the whole answer echoes the last user turn', async (_name, path, body, at) => {
    const answer: unknown = await (await post(path, body)).json();
    expect(field(answer, ...at)).toBe('Echo: hello there');
  });

  test.each([
    ['OpenAI', CHAT, { messages, stream: true }, '\n\n', 'data: [DONE]\n\n'],
    ['OpenAI Responses', '/v1/responses', { input: messages, stream: true }, '\n\n', '"sequence_number":10}\n\n'],
    [
      'Anthropic',
      '/v1/messages',
      { messages, stream: true },
      '\n\n',
      'event: message_stop\ndata: {"type":"message_stop"}\n\n',
    ],
    [
      'Gemini',
      '/v1beta/models/g-1:streamGenerateContent?alt=sse',
      { contents },
      '\r\n\r\n',
      '"responseId":"fake-response"}\r\n\r\n',
    ],
    ['Cohere', '/v2/chat', { messages, stream: true }, '\n\n', 'data: [DONE]\n\n'],
    ['Ollama', '/api/chat', { messages }, '\n', '"eval_count":5}\n'],
  ])('%s: a stream in its own framing, with its own end', async (_name, path, body, separator, end) => {
    const response = await post(path, body);
    const text = await response.text();
    expect(text.endsWith(end)).toBe(true);
    expect(text.split(separator).length).toBeGreaterThan(4);
    expect(text).toContain('there');
    expect(response.headers.get('content-type')).toContain(path === '/api/chat' ? 'x-ndjson' : 'text/event-stream');
  });

  test.each([
    ['OpenAI', '/v1/embeddings', { input: ['a', 'bb'] }, ['data', 1, 'embedding']],
    [
      'Gemini',
      '/v1beta/models/e:batchEmbedContents',
      { requests: [{ content: { parts: [{ text: 'a' }] } }] },
      ['embeddings', 0, 'values'],
    ],
    ['Gemini, one', '/v1beta/models/e:embedContent', { content: { parts: [{ text: 'a' }] } }, ['embedding', 'values']],
    ['Cohere', '/v2/embed', { texts: ['a'] }, ['embeddings', 'float', 0]],
    ['Ollama', '/api/embed', { input: 'a' }, ['embeddings', 0]],
  ])('%s: embeddings', async (_name, path, body, at) => {
    expect(field(await (await post(path, body)).json(), ...at)).toHaveLength(8);
  });

  test('images, and edits from a form whose parts are recorded', async () => {
    expect(field(await (await post('/v1/images/generations', { prompt: 'x', n: 2 })).json(), 'data')).toHaveLength(2);
    const form = new FormData();
    form.set('prompt', 'a cat');
    form.set('image', new Blob([Uint8Array.of(1, 2, 13, 10, 255)], { type: 'image/png' }), 'cat.png');
    const response = await fetch(`${upstream.url}/v1/images/edits`, { method: 'POST', body: form });
    expect(field(await response.json(), 'data', 0, 'b64_json')).toBeTypeOf('string');
    expect(upstream.requests.at(-1)?.body).toEqual([
      { name: 'prompt', filename: undefined, contentType: undefined, bytes: Buffer.from('a cat') },
      { name: 'image', filename: 'cat.png', contentType: 'image/png', bytes: Buffer.from([1, 2, 13, 10, 255]) },
    ]);
  });

  test('an unknown path is 404', async () => {
    expect((await post('/nothing', {})).status).toBe(404);
  });
});

describe('a reply', () => {
  const reply = {
    text: 'two words',
    reasoning: 'because',
    toolCalls: [{ name: 'look', arguments: { at: 'x' } }],
    usage: { input: 100, cachedInput: 40, output: 30, reasoning: 10 },
  };
  test.each([
    [
      'OpenAI',
      CHAT,
      { messages, stream_options: { include_usage: true } },
      ['"prompt_tokens":100', '"cached_tokens":40', '"finish_reason":"tool_calls"'],
    ],
    [
      'OpenAI Responses',
      '/v1/responses',
      { input: messages },
      ['"input_tokens":100', '"cached_tokens":40', '"reasoning_tokens":10', '"status":"completed"'],
    ],
    [
      'Anthropic',
      '/v1/messages',
      { messages },
      ['"input_tokens":60', '"cache_read_input_tokens":40', '"stop_reason":"tool_use"'],
    ],
    ['Cohere', '/v2/chat', { messages }, ['"input_tokens":100', '"finish_reason":"TOOL_CALL"']],
    ['Ollama', '/api/chat', { messages }, ['"prompt_eval_count":100', '"done_reason":"stop"']],
  ])('%s: text, reasoning, tool calls and usage, whole and streamed', async (_name, path, body, parts) => {
    upstream.script({ reply });
    for (const stream of [false, true]) {
      const text = await postText(path, { ...body, stream });
      for (const part of [...parts, 'because', 'two', 'words', 'look']) expect(text).toContain(part);
    }
  });

  test('Gemini counts reasoning apart', async () => {
    upstream.script({ reply });
    for (const verb of ['generateContent', 'streamGenerateContent']) {
      const text = await postText(`/v1beta/models/g-1:${verb}`, { contents });
      for (const part of ['"candidatesTokenCount":20', '"thoughtsTokenCount":10', '"thought":true', '"functionCall"']) {
        expect(text).toContain(part);
      }
    }
  });
});

describe('scripts', () => {
  test('a list serves one request each, then the default returns; what came is recorded', async () => {
    upstream.script([{ status: 503 }, ERROR_BODIES['openai: rate limit with a billing link']]);
    expect((await post(CHAT, { messages })).status).toBe(503);
    const limited = await post(CHAT, { messages });
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '2']);
    expect((await post(CHAT, { messages })).status).toBe(200);
    expect(upstream.requests).toHaveLength(3);
    expect(upstream.requests[0]).toMatchObject({ method: 'POST', path: CHAT, body: { messages } });
  });

  test('a function decides by the request', async () => {
    upstream.script(({ body }) => (field(body, 'model') === 'bad' ? { status: 500 } : {}));
    expect((await post(CHAT, { messages, model: 'bad' })).status).toBe(500);
    expect((await post(CHAT, { messages, model: 'good' })).status).toBe(200);
  });

  test('rate limits, headers, delays, raw bodies', async () => {
    upstream.script({ rateLimit: { retryAfter: '3' }, headers: { 'x-extra': '1' }, delayMs: 30 });
    const startedAt = performance.now();
    const limited = await post('/v1/messages', { messages });
    expect(performance.now() - startedAt).toBeGreaterThan(25);
    expect([limited.status, limited.headers.get('retry-after'), limited.headers.get('x-extra')]).toEqual([
      429,
      '3',
      '1',
    ]);
    expect(field(await limited.json(), 'error', 'type')).toBe('rate_limit_error');
    upstream.script({ status: 413, body: '<html></html>' });
    expect((await post(CHAT, {})).headers.get('content-type')).toContain('text/html');
  });
});

describe('broken streams', () => {
  const streamed = { messages, stream: true };
  const read = async (path = CHAT): Promise<{ text: string; isBroken: boolean }> => {
    const response = await post(path, streamed);
    let text = '';
    try {
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString('latin1');
      return { text, isBroken: false };
    } catch {
      return { text, isBroken: true };
    }
  };

  test.each(['resetAtByte', 'finAtByte'] as const)('%s breaks the body behind exactly that byte', async (name) => {
    upstream.script({ [name]: 300 });
    expect(await read()).toMatchObject({ text: expect.stringMatching(/^.{300}$/s), isBroken: true });
  });

  test('eofAtByte, halfFrame and omitTerminal end cleanly with too little', async () => {
    upstream.script([{}, { eofAtByte: 300 }, { halfFrame: true }, { omitTerminal: true }]);
    const whole = await read();
    expect(await read()).toEqual({ text: whole.text.slice(0, 300), isBroken: false });
    const half = await read();
    expect(half.isBroken).toBe(false);
    expect(whole.text.startsWith(half.text)).toBe(true);
    expect(half.text.endsWith('\n\n')).toBe(false);
    const open = await read();
    expect(open).toMatchObject({ text: expect.stringContaining('there'), isBroken: false });
    expect(open.text).not.toMatch(/\[DONE\]|"finish_reason":"/);
  });

  test("an error event, the dialect's own or another", async () => {
    upstream.script([
      { errorEvent: { afterEvents: 2, message: 'boom' } },
      { errorEvent: { event: 'error', data: { error: 'x' } } },
    ]);
    const anthropic = await read('/v1/messages');
    expect(anthropic.text.split('\n\n')).toHaveLength(4);
    expect(anthropic.text).toContain(
      'event: error\ndata: {"type":"error","error":{"details":null,"type":"api_error","message":"boom"}}',
    );
    expect((await read()).text).toBe('event: error\ndata: {"error":"x"}\n\n');
  });

  test('line ends, comments, byte order mark and tight or spread data', async () => {
    upstream.script([{ lineEnding: 'cr', tightData: true }, { comments: true, bom: true }, { multilineData: true }]);
    expect((await read()).text).toMatch(/^data:\{[^\n]+\r\rdata:/);
    expect((await read()).text).toMatch(/^\u00ef\u00bb\u00bf: still working\n\ndata: \{/);
    expect((await read()).text).toMatch(/^data: \{\ndata: {2}"id"/);
  });

  test.each(['bytes', 'whole', 7] as const)('chunking %s changes no byte', async (chunking) => {
    upstream.script([{}, { chunking }]);
    expect(await read()).toEqual(await read());
  });

  test('a stall, and a stream without end, are ended by the client; the moment is recorded', async () => {
    for (const behaviour of [
      { stallAfterEvents: 2 },
      { repeatEveryMs: 5 },
      { stallBeforeHeaders: true },
      { stallAfterHeaders: true },
    ]) {
      upstream.reset();
      upstream.script(behaviour);
      const controller = new AbortController();
      const call = fetch(`${upstream.url}${CHAT}`, {
        method: 'POST',
        body: JSON.stringify(streamed),
        signal: controller.signal,
      });
      const ended = expect(call.then((response) => response.text())).rejects.toThrow();
      while (upstream.requests.length === 0) await wait(5);
      await wait(40);
      const abortedAt = performance.now();
      controller.abort();
      await ended;
      const [request] = upstream.requests;
      expect(await request?.cancelledAtMs).toBeGreaterThan(abortedAt);
      expect(request?.isCancelled).toBe(true);
    }
  });

  test('a connection that breaks before the answer', async () => {
    upstream.script([{ resetBeforeHeaders: true }, { closeBeforeHeaders: true }]);
    await expect(post(CHAT, {})).rejects.toThrow();
    await expect(post(CHAT, {})).rejects.toThrow();
    expect(upstream.requests.map(({ isCancelled }) => isCancelled)).toEqual([false, false]);
  });

  test('a bomb, a flood and padded headers are as large as they should be', async () => {
    upstream.script([{ gzipBombBytes: 20_000_000 }, { floodBytes: 3_000_000 }, { headerPaddingBytes: 5000 }]);
    expect(await postText(CHAT, {})).toHaveLength(20_000_000);
    expect((await read()).text.length).toBeGreaterThan(3_000_000);
    expect([...(await post(CHAT, {})).headers.values()].join('').length).toBeGreaterThan(5000);
  });
});

test('down refuses connections, up takes them again on the same port', async () => {
  const own = await startFakeUpstream();
  await own.down();
  await expect(post(CHAT, {}, own.url)).rejects.toThrow();
  await own.up();
  expect((await post(CHAT, { messages }, own.url)).status).toBe(200);
  await own.close();
});

test('the fast upstream gives the same answers, for requests in any pieces', async () => {
  const fast = await startFastUpstream({ port: 0, chunks: 3 });
  const url = `http://127.0.0.1:${fast.port}`;
  const whole = await (await post(CHAT, { messages }, url)).json();
  expect(field(whole, 'choices', 0, 'message', 'content')).toBe('word0 word1 word2');
  const stream = await (await post(CHAT, { messages, stream: true }, url)).text();
  expect(stream.match(/word/g)).toHaveLength(3);
  expect(stream.endsWith('data: [DONE]\n\n')).toBe(true);
  const socket = connect(fast.port, '127.0.0.1');
  const body = JSON.stringify({ messages, padding: 'x '.repeat(2500) });
  const bytes = Buffer.from(`POST ${CHAT} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  for (let nth = 0; nth < 2; nth++) {
    const answer = new Promise((resolve) => socket.once('data', (chunk) => resolve(chunk.toString())));
    for (let at = 0; at < bytes.length; at += 1000) {
      socket.write(bytes.subarray(at, at + 1000));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(await answer).toContain('HTTP/1.1 200');
  }
  socket.destroy();
  expect(fast.requestCount).toBe(4);
  await fast.close();
});

test('it runs in a process of its own', async () => {
  const child = fork(fileURLToPath(new URL('./main.ts', import.meta.url)), ['--behaviour', '{"status":503}'], {
    silent: true,
  });
  const ready = await new Promise((resolve) => child.once('message', resolve));
  expect((await post(CHAT, {}, String(field(ready, 'url')))).status).toBe(503);
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  expect(await exited).toBe(0);
});
