import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createEgressGuard } from '../src/net/egress-guard.ts';
import { createNdjsonParser } from '../src/net/ndjson-parser.ts';
import { createSseParser } from '../src/net/sse-parser.ts';
import { callUpstream } from '../src/net/upstream-call.ts';
import type { UpstreamFault } from '../src/net/upstream-fault.ts';
import { createUpstreamPools, type UpstreamPools } from '../src/net/upstream-pools.ts';
import type { Behaviour } from './fake-upstream/behaviour.ts';
import { type FakeUpstream, startFakeUpstream } from './fake-upstream/start-fake-upstream.ts';
import { requestUpstream } from './support/request-upstream.ts';

let upstream: FakeUpstream;
let pools: UpstreamPools;
beforeAll(async () => {
  upstream = await startFakeUpstream();
  pools = createUpstreamPools({ guard: createEgressGuard({ allow: [] }) });
});
afterEach(() => upstream.reset());
afterAll(async () => {
  await upstream.close();
  await pools.close();
});

const messages = [{ role: 'user', content: 'grüße 🙂 an alle' }];
const STREAMS = [
  { name: 'OpenAI', path: '/v1/chat/completions', body: { messages, stream: true } },
  { name: 'OpenAI Responses', path: '/v1/responses', body: { input: messages, stream: true } },
  { name: 'Anthropic', path: '/v1/messages', body: { messages, stream: true } },
  {
    name: 'Gemini',
    path: '/v1beta/models/g:streamGenerateContent?alt=sse',
    body: { contents: [{ parts: [{ text: 'grüße 🙂 an alle' }] }] },
  },
  { name: 'Cohere', path: '/v2/chat', body: { messages, stream: true } },
  { name: 'Ollama', path: '/api/chat', body: { messages } },
] as const;
type Stream = (typeof STREAMS)[number];

interface Reading {
  events: string[];
  fault: UpstreamFault | undefined;
}

function readStream({ path, body }: Stream, url = upstream.url): Promise<Reading> {
  const events: string[] = [];
  const lines = createNdjsonParser();
  const sse = createSseParser();
  const push = (chunk: Buffer): string[] =>
    path === '/api/chat' ? lines.push(chunk) : sse.push(chunk).map(({ event, data }) => `${event} ${data}`);
  return new Promise((resolve) => {
    callUpstream(
      {
        dispatcher: pools.for({ origin: url, credentialId: 'c1', trusted: true }),
        method: 'POST',
        path,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      },
      {
        onHeaders: () => {},
        onData: (chunk) => events.push(...push(chunk)),
        onEnd: () => resolve({ events, fault: undefined }),
        onError: (fault) => resolve({ events, fault }),
      },
    );
  });
}

async function readWith(stream: Stream, behaviour: Behaviour): Promise<Reading> {
  upstream.script(behaviour);
  return await readStream(stream);
}

describe.each(STREAMS)('$name', (stream) => {
  const compact = ({ events }: Reading): string[] => events.map((event) => event.replace(/[\n ]/g, ''));

  test.each<Behaviour>([
    { chunking: 'bytes' },
    { chunking: 'whole' },
    { chunking: 7 },
    { lineEnding: 'lf' },
    { lineEnding: 'crlf' },
    { lineEnding: 'cr', chunking: 3 },
    { lineEnding: 'crlf', chunking: 'bytes', comments: true, bom: true, tightData: true },
    { multilineData: true, lineEnding: 'cr', chunking: 5 },
    { compress: 'gzip' },
    { compress: 'br' },
    { earlyHints: true, trailers: { 'x-checksum': '1' } },
  ])('the same events, however it is framed and cut: %j', async (behaviour) => {
    const plain = await readWith(stream, {});
    expect(plain.fault).toBeUndefined();
    expect(plain.events.join('')).toContain('🙂');
    expect(compact(await readWith(stream, behaviour))).toEqual(compact(plain));
  });

  test('a reset behind any byte is a fault, and what came before it is a prefix of the events', async () => {
    const plain = await readWith(stream, {});
    const total = plain.events.join('').length;
    const step = Math.ceil(total / 12);
    let mostEvents = 0;
    for (let at = 0; at < total; at += step) {
      for (const name of ['resetAtByte', 'finAtByte'] as const) {
        const { events, fault } = await readWith(stream, { [name]: at });
        expect(fault).toMatchObject({ kind: 'reset', phase: 'body' });
        expect(plain.events.slice(0, events.length)).toEqual(events);
        mostEvents = Math.max(mostEvents, events.length);
      }
    }
    expect(mostEvents).toBeGreaterThan(1);
  });

  test('half a frame at a clean end is not handed out', async () => {
    const plain = await readWith(stream, {});
    const { events, fault } = await readWith(stream, { halfFrame: true });
    expect(fault).toBeUndefined();
    expect(events).toEqual(plain.events.slice(0, -1));
  });
});

describe('what is too large', () => {
  const [stream] = STREAMS;

  test('one event of a gigabyte is cut at a megabyte, and the connection closed', async () => {
    const before = process.memoryUsage().rss;
    const { fault } = await readWith(stream, { floodBytes: 1_000_000_000 });
    expect(fault?.kind).toBe('limit');
    expect(process.memoryUsage().rss - before).toBeLessThan(80_000_000);
    await upstream.requests[0]?.cancelledAtMs;
  });

  test('a gzip stream that unpacks to ten gigabytes is cut', async () => {
    upstream.script({ gzipBombBytes: 10_000_000_000 });
    const dispatcher = pools.for({ origin: upstream.url, credentialId: 'c1', trusted: true });
    const before = process.memoryUsage().rss;
    await expect(
      requestUpstream({ dispatcher, method: 'POST', path: '/v1/embeddings', headers: {}, body: '{}' }),
    ).rejects.toMatchObject({ kind: 'limit' });
    // 64 MiB of answer may be held until the bound is reached.
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
  });

  test('headers of 16 MB', async () => {
    expect((await readWith(stream, { headerPaddingBytes: 16_000_000 })).fault?.kind).toBe('limit');
  });
});

describe('connections', () => {
  const [stream] = STREAMS;

  test.each(['self_signed', 'expired'] as const)('a %s certificate is never accepted', async (tls) => {
    const secure = await startFakeUpstream({ tls });
    const reading = await readStream(stream, secure.url);
    expect(reading.fault).toMatchObject({ kind: 'tls', phase: 'connect' });
    expect(secure.requests).toHaveLength(0);
    await secure.close();
  });

  test('not even when the environment says so', async () => {
    const secure = await startFakeUpstream({ tls: 'self_signed' });
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
    const reading = await readStream(stream, secure.url);
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    expect(reading.fault?.kind).toBe('tls');
    await secure.close();
  });

  test('an upstream that was down answers again once it is up', async () => {
    const own = await startFakeUpstream();
    await own.down();
    expect((await readStream(stream, own.url)).fault?.kind).toBe('connect_refused');
    await own.up();
    expect((await readStream(stream, own.url)).fault).toBeUndefined();
    await own.close();
  });
});
