import type { Dispatcher } from 'undici';
import { type BodyInflater, createBodyInflater } from './body-inflater.ts';
import { classifyUpstreamFault } from './classify-upstream-fault.ts';
import { UpstreamFault, type UpstreamPhase } from './upstream-fault.ts';

/** Lower-case names. A repeated header is an array. */
export type UpstreamHeaders = Readonly<Record<string, string | string[] | undefined>>;

export interface UpstreamAnswerHead {
  status: number;
  headers: UpstreamHeaders;
}

export interface UpstreamRequest {
  dispatcher: Dispatcher;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path and query, starting with a slash. */
  path: string;
  headers: Readonly<Record<string, string>>;
  body?: string | Uint8Array | undefined;
  signal?: AbortSignal | undefined;
  /** Bound of what a compressed answer may unpack to; 64 MiB. */
  maxInflatedBytes?: number | undefined;
}

/**
 * What happens to a call, in this order: `onHeaders` once, `onData` any number of times, then exactly one of `onEnd` and
 * `onError`, and nothing after it. None is called before `callUpstream` has returned. If `onHeaders` or `onData` throws, the
 * connection is cut, and the error arrives as the cause of `onError`'s fault.
 */
export interface UpstreamEvents {
  /** Any final status, redirects included: they are never followed. */
  onHeaders(head: UpstreamAnswerHead): void;
  onData(chunk: Buffer): void;
  onEnd(): void;
  onError(fault: UpstreamFault): void;
}

export interface UpstreamCall {
  /** Stops reading; what was already read may still arrive. */
  pause(): void;
  resume(): void;
  /** Closes the connection at once. `onError` runs before this returns, with kind `aborted`, unless the call has ended. */
  abort(reason: unknown): void;
}

const DEFAULT_MAX_INFLATED_BYTES = 64 * 1024 * 1024;

/**
 * One HTTP exchange, pushed to callbacks as the bytes arrive. There are no timers here: the caller owns them and calls
 * `abort`. A signal does the same.
 */
export function callUpstream(request: UpstreamRequest, events: UpstreamEvents): UpstreamCall {
  const { dispatcher, method, path, body, signal } = request;
  const call = new DispatchedCall(events, request.maxInflatedBytes ?? DEFAULT_MAX_INFLATED_BYTES);
  if (signal !== undefined) call.follow(signal);
  if (!call.hasEnded) {
    const headers =
      request.headers['accept-encoding'] === undefined
        ? { ...request.headers, 'accept-encoding': 'identity' }
        : request.headers;
    dispatcher.dispatch({ method, path, headers, body: body ?? null }, call);
  }
  call.hasReturned = true;
  return call;
}

class DispatchedCall implements UpstreamCall, Dispatcher.DispatchHandler {
  hasEnded = false;
  hasReturned = false;
  private readonly events: UpstreamEvents;
  private readonly maxInflatedBytes: number;
  private controller: Dispatcher.DispatchController | undefined;
  private phase: UpstreamPhase = 'connect';
  private isPaused = false;
  private inflater: BodyInflater | undefined;
  /** What the answer's length promises beyond the bytes that came; NaN where it names none. */
  private missingBytes = Number.NaN;
  private isWhole = false;
  private signal: AbortSignal | undefined;

  constructor(events: UpstreamEvents, maxInflatedBytes: number) {
    this.events = events;
    this.maxInflatedBytes = maxInflatedBytes;
  }

  follow(signal: AbortSignal): void {
    this.signal = signal;
    if (signal.aborted) this.abort(signal.reason);
    else signal.addEventListener('abort', this.onSignal);
  }

  pause(): void {
    this.isPaused = true;
    this.controller?.pause();
    this.inflater?.pause();
  }

  resume(): void {
    this.isPaused = false;
    this.inflater?.resume();
    this.controller?.resume();
  }

  abort(reason: unknown): void {
    this.fail(new UpstreamFault({ kind: 'aborted', phase: this.phase, cause: reason }));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Cancelled while it waited for a connection. To throw takes the request out of the queue and keeps the connection.
    if (this.hasEnded) throw new Error('cancelled before it was sent');
    this.controller = controller;
    this.phase = 'headers';
    if (this.isPaused) controller.pause();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: UpstreamHeaders): void {
    if (status < 200 || this.hasEnded) return;
    this.phase = 'body';
    this.missingBytes = Number(headers['content-length']);
    const encoding = headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') this.startInflating(String(encoding));
    this.events.onHeaders({ status, headers });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    // Resumed while nothing has come, undici reports an empty piece.
    if (this.hasEnded || chunk.length === 0) return;
    this.missingBytes -= chunk.length;
    if (this.inflater === undefined) this.events.onData(chunk);
    else if (!this.inflater.write(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    this.isWhole = true;
    if (this.inflater === undefined) this.finish();
    else this.inflater.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: unknown): void {
    if (this.hasEnded) return;
    const fault = classifyUpstreamFault({ error, phase: this.phase });
    // Paused at the last byte, undici takes the close that follows for a cut, with nothing missing.
    if (fault.kind === 'reset' && this.missingBytes === 0) this.onResponseEnd();
    else this.fail(fault);
  }

  private readonly onSignal = (): void => this.abort(this.signal?.reason);

  private startInflating(encoding: string): void {
    this.inflater = createBodyInflater({
      encoding,
      maxBytes: this.maxInflatedBytes,
      events: {
        onData: (chunk) => {
          if (!this.hasEnded) this.events.onData(chunk);
        },
        onEnd: () => this.finishInflating(),
        onError: (error) => this.fail(classifyUpstreamFault({ error, phase: 'body' })),
        onDrain: () => {
          if (!this.isPaused) this.controller?.resume();
        },
      },
    });
    if (this.inflater === undefined) {
      throw new UpstreamFault({ kind: 'protocol', phase: 'body', cause: `unknown content-encoding ${encoding}` });
    }
    if (this.isPaused) this.inflater.pause();
  }

  private finishInflating(): void {
    this.finish();
    if (this.isWhole) return;
    // What follows the packed bytes is nobody's, and may go on for ever: the connection would never be free.
    this.controller?.abort(
      new UpstreamFault({ kind: 'protocol', phase: 'body', cause: 'bytes behind the packed ones' }),
    );
  }

  private finish(): void {
    if (this.hasEnded) return;
    this.end();
    try {
      this.events.onEnd();
    } catch (cause) {
      // undici would swallow this: an answer that nobody ever finishes.
      this.events.onError(new UpstreamFault({ kind: 'internal', phase: 'body', cause }));
    }
  }

  private fail(fault: UpstreamFault): void {
    if (this.hasEnded) return;
    this.end();
    this.controller?.abort(fault);
    this.inflater?.destroy();
    if (this.hasReturned) this.events.onError(fault);
    else queueMicrotask(() => this.events.onError(fault));
  }

  private end(): void {
    this.hasEnded = true;
    this.signal?.removeEventListener('abort', this.onSignal);
  }
}
