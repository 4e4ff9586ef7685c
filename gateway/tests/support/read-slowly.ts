import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { routeYaml, TEST_KEY } from '../scenarios/start-test-gateway.ts';
import { createGatewayHome } from './spawn-gateway.ts';

export interface SlowReading {
  /** Of the gateway's process, bytes: before the first stream, and the most that there ever was. */
  readonly rssBefore: number;
  readonly peakRss: number;
  /** Streams that had content, and that were still open at the end. */
  readonly begun: number;
  readonly open: number;
  /** Bytes of answers that the upstream could write, and that the clients have read. */
  readonly upstreamBytes: number;
  readonly readBytes: number;
}

const UPSTREAM_BYTES_PER_STREAM = 200_000_000;
const READ_BYTES = 1_024;
const READ_EVERY_MS = 1_000;

/** So many streams from an upstream that writes as fast as it may, to clients that read 1 KB/s each. */
export async function readSlowly({ streams, forMs }: { streams: number; forMs: number }): Promise<SlowReading> {
  const upstream = await startEagerUpstream();
  const yaml = routeYaml({ upstreams: { only: upstream.url } })
    .replaceAll('first_content_timeout_ms: 300', 'first_content_timeout_ms: 120000')
    .replaceAll(' timeout_ms: 2000', ' timeout_ms: 600000');
  using home = createGatewayHome({ yaml });
  await using gateway = await home.start();
  const { rss: rssBefore } = gateway.memory();
  const port = Number(new URL(gateway.url).port);
  const readers = Array.from({ length: streams }, () => startReader(port));
  const timer = setInterval(() => {
    for (const { socket } of readers) socket.resume();
  }, READ_EVERY_MS);
  await wait(forMs);
  clearInterval(timer);
  const result = {
    rssBefore,
    peakRss: gateway.memory().peakRss,
    begun: readers.filter(({ readBytes }) => readBytes() > 0).length,
    open: readers.filter(({ socket }) => !socket.destroyed).length,
    upstreamBytes: upstream.writtenBytes(),
    readBytes: readers.reduce((sum, { readBytes }) => sum + readBytes(), 0),
  };
  for (const { socket } of readers) socket.destroy();
  await upstream.close();
  return result;
}

function startReader(port: number): { socket: Socket; readBytes: () => number } {
  let bytes = 0;
  const socket = connect({
    port,
    host: '127.0.0.1',
    onread: {
      buffer: Buffer.alloc(READ_BYTES),
      callback: (count) => {
        bytes += count;
        // Not a byte more until the next turn.
        return false;
      },
    },
  });
  socket.on('error', () => {});
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'Much.' }], stream: true });
  socket.write(
    `POST /v1/chat HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer ${TEST_KEY}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${body.length}\r\n\r\n${body}`,
  );
  return { socket, readBytes: () => bytes };
}

/** Writes 200 MB of text deltas to whoever asks, as fast as the connection takes them, from one buffer. */
async function startEagerUpstream() {
  const chunk = { id: 'x', object: 'chat.completion.chunk', created: 1, model: 'm' };
  const frame = `data: ${JSON.stringify({ ...chunk, choices: [{ index: 0, delta: { content: 'x'.repeat(400) } }] })}\n\n`;
  const piece = Buffer.from(frame.repeat(100));
  let writtenBytes = 0;
  const server = createHttpServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let left = UPSTREAM_BYTES_PER_STREAM;
    const pump = (): void => {
      let flows = true;
      while (flows && left > 0 && !response.destroyed) {
        flows = response.write(piece);
        left -= piece.length;
        writtenBytes += piece.length;
      }
    };
    response.on('drain', pump);
    pumpSoon({ response, pump });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    writtenBytes: () => writtenBytes,
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** After the other requests that have just come. */
function pumpSoon({ response, pump }: { response: ServerResponse; pump: () => void }): void {
  response.flushHeaders();
  setImmediate(pump);
}
