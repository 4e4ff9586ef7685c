import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Behaviour, RecordedRequest, Script } from './behaviour.ts';
import { parseBody } from './parse-body.ts';
import { planAnswer } from './plan-answer.ts';
import { createSelfSignedCertificate } from './self-signed-certificate.ts';
import { sendAnswer } from './send-answer.ts';

export interface FakeUpstream {
  /** `http://127.0.0.1:port`, without a path. */
  readonly url: string;
  readonly port: number;
  /** Every request since the last reset, in order of arrival. */
  readonly requests: RecordedRequest[];
  /** How many TCP connections were accepted since the start. */
  readonly connectionCount: number;
  /** One script for all requests from now on; or a list, one for each of the next requests, then the default again. */
  script(script: Script | Script[]): void;
  /** Back to the default behaviour; forgets the requests. */
  reset(): void;
  /** Refuses connections, and cuts the open ones, until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

interface FakeUpstreamOptions {
  port?: number;
  /** Answers over TLS, with a certificate that no client trusts. */
  tls?: 'self_signed' | 'expired';
}

/**
 * A provider on a real socket. Without a script it answers in the dialect that the request's path shows, as a stream if
 * the request asks for one, with a text that echoes the last user turn.
 */
export async function startFakeUpstream({ port = 0, tls }: FakeUpstreamOptions = {}): Promise<FakeUpstream> {
  const requests: RecordedRequest[] = [];
  const sockets = new Set<Socket>();
  let connectionCount = 0;
  let queue: Script[] = [];
  let standing: Script = {};

  const onRequest = (message: IncomingMessage, response: ServerResponse): void => {
    void handle({ message, response, requests, nextScript: () => queue.shift() ?? standing });
  };
  const server: Server =
    tls === undefined
      ? createServer(onRequest)
      : createTlsServer(createSelfSignedCertificate({ isExpired: tls === 'expired' }), onRequest);
  server.on('connection', (socket: Socket) => {
    connectionCount += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const listen = (at: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(at, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });

  await listen(port);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the fake upstream has no port');
  const bound = address.port;

  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${bound}`,
    port: bound,
    requests,
    get connectionCount() {
      return connectionCount;
    },
    script: (script) => {
      queue = Array.isArray(script) ? [...script] : [];
      standing = Array.isArray(script) ? {} : script;
    },
    reset: () => {
      queue = [];
      standing = {};
      requests.length = 0;
    },
    down: stop,
    up: () => listen(bound),
    close: stop,
  };
}

async function handle({
  message,
  response,
  requests,
  nextScript,
}: {
  message: IncomingMessage;
  response: ServerResponse;
  requests: RecordedRequest[];
  nextScript: () => Script;
}): Promise<void> {
  const chunks: Buffer[] = [];
  // The client may go away at any moment; that is what some tests are about.
  message.on('error', () => {});
  message.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => message.once('end', resolve));
  const rawBody = Buffer.concat(chunks);
  const cancelled = Promise.withResolvers<number>();
  const recorded: RecordedRequest = {
    method: message.method ?? '',
    path: message.url ?? '',
    headers: message.headers,
    body: parseBody({ bytes: rawBody, contentType: message.headers['content-type'] ?? '' }),
    rawBody,
    receivedAtMs: performance.now(),
    cancelledAtMs: cancelled.promise,
    isCancelled: false,
  };
  requests.push(recorded);
  let isOurEnd = false;
  response.on('close', () => {
    if (response.writableFinished || isOurEnd) return;
    recorded.isCancelled = true;
    cancelled.resolve(performance.now());
  });
  const script = nextScript();
  const behaviour: Behaviour = typeof script === 'function' ? script(recorded) : script;
  const plan = planAnswer({ request: { path: recorded.path, body: asFields(recorded.body) }, behaviour });
  await sendAnswer({
    response,
    plan,
    behaviour,
    onOwnEnd: () => {
      isOurEnd = true;
    },
  });
}

function asFields(body: unknown): Record<string, unknown> {
  if (Array.isArray(body)) return Object.fromEntries(body.map(({ name, bytes }) => [name, String(bytes)]));
  return typeof body === 'object' && body !== null ? { ...body } : {};
}
