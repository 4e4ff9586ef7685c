import type { Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { answerBytes, closeByteServers, serveBytes, watchCall } from '../../tests/byte-server.ts';
import { requestUpstream } from '../../tests/support/request-upstream.ts';
import { callUpstream } from './upstream-call.ts';

afterEach(closeByteServers);

describe('a compressed answer', () => {
  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ])('%s is unpacked, although we ask for none', async (encoding, compress) => {
    const text = 'word '.repeat(20_000);
    const { request } = await serveBytes((socket) =>
      socket.write(answerBytes(compress(text), `content-encoding: ${encoding}\r\n`)),
    );
    expect((await requestUpstream(request)).body.toString()).toBe(text);
  });

  test('that unpacks to more than the bound is cut, and its connection closed', async () => {
    const bomb = gzipSync(Buffer.alloc(30_000_000));
    const closed = Promise.withResolvers<void>();
    const { request } = await serveBytes((socket) => {
      socket.on('close', () => closed.resolve());
      // The length promises more to come, so only a cut ends this.
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length + 1}\r\n\r\n`);
      socket.write(bomb);
    });
    let received = 0;
    const seen = watchCall({ onData: (chunk) => (received += chunk.length) });
    callUpstream({ ...request, maxInflatedBytes: 1_000_000 }, seen.events);
    await seen.done;
    await closed.promise;
    expect(seen.fault?.kind).toBe('limit');
    expect(received).toBeLessThanOrEqual(1_000_000);
  });

  test.each([
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
    ['deflate', deflateSync],
  ])(
    '%s ends with the packed bytes: what follows is not read, and the connection closed',
    async (encoding, compress) => {
      const closed = Promise.withResolvers<void>();
      const { request } = await serveBytes((socket) => {
        socket.on('close', () => closed.resolve());
        socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: ${encoding}\r\ncontent-length: 999\r\n\r\n`);
        socket.write(Buffer.concat([compress('whole'), Buffer.from('and more')]));
      });
      expect((await requestUpstream(request)).body.toString()).toBe('whole');
      await closed.promise;
    },
  );

  test('with nothing in it is empty, not broken', async () => {
    const { request } = await serveBytes((socket) => socket.write(answerBytes('', 'content-encoding: gzip\r\n')));
    expect((await requestUpstream(request)).body).toHaveLength(0);
  });

  test.each([
    ['broken', 'gzip', Buffer.from('not gzip at all')],
    ['cut short', 'gzip', gzipSync('word '.repeat(1000)).subarray(0, 30)],
    ['in an unknown encoding', 'rot13', Buffer.from('x')],
  ])('that is %s is a protocol fault', async (_name, encoding, body) => {
    const { request } = await serveBytes((socket) =>
      socket.write(answerBytes(body, `content-encoding: ${encoding}\r\n`)),
    );
    await expect(requestUpstream(request)).rejects.toMatchObject({ kind: 'protocol', phase: 'body' });
  });
});

test('more than 32 KB of headers are refused', async () => {
  const { request } = await serveBytes((socket) => {
    socket.write(`HTTP/1.1 200 OK\r\n${`x-pad: ${'y'.repeat(1000)}\r\n`.repeat(40)}content-length: 0\r\n\r\n`);
  });
  await expect(requestUpstream(request)).rejects.toMatchObject({ kind: 'limit' });
});

describe('faults', () => {
  test.each([
    ['a reset before the answer', (socket: Socket) => socket.resetAndDestroy(), 'reset', 'headers'],
    ['a close before the answer', (socket: Socket) => socket.destroy(), 'reset', 'headers'],
    ['half a head', (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-'), 'reset', 'headers'],
    [
      'half a body with a length',
      (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc'),
      'reset',
      'body',
    ],
    [
      'half a body with a length on a closing connection',
      (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 9\r\n\r\nabc'),
      'reset',
      'body',
    ],
    [
      'half a chunked body',
      (socket: Socket) =>
        socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n'),
      'reset',
      'body',
    ],
    ['what is no HTTP', (socket: Socket) => socket.write('SSH-2.0-OpenSSH_9.6\r\n'), 'protocol', 'headers'],
    [
      'two content lengths',
      (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab'),
      'protocol',
      'headers',
    ],
    ['a TLS port', (socket: Socket) => socket.write(Buffer.from([21, 3, 1, 0, 2, 2, 70])), 'protocol', 'headers'],
  ])('%s', async (_name, act, kind, phase) => {
    const { request } = await serveBytes((socket) => act(socket));
    await expect(requestUpstream(request)).rejects.toMatchObject({ kind, phase });
  });

  test('a header that would split the request is refused before it is sent', async () => {
    const { request } = await serveBytes(() => {});
    await expect(requestUpstream({ ...request, headers: { 'x-a': 'b\r\nx-c: d' } })).rejects.toMatchObject({
      kind: 'internal',
      phase: 'connect',
    });
  });
});
