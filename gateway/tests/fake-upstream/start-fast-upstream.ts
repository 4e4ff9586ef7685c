import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AnswerPlan, planAnswer } from './plan-answer.ts';

export interface FastUpstreamOptions {
  port: number;
  host?: string;
  /** Before the answer's first byte, ms. */
  delayMs?: number;
  /** Between two events of a stream, ms; undefined sends them all at once. */
  eventDelayMs?: number;
  /** Text events of a stream, or words of a whole answer. */
  chunks?: number;
}

export interface FastUpstream {
  readonly port: number;
  readonly requestCount: number;
  close(): Promise<void>;
}

const HEAD_END = '\r\n\r\n';
const STREAM_WISH = Buffer.from('"stream":true');

/** One kind of request and its answer, ready to write. */
interface Prepared {
  whole: Buffer;
  head: Buffer;
  frames: Buffer[];
}

/**
 * The default behaviour of the fake upstream, for benchmarks: plain sockets, answers serialised once for each path, next
 * to nothing done for a request, so that what is measured beside it is not the upstream. It reads no request beyond its
 * length, its path and whether it wants a stream, and understands no script.
 */
export async function startFastUpstream(options: FastUpstreamOptions): Promise<FastUpstream> {
  const { chunks = 20, delayMs, eventDelayMs, host = '127.0.0.1' } = options;
  const prepared = new Map<string, Prepared>();
  const sockets = new Set<Socket>();
  let requestCount = 0;

  const prepare = (path: string, isStream: boolean): Prepared => {
    const key = `${path} ${isStream}`;
    const known = prepared.get(key) ?? serialise(path, isStream, chunks);
    prepared.set(key, known);
    return known;
  };

  const answer = async (socket: Socket, path: string, isStream: boolean): Promise<void> => {
    requestCount += 1;
    const { whole, head, frames } = prepare(path, isStream);
    if (delayMs !== undefined) await sleep(delayMs);
    if (eventDelayMs === undefined || frames.length === 0) {
      socket.write(whole);
      return;
    }
    socket.write(head);
    for (const frame of frames) {
      await sleep(eventDelayMs);
      if (socket.destroyed) return;
      socket.write(frame);
    }
  };

  const server = createServer((socket) => {
    let held: Buffer | undefined;
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      let bytes = held === undefined ? chunk : Buffer.concat([held, chunk]);
      for (let request = readRequest(bytes); request !== undefined; request = readRequest(bytes)) {
        bytes = bytes.subarray(request.length);
        void answer(socket, request.path, request.isStream);
      }
      held = bytes.length === 0 ? undefined : bytes;
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the fast upstream has no port');

  return {
    port: address.port,
    get requestCount() {
      return requestCount;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** The first whole request in the bytes; its length includes the body. */
function readRequest(bytes: Buffer): { path: string; isStream: boolean; length: number } | undefined {
  const headEnd = bytes.indexOf(HEAD_END, 0, 'latin1');
  if (headEnd === -1) return undefined;
  const head = bytes.toString('latin1', 0, headEnd);
  const bodyStart = headEnd + HEAD_END.length;
  const length = bodyStart + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  if (bytes.length < length) return undefined;
  const pathStart = head.indexOf(' ') + 1;
  const path = head.slice(pathStart, head.indexOf(' ', pathStart));
  const wish = bytes.indexOf(STREAM_WISH, bodyStart);
  return { path, isStream: wish !== -1 && wish < length, length };
}

function serialise(path: string, isStream: boolean, chunks: number): Prepared {
  const words = Array.from({ length: chunks }, (_, i) => `${i === 0 ? '' : ' '}word${i}`);
  const plan = planAnswer({
    request: {
      path,
      body: { stream: isStream, stream_options: { include_usage: true }, input: 'fast', n: 1 },
    },
    behaviour: {
      reply: { textDeltas: words, model: 'fast-model', usage: { input: 20, output: chunks } },
    },
  });
  const head = headOf(plan);
  if (!plan.isStream) return { whole: Buffer.concat([head, ...plan.pieces]), head, frames: [] };
  const frames = [...plan.pieces.map(chunkOf), Buffer.from('0\r\n\r\n')];
  return { whole: Buffer.concat([head, ...frames]), head, frames };
}

function headOf({ status, headers, pieces, isStream }: AnswerPlan): Buffer {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const framing = isStream ? 'transfer-encoding: chunked' : `content-length: ${length}`;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([`HTTP/1.1 ${status} Fake`, ...lines, framing, '', ''].join('\r\n'));
}

function chunkOf(piece: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]);
}
