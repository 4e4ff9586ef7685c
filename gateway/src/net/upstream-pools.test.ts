import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { requestUpstream } from '../../tests/support/request-upstream.ts';
import { createEgressGuard } from './egress-guard.ts';
import { createUpstreamPools, type UpstreamPools } from './upstream-pools.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

async function serve(onRequest: (socket: Socket, nth: number) => void) {
  let requests = 0;
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('data', () => onRequest(socket, ++requests));
  });
  const origin = await listen(server);
  return { origin, connections: () => connections };
}

function createPools(options: Partial<Parameters<typeof createUpstreamPools>[0]> = {}): UpstreamPools {
  const pools = createUpstreamPools({ guard: createEgressGuard({ allow: [] }), ...options });
  cleanUps.push(() => pools.close());
  return pools;
}

const get = (pools: UpstreamPools, origin: string, { credentialId = 'c1', trusted = true } = {}) =>
  requestUpstream({ dispatcher: pools.for({ origin, credentialId, trusted }), method: 'GET', path: '/', headers: {} });
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('connections', () => {
  test('are reused by one credential, and never shared between two', async () => {
    const { origin, connections } = await serve((socket) => socket.write(OK));
    const pools = createPools();
    for (let i = 0; i < 3; i++) {
      await get(pools, origin);
      await wait(1);
    }
    expect(connections()).toBe(1);
    await get(pools, origin, { credentialId: 'c2' });
    expect(connections()).toBe(2);
    expect(pools.size).toBe(2);
  });

  test('carry one request at a time', async () => {
    let running = 0;
    let mostRunning = 0;
    const { origin } = await serve((socket) => {
      running += 1;
      mostRunning = Math.max(mostRunning, running);
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\no');
      setTimeout(() => {
        running -= 1;
        socket.write('k');
      }, 10);
    });
    const pools = createPools({ maxSockets: 1 });
    await Promise.all([get(pools, origin), get(pools, origin), get(pools, origin)]);
    expect(mostRunning).toBe(1);
  });

  test('an answer that an upstream stages in advance reaches nobody: the next request gets its own', async () => {
    const { origin, connections } = await serve((socket, nth) => {
      const own = `HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n${nth}`;
      const staged = 'HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nstaged';
      socket.write(nth === 1 ? own + staged : own);
    });
    const pools = createPools();
    expect((await get(pools, origin)).body.toString()).toBe('1');
    expect((await get(pools, origin)).body.toString()).toBe('2');
    expect(connections()).toBe(2);
  });

  test('bytes on an idle connection close it', async () => {
    const closed = Promise.withResolvers<void>();
    const { origin, connections } = await serve((socket, nth) => {
      socket.write(OK);
      if (nth > 1) return;
      socket.on('close', () => closed.resolve());
      setTimeout(() => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nstaged'), 20);
    });
    const pools = createPools();
    await get(pools, origin);
    await closed.promise;
    expect((await get(pools, origin)).body.toString()).toBe('ok');
    expect(connections()).toBe(2);
  });
});

describe('egress', () => {
  test('a guarded target is judged also where its address is a literal and no name is looked up', async () => {
    const { origin, connections } = await serve((socket) => socket.write(OK));
    const pools = createPools();
    const fault = await get(pools, origin, { trusted: false }).catch((error: unknown) => error);
    expect(fault).toMatchObject({ kind: 'egress_blocked', phase: 'connect' });
    expect(fault instanceof Error && fault.cause).toMatchObject({ reason: 'private_address', address: origin });
    expect(connections()).toBe(0);
  });

  test('the operator may allow it', async () => {
    const { origin } = await serve((socket) => socket.write(OK));
    const pools = createPools({ guard: createEgressGuard({ allow: ['127.0.0.0/8'] }) });
    expect(await get(pools, origin, { trusted: false })).toMatchObject({ status: 200 });
  });

  test('a name that resolves to a private address is refused at the connection', async () => {
    const { origin, connections } = await serve((socket) => socket.write(OK));
    const guard = createEgressGuard({
      allow: [],
      resolve: (_hostname, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
    });
    const pools = createPools({ guard });
    const named = `http://rebind.example.com:${new URL(origin).port}`;
    await expect(get(pools, named, { trusted: false })).rejects.toMatchObject({ kind: 'egress_blocked' });
    expect(connections()).toBe(0);
  });

  test('a name is looked up once, and the connection goes to that answer', async () => {
    const { origin } = await serve((socket) => socket.write(OK));
    let lookUps = 0;
    const guard = createEgressGuard({
      allow: ['127.0.0.1'],
      resolve: (_hostname, _options, callback) => {
        lookUps += 1;
        callback(null, [{ address: lookUps === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }]);
      },
    });
    const pools = createPools({ guard });
    const named = `http://once.example.com:${new URL(origin).port}`;
    expect(await get(pools, named, { trusted: false })).toMatchObject({ status: 200 });
    expect(lookUps).toBe(1);
  });

  test('trusted and guarded use of one origin never share a connection', async () => {
    const { origin } = await serve((socket) => socket.write(OK));
    const pools = createPools();
    await get(pools, origin, { trusted: true });
    await expect(get(pools, origin, { trusted: false })).rejects.toMatchObject({ kind: 'egress_blocked' });
  });
});

describe('failing connections', () => {
  test('a refused one', async () => {
    const { origin } = await serve(() => {});
    for (const cleanUp of cleanUps.splice(0)) cleanUp();
    await wait(5);
    await expect(get(createPools(), origin)).rejects.toMatchObject({ kind: 'connect_refused', phase: 'connect' });
  });

  test('a name that does not resolve', async () => {
    const pools = createPools({
      lookup: (_hostname, _options, callback) => callback(Object.assign(new Error('x'), { code: 'ENOTFOUND' }), []),
    });
    await expect(get(pools, 'http://nowhere.example')).rejects.toMatchObject({ kind: 'dns', phase: 'connect' });
  });

  test('a resolver that never answers is bounded by the connection time', async () => {
    const pools = createPools({ lookup: () => {}, connectTimeoutMs: 50 });
    await expect(get(pools, 'http://nowhere.example')).rejects.toMatchObject({ kind: 'connect_timeout' });
  });

  test('a server without TLS where TLS is asked for', async () => {
    const origin = await listen(createHttpServer());
    await expect(get(createPools(), origin.replace('http:', 'https:'))).rejects.toMatchObject({ kind: 'tls' });
  });
});

describe('pools', () => {
  test('a changed credential lets running requests finish, and starts anew', async () => {
    const { origin, connections } = await serve((socket) => setTimeout(() => socket.write(OK), 30));
    const pools = createPools();
    const running = get(pools, origin);
    const queued = get(pools, origin);
    const evicted = pools.evict('c1');
    expect(pools.size).toBe(0);
    const fresh = get(pools, origin);
    expect(await Promise.all([running, queued, fresh])).toMatchObject([
      { status: 200 },
      { status: 200 },
      { status: 200 },
    ]);
    await evicted;
    expect(connections()).toBe(3);
  });

  test('one credential is evicted, the others stay', async () => {
    const { origin } = await serve((socket) => socket.write(OK));
    const pools = createPools();
    await Promise.all([get(pools, origin), get(pools, origin, { credentialId: 'c2' })]);
    await pools.evict('c1');
    expect(pools.size).toBe(1);
  });

  test('idle ones are closed, busy ones are not', async () => {
    let nowMs = 0;
    const { origin } = await serve((socket, nth) => setTimeout(() => socket.write(OK), nth === 1 ? 0 : 50));
    const pools = createPools({ idlePoolMs: 1000, now: () => nowMs });
    await get(pools, origin, { credentialId: 'idle' });
    const busy = get(pools, origin, { credentialId: 'busy' });
    nowMs = 5000;
    pools.sweep();
    expect(pools.size).toBe(1);
    expect(await busy).toMatchObject({ status: 200 });
  });

  test('their number is bounded: the one longest unused goes', async () => {
    let nowMs = 0;
    const { origin } = await serve((socket) => socket.write(OK));
    const pools = createPools({ maxPools: 2, now: () => ++nowMs });
    const first = pools.for({ origin, credentialId: 'a', trusted: true });
    const second = pools.for({ origin, credentialId: 'b', trusted: true });
    pools.for({ origin, credentialId: 'a', trusted: true });
    pools.for({ origin, credentialId: 'c', trusted: true });
    expect(pools.size).toBe(2);
    expect(pools.for({ origin, credentialId: 'a', trusted: true })).toBe(first);
    expect(pools.for({ origin, credentialId: 'b', trusted: true })).not.toBe(second);
  });

  test('after close, a request fails at once and opens nothing', async () => {
    const { origin, connections } = await serve((socket) => socket.write(OK));
    const pools = createPools();
    await pools.close();
    await expect(get(pools, origin)).rejects.toMatchObject({ kind: 'aborted' });
    expect(connections()).toBe(0);
  });
});
