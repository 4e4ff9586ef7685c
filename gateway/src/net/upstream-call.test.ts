import { randomBytes } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { Dispatcher } from 'undici';
import { afterEach, describe, expect, test } from 'vitest';
import { createEgressGuard } from './egress-guard.ts';
import { requestUpstream } from './request-upstream.ts';
import { callUpstream, type UpstreamAnswerHead, type UpstreamEvents } from './upstream-call.ts';
import type { UpstreamFault } from './upstream-fault.ts';
import { createUpstreamPools, type UpstreamPools } from './upstream-pools.ts';

const open: { server: Server; pools: UpstreamPools; sockets: Set<Socket> }[] = [];
afterEach(async () => {
  for (const { server, pools, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
    await pools.close();
  }
});

/** A server over plain bytes: `onRequest` runs for each request head that arrives. */
async function serve(onRequest: (socket: Socket, head: string, nth: number) => void) {
  const sockets = new Set<Socket>();
  let requests = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (chunk) => onRequest(socket, chunk.toString('latin1'), ++requests));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const pools = createUpstreamPools({ guard: createEgressGuard({ allow: [] }) });
  open.push({ server, pools, sockets });
  const origin = `http://127.0.0.1:${address.port}`;
  const dispatcher = pools.for({ origin, credentialId: 'c1', trusted: true });
  const request = { dispatcher, method: 'POST', path: '/v1/x', headers: {}, body: '{}' } as const;
  return { request, origin, pools, sockets };
}

interface Seen {
  head?: UpstreamAnswerHead;
  text: string;
  ended: number;
  fault?: UpstreamFault;
  done: Promise<void>;
  events: UpstreamEvents;
}

function watch(more: Partial<UpstreamEvents> = {}): Seen {
  const { promise, resolve } = Promise.withResolvers<void>();
  const seen: Seen = {
    text: '',
    ended: 0,
    done: promise,
    events: {
      onHeaders: (head) => {
        seen.head = head;
        more.onHeaders?.(head);
      },
      onData: (chunk) => {
        seen.text += chunk.toString();
        more.onData?.(chunk);
      },
      onEnd: () => {
        seen.ended += 1;
        resolve();
        more.onEnd?.();
      },
      onError: (fault) => {
        seen.ended += 1;
        seen.fault = fault;
        resolve();
      },
    },
  };
  return seen;
}

const answer = (body: string | Buffer, headers = ''): Buffer =>
  Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n`),
    Buffer.from(body),
  ]);
const turns = (count = 3): Promise<void> => new Promise((resolve) => setTimeout(resolve, count * 5));

describe('an answer', () => {
  test('comes as status, lower-case headers and bytes, in the order in which they arrive', async () => {
    let sent = '';
    const { request } = await serve((socket, head) => {
      sent = head;
      socket.write(
        'HTTP/1.1 200 OK\r\nX-One: 1\r\nSet-Cookie: a\r\nSet-Cookie: b\r\ntransfer-encoding: chunked\r\n\r\n',
      );
      socket.write('3\r\nabc\r\n');
      setTimeout(() => socket.write('2\r\nde\r\n0\r\n\r\n'), 5);
    });
    const seen = watch();
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
    const { request } = await serve((socket) => {
      requests += 1;
      socket.write('HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n');
    });
    expect(await requestUpstream(request)).toMatchObject({ status: 302 });
    expect(requests).toBe(1);
  });

  test('may be preceded by early hints, and followed by trailers', async () => {
    const { request } = await serve((socket) => {
      socket.write('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n');
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx-trailer: 1\r\n\r\n');
    });
    const statuses: number[] = [];
    const seen = watch({ onHeaders: ({ status }) => statuses.push(status) });
    callUpstream(request, seen.events);
    await seen.done;
    expect(statuses).toEqual([200]);
    expect(seen).toMatchObject({ text: 'ok', ended: 1 });
  });

  test('without a length ends with the connection', async () => {
    const { request } = await serve((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nwhole'));
    expect((await requestUpstream(request)).body.toString()).toBe('whole');
  });
});

describe('a compressed answer', () => {
  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
  ])('%s is unpacked, although we ask for none', async (encoding, compress) => {
    const text = 'word '.repeat(20_000);
    const { request } = await serve((socket) =>
      socket.write(answer(compress(text), `content-encoding: ${encoding}\r\n`)),
    );
    expect((await requestUpstream(request)).body.toString()).toBe(text);
  });

  test('that unpacks to more than the bound is cut, and its connection closed', async () => {
    const bomb = gzipSync(Buffer.alloc(30_000_000));
    const closed = Promise.withResolvers<void>();
    const { request } = await serve((socket) => {
      socket.on('close', () => closed.resolve());
      // The length promises more to come, so only a cut ends this.
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length + 1}\r\n\r\n`);
      socket.write(bomb);
    });
    let received = 0;
    const seen = watch({ onData: (chunk) => (received += chunk.length) });
    callUpstream({ ...request, maxInflatedBytes: 1_000_000 }, seen.events);
    await seen.done;
    await closed.promise;
    expect(seen.fault?.kind).toBe('limit');
    expect(received).toBeLessThanOrEqual(1_000_000);
    await expect(requestUpstream({ ...request, maxBodyBytes: 1_000_000 })).rejects.toMatchObject({ kind: 'limit' });
  });

  test('with nothing in it is empty, not broken', async () => {
    const { request } = await serve((socket) => socket.write(answer('', 'content-encoding: gzip\r\n')));
    expect((await requestUpstream(request)).body).toHaveLength(0);
  });

  test.each([
    ['broken', 'gzip', Buffer.from('not gzip at all')],
    ['cut short', 'gzip', gzipSync('word '.repeat(1000)).subarray(0, 30)],
    ['in an unknown encoding', 'rot13', Buffer.from('x')],
  ])('that is %s is a protocol fault', async (_name, encoding, body) => {
    const { request } = await serve((socket) => socket.write(answer(body, `content-encoding: ${encoding}\r\n`)));
    await expect(requestUpstream(request)).rejects.toMatchObject({ kind: 'protocol', phase: 'body' });
  });
});

describe('limits', () => {
  test('a body over the bound is refused by its length, before it is read', async () => {
    const { request } = await serve((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n'));
    await expect(requestUpstream({ ...request, maxBodyBytes: 1000 })).rejects.toMatchObject({ kind: 'limit' });
  });

  test('a body that says no length is cut at the bound', async () => {
    const { request } = await serve((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const timer = setInterval(() => socket.write('x'.repeat(500)), 1);
      socket.on('close', () => clearInterval(timer));
    });
    await expect(requestUpstream({ ...request, maxBodyBytes: 10_000 })).rejects.toMatchObject({ kind: 'limit' });
  });

  test('more than 32 KB of headers are refused', async () => {
    const { request } = await serve((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\n${`x-pad: ${'y'.repeat(1000)}\r\n`.repeat(40)}content-length: 0\r\n\r\n`);
    });
    await expect(requestUpstream(request)).rejects.toMatchObject({ kind: 'limit' });
  });
});

describe('abort', () => {
  test('closes the connection at once and reports once, before it returns', async () => {
    const closed = Promise.withResolvers<number>();
    const { request } = await serve((socket) => {
      socket.on('close', () => closed.resolve(performance.now()));
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n');
    });
    const first = Promise.withResolvers<void>();
    const seen = watch({ onData: () => first.resolve() });
    const call = callUpstream(request, seen.events);
    await first.promise;
    const startedAt = performance.now();
    call.abort('client went away');
    expect(seen.fault).toMatchObject({ kind: 'aborted', phase: 'body', cause: 'client went away' });
    expect((await closed.promise) - startedAt).toBeLessThan(250);
    call.abort('again');
    await turns();
    expect(seen.ended).toBe(1);
  });

  test('by a signal, also one that was aborted before', async () => {
    const { request } = await serve(() => {});
    const controller = new AbortController();
    const running = requestUpstream({ ...request, signal: controller.signal });
    setTimeout(() => controller.abort(new Error('deadline')), 20);
    await expect(running).rejects.toMatchObject({ kind: 'aborted', phase: 'headers' });
    await expect(requestUpstream({ ...request, signal: AbortSignal.abort() })).rejects.toMatchObject({
      kind: 'aborted',
      phase: 'connect',
    });
  });

  test('before a connection is there sends nothing, and keeps the connection for the next', async () => {
    const heads: string[] = [];
    const { request, sockets } = await serve((socket, head) => {
      heads.push(head);
      socket.write(answer('ok'));
    });
    const seen = watch();
    callUpstream({ ...request, path: '/cancelled' }, seen.events).abort('early');
    await seen.done;
    expect(seen.fault).toMatchObject({ kind: 'aborted', phase: 'connect' });
    await turns();
    expect((await requestUpstream({ ...request, path: '/next' })).body.toString()).toBe('ok');
    expect(heads).toHaveLength(1);
    expect(heads[0]).toContain('/next');
    expect(sockets.size).toBe(1);
  });

  test("nothing is reported before the call is in the caller's hands", async () => {
    const { request } = await serve(() => {});
    for (const broken of [
      { ...request, signal: AbortSignal.abort() },
      { ...request, headers: { 'x-a': 'b\r\nc' } },
    ]) {
      const seen = watch();
      callUpstream(broken, seen.events);
      expect(seen.ended).toBe(0);
      await seen.done;
      expect(seen.ended).toBe(1);
    }
  });

  test('while paused', async () => {
    const { request } = await serve((socket) => socket.write(answer('x'.repeat(1000))));
    const seen = watch({ onHeaders: () => call.pause() });
    const call = callUpstream(request, seen.events);
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
    const { request } = await serve((socket) => {
      sender = socket;
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${total}\r\n\r\n`);
      socket.write(Buffer.alloc(total, 'x'));
    });
    let received = 0;
    const seen = watch({
      onData: (chunk) => {
        if (received === 0) call.pause();
        received += chunk.length;
      },
    });
    const call = callUpstream(request, seen.events);
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
    const packed = gzipSync(randomBytes(total), { level: 1 });
    let sender: Socket | undefined;
    const { request } = await serve((socket) => {
      sender = socket;
      socket.write(answer(packed, 'content-encoding: gzip\r\n'));
    });
    let received = 0;
    const seen = watch({
      onData: (chunk) => {
        if (received === 0) call.pause();
        received += chunk.length;
      },
    });
    const call = callUpstream(request, seen.events);
    await turns(20);
    expect(received).toBeLessThan(1_000_000);
    expect(sender?.writableLength).toBeGreaterThan(0);
    call.resume();
    await seen.done;
    expect(received).toBe(total);
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
  callUpstream({ dispatcher: new OneAnswer(), method: 'GET', path: '/', headers: {} }, watch().events).abort('done');
  expect(isHeldBack).toBe(true);
});

describe('an error of the callback', () => {
  test.each(['onHeaders', 'onData'] as const)(
    'in %s cuts the connection and is the cause of the fault',
    async (name) => {
      const closed = Promise.withResolvers<void>();
      const { request } = await serve((socket) => {
        socket.on('close', () => closed.resolve());
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n');
      });
      const cause = new Error('ours');
      const seen = watch({
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
    const { request } = await serve((socket) => socket.write(answer('x')));
    const faults: UpstreamFault[] = [];
    callUpstream(request, {
      onHeaders: () => {},
      onData: () => {},
      onEnd: () => {
        throw new Error('ours');
      },
      onError: (fault) => faults.push(fault),
    });
    await turns(10);
    expect(faults).toMatchObject([{ kind: 'internal' }]);
  });
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
    const { request } = await serve((socket) => act(socket));
    await expect(requestUpstream(request)).rejects.toMatchObject({ kind, phase });
  });

  test('a header that would split the request is refused before it is sent', async () => {
    const { request } = await serve(() => {});
    await expect(requestUpstream({ ...request, headers: { 'x-a': 'b\r\nx-c: d' } })).rejects.toMatchObject({
      kind: 'internal',
      phase: 'connect',
    });
  });
});
