import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Dispatcher } from 'undici';
import { afterEach, describe, expect, test } from 'vitest';
import { answerBytes, closeByteServers, serveBytes, turns, watchCall } from '../../tests/byte-server.ts';
import { requestUpstream } from '../../tests/support/request-upstream.ts';
import { callUpstream } from './upstream-call.ts';
import type { UpstreamFault } from './upstream-fault.ts';

afterEach(closeByteServers);

describe('an answer', () => {
  test('comes as status, lower-case headers and bytes, in the order in which they arrive', async () => {
    let sent = '';
    const { request } = await serveBytes((socket, head) => {
      sent = head;
      socket.write(
        'HTTP/1.1 200 OK\r\nX-One: 1\r\nSet-Cookie: a\r\nSet-Cookie: b\r\ntransfer-encoding: chunked\r\n\r\n',
      );
      socket.write('3\r\nabc\r\n');
      setTimeout(() => socket.write('2\r\nde\r\n0\r\n\r\n'), 5);
    });
    const seen = watchCall();
    callUpstream({ ...request, headers: { 'x-key': 'k' } }, seen.events);
    await seen.done;
    expect(seen.head).toMatchObject({ status: 200, headers: { 'x-one': '1', 'set-cookie': ['a', 'b'] } });
    expect(seen).toMatchObject({ text: 'abcde', ended: 1 });
    expect(sent).toContain('POST /v1/x HTTP/1.1');
    expect(sent).toContain('x-key: k');
    expect(sent).toContain('accept-encoding: identity');
    expect(sent).toContain('content-length: 2');
  });

  test('that redirects is an answer like any other: nothing is followed', async () => {
    let requests = 0;
    const { request } = await serveBytes((socket) => {
      requests += 1;
      socket.write('HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n');
    });
    expect(await requestUpstream(request)).toMatchObject({ status: 302 });
    expect(requests).toBe(1);
  });

  test('may be preceded by early hints, and followed by trailers', async () => {
    const { request } = await serveBytes((socket) => {
      socket.write('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n');
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx-trailer: 1\r\n\r\n');
    });
    const statuses: number[] = [];
    const seen = watchCall({ onHeaders: ({ status }) => statuses.push(status) });
    callUpstream(request, seen.events);
    await seen.done;
    expect(statuses).toEqual([200]);
    expect(seen).toMatchObject({ text: 'ok', ended: 1 });
  });

  test('without a length ends with the connection', async () => {
    const { request } = await serveBytes((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nwhole'));
    expect((await requestUpstream(request)).body.toString()).toBe('whole');
  });
});

describe('abort', () => {
  test('closes the connection at once and reports once, before it returns', async () => {
    const closed = Promise.withResolvers<number>();
    const { request } = await serveBytes((socket) => {
      socket.on('close', () => closed.resolve(performance.now()));
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n');
    });
    const first = Promise.withResolvers<void>();
    const seen = watchCall({ onData: () => first.resolve() });
    const call = callUpstream(request, seen.events);
    await first.promise;
    const startedAt = performance.now();
    call.abort('client went away');
    expect(seen.fault).toMatchObject({ kind: 'aborted', phase: 'body', cause: 'client went away' });
    // Sooner than any timer would close it: an idle connection is kept for 4 s.
    expect((await closed.promise) - startedAt).toBeLessThan(3_000);
    call.abort('again');
    await turns();
    expect(seen.ended).toBe(1);
  });

  test('by a signal, also one that was aborted before', async () => {
    const controller = new AbortController();
    const { request } = await serveBytes(() => controller.abort(new Error('deadline')));
    const running = requestUpstream({ ...request, signal: controller.signal });
    await expect(running).rejects.toMatchObject({ kind: 'aborted', phase: 'headers' });
    await expect(requestUpstream({ ...request, signal: AbortSignal.abort() })).rejects.toMatchObject({
      kind: 'aborted',
      phase: 'connect',
    });
  });

  test('before a connection is there sends nothing, and keeps the connection for the next', async () => {
    const heads: string[] = [];
    const { request, sockets } = await serveBytes((socket, head) => {
      heads.push(head);
      socket.write(answerBytes('ok'));
    });
    const seen = watchCall();
    callUpstream({ ...request, path: '/cancelled' }, seen.events).abort('early');
    await seen.done;
    expect(seen.fault).toMatchObject({ kind: 'aborted', phase: 'connect' });
    await expect.poll(() => sockets.size).toBe(1);
    await turns();
    expect((await requestUpstream({ ...request, path: '/next' })).body.toString()).toBe('ok');
    expect(heads).toHaveLength(1);
    expect(heads[0]).toContain('/next');
    expect(sockets.size).toBe(1);
  });

  test("nothing is reported before the call is in the caller's hands", async () => {
    const { request } = await serveBytes(() => {});
    for (const broken of [
      { ...request, signal: AbortSignal.abort() },
      { ...request, headers: { 'x-a': 'b\r\nc' } },
    ]) {
      const seen = watchCall();
      callUpstream(broken, seen.events);
      expect(seen.ended).toBe(0);
      await seen.done;
      expect(seen.ended).toBe(1);
    }
  });

  test('while paused', async () => {
    const { request } = await serveBytes((socket) => socket.write(answerBytes('x'.repeat(1000))));
    const begun = Promise.withResolvers<void>();
    const seen = watchCall({
      onHeaders: () => {
        call.pause();
        begun.resolve();
      },
    });
    const call = callUpstream(request, seen.events);
    await begun.promise;
    await turns();
    expect(seen.text).toBe('');
    call.abort('slow reader');
    expect(seen).toMatchObject({ ended: 1, fault: { kind: 'aborted' } });
  });
});

describe('back-pressure', () => {
  test('a paused call stops the sender; resumed, nothing is lost', async () => {
    const total = 20_000_000;
    let sender: Socket | undefined;
    const { request } = await serveBytes((socket) => {
      sender = socket;
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${total}\r\n\r\n`);
      socket.write(Buffer.alloc(total, 'x'));
    });
    let received = 0;
    const paused = Promise.withResolvers<void>();
    const seen = watchCall({
      onData: (chunk) => {
        if (received === 0) {
          call.pause();
          paused.resolve();
        }
        received += chunk.length;
      },
    });
    const call = callUpstream(request, seen.events);
    await paused.promise;
    await turns(20);
    const receivedPaused = received;
    expect(receivedPaused).toBeLessThan(1_000_000);
    expect(sender?.writableLength).toBeGreaterThan(0);
    call.resume();
    await seen.done;
    expect(received).toBe(total);
  });

  test('also where the answer is compressed', async () => {
    const total = 20_000_000;
    // Stored, not packed: what counts is that more travels than the connection's buffers hold.
    const packed = gzipSync(Buffer.alloc(total, 'x'), { level: 0 });
    let sender: Socket | undefined;
    const { request } = await serveBytes((socket) => {
      sender = socket;
      socket.write(answerBytes(packed, 'content-encoding: gzip\r\n'));
    });
    let received = 0;
    const paused = Promise.withResolvers<void>();
    const seen = watchCall({
      onData: (chunk) => {
        if (received === 0) {
          call.pause();
          paused.resolve();
        }
        received += chunk.length;
      },
    });
    const call = callUpstream(request, seen.events);
    await paused.promise;
    await turns(20);
    expect(received).toBeLessThan(1_000_000);
    expect(sender?.writableLength).toBeGreaterThan(0);
    call.resume();
    await seen.done;
    expect(received).toBe(total);
  });

  test('resumed while nothing has come, it hands on no empty piece: a decoder takes many of them for an error', async () => {
    let sender: Socket | undefined;
    const { request } = await serveBytes((socket) => {
      sender = socket;
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nabc');
    });
    const pieces: string[] = [];
    const paused = Promise.withResolvers<void>();
    const seen = watchCall({
      onData: (chunk) => {
        if (pieces.push(chunk.toString()) > 1) return;
        call.pause();
        paused.resolve();
      },
    });
    const call = callUpstream(request, seen.events);
    await paused.promise;
    call.resume();
    sender?.write('def');
    await seen.done;
    expect(pieces).toEqual(['abc', 'def']);
  });

  test('at the last byte does not turn a whole answer into a broken one where the server closes behind it', async () => {
    const { request } = await serveBytes((socket) => socket.end(answerBytes('whole')));
    let paused = Promise.withResolvers<void>();
    const pause = (): void => {
      call.pause();
      paused.resolve();
    };
    const seen = watchCall({ onHeaders: pause, onData: pause });
    const call = callUpstream(request, seen.events);
    for (const _place of ['behind the headers', 'behind the last byte']) {
      await paused.promise;
      await turns();
      paused = Promise.withResolvers();
      call.resume();
    }
    await seen.done;
    expect(seen).toMatchObject({ text: 'whole', ended: 1 });
    expect(seen.fault).toBeUndefined();
  });
});

test('a decoder that falls behind the network holds the network back', () => {
  let isHeldBack = false;
  const controller: Dispatcher.DispatchController = {
    aborted: false,
    paused: false,
    reason: null,
    abort: () => {},
    resume: () => {},
    pause: () => {
      isHeldBack = true;
    },
  };
  class OneAnswer extends Dispatcher {
    override dispatch(_options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
      handler.onRequestStart?.(controller, null);
      handler.onResponseStart?.(controller, 200, { 'content-encoding': 'gzip' });
      handler.onResponseData?.(controller, gzipSync(randomBytes(100_000)));
      return true;
    }
  }
  callUpstream({ dispatcher: new OneAnswer(), method: 'GET', path: '/', headers: {} }, watchCall().events).abort(
    'done',
  );
  expect(isHeldBack).toBe(true);
});

describe('an error of the callback', () => {
  test.each(['onHeaders', 'onData'] as const)(
    'in %s cuts the connection and is the cause of the fault',
    async (name) => {
      const closed = Promise.withResolvers<void>();
      const { request } = await serveBytes((socket) => {
        socket.on('close', () => closed.resolve());
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n');
      });
      const cause = new Error('ours');
      const seen = watchCall({
        [name]: () => {
          throw cause;
        },
      });
      callUpstream(request, seen.events);
      await seen.done;
      await closed.promise;
      expect(seen).toMatchObject({ ended: 1, fault: { kind: 'internal', cause } });
    },
  );

  test('in onEnd is reported, not swallowed', async () => {
    const { request } = await serveBytes((socket) => socket.write(answerBytes('x')));
    const faults: UpstreamFault[] = [];
    const reported = Promise.withResolvers<void>();
    callUpstream(request, {
      onHeaders: () => {},
      onData: () => {},
      onEnd: () => {
        throw new Error('ours');
      },
      onError: (fault) => {
        faults.push(fault);
        reported.resolve();
      },
    });
    await reported.promise;
    await turns();
    expect(faults).toMatchObject([{ kind: 'internal' }]);
  });
});
