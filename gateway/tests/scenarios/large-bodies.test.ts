import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tellOfCall } from '../leaks/gateway-traffic.ts';
import { json, routeYaml, startTestGateway, TEST_KEY, type TestGateway } from './start-test-gateway.ts';

const MIB = 1_048_576;
const UNKNOWN_KEY = 'lk_live_nobody_0123456789abcdefghij';
const BODY = JSON.stringify({ messages: [{ role: 'user', content: 'x'.repeat(6 * MIB) }] });

let gateway: TestGateway;
let port: number;
beforeAll(async () => {
  gateway = await startTestGateway({
    yaml: routeYaml({ upstreams: { only: 'http://127.0.0.1:9' } }),
    settingsEnv: { LATENTKIT_MAX_BODY_MIB: '2' },
  });
  port = Number(new URL(gateway.url).port);
});
afterAll(() => gateway[Symbol.asyncDispose]());

interface Sent {
  readonly key?: string;
  readonly type?: string;
  /** Undefined: the length is not told before. */
  readonly length?: number | undefined;
}

const headOf = ({ key = TEST_KEY, type = 'application/json', length }: Sent): string =>
  `POST /v1/chat HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer ${key}\r\nContent-Type: ${type}\r\n${
    length === undefined ? 'Transfer-Encoding: chunked' : `Content-Length: ${length}`
  }\r\n\r\n`;

interface Written {
  readonly text: string;
  /** What broke the connection, if something did. */
  readonly fault: string | undefined;
}

/** As many clients work: it looks for an answer only when everything is written, a piece at a time. */
async function writeAllThenRead(sent: Sent & { readonly bytes: number }): Promise<Written> {
  const socket = connect(port, '127.0.0.1');
  let fault: string | undefined;
  socket.on('error', (error: NodeJS.ErrnoException) => {
    fault ??= error.code;
  });
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()).once('end', () => resolve()));
  const piece = Buffer.alloc(256 * 1024, 'x');
  const framed =
    sent.length === undefined
      ? Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')])
      : piece;
  socket.pause();
  socket.write(headOf(sent));
  for (let left = sent.bytes; left > 0 && fault === undefined; left -= piece.length) {
    await new Promise<void>((resolve) => socket.write(framed, () => resolve()));
    await wait(2);
  }
  if (sent.length === undefined) socket.write('0\r\n\r\n');
  const pieces: string[] = [];
  socket.setEncoding('utf8').on('data', (text: string) => {
    pieces.push(text);
    // A connection that goes on says nothing more.
    if (/keep-alive/i.test(text)) socket.end();
  });
  socket.resume();
  await ended;
  socket.destroy();
  const text = pieces.join('');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
  const requestHeaders = [`Bearer ${sent.key ?? TEST_KEY}`];
  tellOfCall({
    port: String(port),
    method: 'POST',
    path: '/v1/chat',
    requestHeaders,
    requestBody: '',
    status,
    headers: [],
    body: text,
  });
  return { text, fault };
}

describe('a body that is refused while it is still being sent', () => {
  const length = 8 * MIB;
  test.each([
    { what: 'too large, told before', sent: { length }, status: 413, code: 'payload_too_large' },
    { what: 'too large, of unknown length', sent: {}, status: 413, code: 'payload_too_large' },
    { what: 'without a valid key', sent: { length, key: UNKNOWN_KEY }, status: 401, code: 'invalid_api_key' },
    {
      what: 'without a valid key, of unknown length',
      sent: { key: UNKNOWN_KEY },
      status: 401,
      code: 'invalid_api_key',
    },
    {
      what: 'of another type',
      sent: { length, type: 'text/plain' },
      status: 415,
      code: 'unsupported_media_type',
    },
  ])('is answered for a client that reads last: $what', async ({ sent, status, code }) => {
    const { text, fault } = await writeAllThenRead({ ...sent, bytes: length });
    expect(fault).toBeUndefined();
    expect(text).toContain(`HTTP/1.1 ${status} `);
    expect(text).toContain(`"error":"${code}"`);
  });

  test('is answered for fetch, every time', async () => {
    for (let round = 0; round < 10; round++) {
      const response = await gateway.post('/v1/chat', BODY);
      expect(response.status).toBe(413);
      expect(await json(response)).toMatchObject({ error: 'payload_too_large' });
    }
  });

  test('is answered for node:http, every time', async () => {
    const headers = { Authorization: `Bearer ${TEST_KEY}`, 'Content-Type': 'application/json' };
    for (let round = 0; round < 10; round++) {
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        httpRequest(`${gateway.url}/v1/chat`, { method: 'POST', headers, agent: false }, resolve)
          .on('error', reject)
          .end(BODY);
      });
      answer.resume();
      expect(answer.statusCode).toBe(413);
    }
  });

  test('is not waited for without end: the sender may fall silent for 5 s', { timeout: 20_000 }, async () => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket
      .on('error', () => {})
      .on('data', (chunk) => {
        text += chunk.toString('latin1');
      });
    const startedAt = performance.now();
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.write(`${headOf({ length: 8 * MIB })}{"messages":`);
    await closed;
    expect(text).toContain('HTTP/1.1 413 ');
    expect(text).toMatch(/connection: close/i);
    expect(performance.now() - startedAt).toBeLessThan(8_000);
  });

  test('is read on for 128 connections at once, and the next is closed at once', async () => {
    const open = () => {
      const socket = connect(port, '127.0.0.1');
      const answered = new Promise<void>((resolve) => socket.once('data', () => resolve()));
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
      socket.on('error', () => {}).write(`${headOf({ length: 8 * MIB })}{"messages":`);
      return { socket, answered, closed };
    };
    const first = Array.from({ length: 128 }, open);
    await Promise.all(first.map(({ answered }) => answered));
    const startedAt = performance.now();
    await open().closed;
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    for (const { socket } of first) socket.destroy();
    await Promise.all(first.map(({ closed }) => closed));
    const free = open();
    await free.answered;
    expect(await Promise.race([free.closed, wait(500, 'open')])).toBe('open');
    free.socket.destroy();
  });

  test('is read on to 64 MiB and no further', async () => {
    const { text, fault } = await writeAllThenRead({ length: 600 * MIB, bytes: 96 * MIB });
    expect(fault).toMatch(/EPIPE|ECONNRESET/);
    expect(text).not.toContain('HTTP/1.1 200');
  });

  test('is not asked for where the client asks first', async () => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (text.includes('payload_too_large')) socket.end();
    });
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.write(headOf({ length: 8 * MIB }).replace('\r\n\r\n', '\r\nExpect: 100-continue\r\n\r\n'));
    await closed;
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
  });
});
