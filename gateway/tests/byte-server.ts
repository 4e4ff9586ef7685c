import { createServer, type Server, type Socket } from 'node:net';
import { createEgressGuard } from '../src/net/egress-guard.ts';
import type { UpstreamAnswerHead, UpstreamEvents } from '../src/net/upstream-call.ts';
import type { UpstreamFault } from '../src/net/upstream-fault.ts';
import { createUpstreamPools, type UpstreamPools } from '../src/net/upstream-pools.ts';

const open: { server: Server; pools: UpstreamPools; sockets: Set<Socket>; calls: AbortController }[] = [];

/** Closes every server and pool that `serveBytes` opened. */
export async function closeByteServers(): Promise<void> {
  for (const { server, pools, sockets, calls } of open.splice(0)) {
    // A test that failed half way may leave a call paused: it would never see its connection close.
    calls.abort('the test is over');
    for (const socket of sockets) socket.destroy();
    server.close();
    await pools.close();
  }
}

/** A server over plain bytes: `onRequest` runs for each request head that arrives. */
export async function serveBytes(onRequest: (socket: Socket, head: string, nth: number) => void) {
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
  const calls = new AbortController();
  open.push({ server, pools, sockets, calls });
  const origin = `http://127.0.0.1:${address.port}`;
  const dispatcher = pools.for({ origin, credentialId: 'c1', trusted: true });
  const { signal } = calls;
  const request = { dispatcher, method: 'POST', path: '/v1/x', headers: {}, body: '{}', signal } as const;
  return { request, origin, pools, sockets };
}

/** What a call did so far. */
export interface Seen {
  head?: UpstreamAnswerHead;
  text: string;
  ended: number;
  fault?: UpstreamFault;
  done: Promise<void>;
  events: UpstreamEvents;
}

/** Callbacks that take notes, and then do what `more` says. */
export function watchCall(more: Partial<UpstreamEvents> = {}): Seen {
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

/** A whole answer with a length. `headers` are lines with their line ends. */
export const answerBytes = (body: string | Buffer, headers = ''): Buffer =>
  Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n`),
    Buffer.from(body),
  ]);

/** Time for the other side of a loopback connection to act: some 5 ms each. */
export const turns = (count = 3): Promise<void> => new Promise((resolve) => setTimeout(resolve, count * 5));
