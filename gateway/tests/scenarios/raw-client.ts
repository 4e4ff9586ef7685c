import { connect, type Socket } from 'node:net';
import { tellOfCall } from '../leaks/gateway-traffic.ts';
import { TEST_KEY } from './start-test-gateway.ts';

/** A client that reads only when it is told to, as no HTTP library does. */
export interface RawClient {
  readonly socket: Socket;
  /** All bytes that were read, as text. */
  readonly text: () => string;
  /** When the other side has closed the connection, or cut it. */
  readonly closed: Promise<void>;
}

/** Sends one request on a connection of its own. A paused client reads nothing. */
export function sendRaw(request: {
  readonly url: string;
  readonly body: unknown;
  readonly path?: string;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly paused?: boolean;
}): RawClient {
  const { url, body, path = '/v1/chat', key = TEST_KEY, headers = {}, paused = false } = request;
  const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const json = JSON.stringify(body);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const pieces: string[] = [];
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.once('close', () => {
    const text = pieces.join('');
    tellOfCall({
      port: new URL(url).port,
      method: 'POST',
      path,
      requestHeaders: [`Bearer ${key}`, ...more],
      requestBody: '',
      status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0),
      headers: [],
      body: text,
    });
  });
  socket.on('error', () => {});
  socket.setEncoding('utf8').on('data', (text: string) => pieces.push(text));
  if (paused) socket.pause();
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(json)}\r\n${more.join('')}\r\n${json}`,
  );
  return { socket, text: () => pieces.join(''), closed };
}
