import type { ServerResponse } from 'node:http';
import type { ChatEvent } from '../domain/chat.ts';
import { MOST_ANSWER_BYTES } from '../domain/idempotency.ts';
import type { Access } from '../domain/route.ts';
import type { StreamSink } from '../pipeline/exchange.ts';
import { HEARTBEAT, writeContentEvents } from '../wire/latentkit/write-events.ts';
import { BoundedCopy } from './bounded-copy.ts';

/** Whose account was billed for an answer: `byok`, the workspace's own, or `platform`. */
export const BILLED_TO = 'X-LK-Billed-To';

/** Writes a streamed answer. Nothing is buffered here: each batch is one write to the socket. */
export class SseSink implements StreamSink {
  /** For the head, which may be sent before the last of them is known to matter. */
  headers: Readonly<Record<string, string>> = {};
  /** Whose account the running attempt is billed to: told with its first content, and not before. */
  billedTo: Access | undefined;
  /** What was written, where it is to be sent again one day. */
  copy: BoundedCopy | undefined;
  private readonly response: ServerResponse;
  private readonly requestId: string;
  private heartbeat: NodeJS.Timeout | undefined;
  private afterDrain: (() => void) | undefined;

  constructor({ response, requestId }: { response: ServerResponse; requestId: string }) {
    this.response = response;
    this.requestId = requestId;
  }

  /** True once the head was sent: from then on an error can only be told inside the stream. */
  get started(): boolean {
    return this.response.headersSent;
  }

  write(events: readonly ChatEvent[]): boolean {
    if (this.response.destroyed && this.copy === undefined) return true;
    const text = writeContentEvents(events);
    if (text === '') return true;
    this.copy?.add(text);
    if (this.response.destroyed) return true;
    this.heartbeat?.refresh();
    this.start(this.billedTo);
    return this.response.write(text);
  }

  onceDrained(callback: () => void): void {
    this.afterDrain = callback;
    this.response.once('drain', () => this.drained());
  }

  /** From now on what is written is also kept, and goes on being kept when the client has gone. */
  keepCopy(): void {
    this.copy = new BoundedCopy({ mostBytes: MOST_ANSWER_BYTES });
    // Who has gone reads no more, and must not hold up the rest of the answer.
    this.response.once('close', () => this.drained());
  }

  /** Starts the heartbeats: the first silent interval sends the head, failover stays possible behind it. */
  keepAlive({ everyMs }: { everyMs: number }): void {
    this.heartbeat = setInterval(() => {
      if (this.response.destroyed || this.response.writableNeedDrain) return;
      this.start();
      this.response.write(HEARTBEAT);
    }, everyMs);
  }

  /** Begins the stream if it has not begun, and closes it with its last words. */
  end(lastWords: string): void {
    this.close();
    if (this.response.destroyed) return;
    this.start();
    this.response.end(lastWords);
  }

  close(): void {
    clearInterval(this.heartbeat);
  }

  private drained(): void {
    const callback = this.afterDrain;
    this.afterDrain = undefined;
    callback?.();
  }

  private start(billedTo?: Access): void {
    if (this.response.headersSent) return;
    this.response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
      'X-LK-Request-ID': this.requestId,
      ...this.headers,
      ...(billedTo && { [BILLED_TO]: billedTo }),
    });
  }
}
