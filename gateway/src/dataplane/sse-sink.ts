import type { ServerResponse } from 'node:http';
import type { StreamSink } from '../pipeline/exchange.ts';
import { HEARTBEAT, writeContentEvents } from '../wire/latentkit/write-events.ts';

const HEARTBEAT_MS = 15_000;

export interface SseSink extends StreamSink {
  /** True once the head was sent: from then on an error can only be told inside the stream. */
  readonly started: boolean;
  /** Begins the stream if it has not begun, and closes it with its last words. */
  end(lastWords: string): void;
  /** Starts the heartbeats: the first silent interval sends the head, failover stays possible behind it. */
  keepAlive(): void;
  close(): void;
}

interface SinkInput {
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly headers: () => Readonly<Record<string, string>>;
}

/** Writes a streamed answer. Nothing is buffered here: each batch is one write to the socket. */
export function createSseSink({ response, requestId, headers }: SinkInput): SseSink {
  let heartbeat: NodeJS.Timeout | undefined;
  const start = () => {
    if (response.headersSent) return;
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
      'X-LK-Request-ID': requestId,
      ...headers(),
    });
  };
  return {
    get started() {
      return response.headersSent;
    },
    write(events) {
      if (response.destroyed) return true;
      const text = writeContentEvents(events);
      if (text === '') return true;
      heartbeat?.refresh();
      start();
      return response.write(text);
    },
    onceDrained(callback) {
      response.once('drain', callback);
    },
    keepAlive() {
      heartbeat = setInterval(() => {
        if (response.destroyed || response.writableNeedDrain) return;
        start();
        response.write(HEARTBEAT);
      }, HEARTBEAT_MS);
    },
    end(lastWords) {
      clearInterval(heartbeat);
      if (response.destroyed) return;
      start();
      response.end(lastWords);
    },
    close: () => clearInterval(heartbeat),
  };
}
