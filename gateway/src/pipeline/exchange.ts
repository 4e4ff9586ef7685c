import type { ChatEvent } from '../domain/chat.ts';
import type { GatewayError } from '../domain/gateway-error.ts';
import type { AnswerCopy } from '../domain/idempotency.ts';
import type { RequestId } from '../domain/ids.ts';
import type { LimitReport } from '../domain/limits.ts';
import type { Access } from '../domain/route.ts';
import type { TraceContext } from '../domain/trace-context.ts';
import type { ReadBody } from '../wire/latentkit/read-request.ts';
import type { Outcome } from './outcome.ts';

/** One request as the pipeline sees it, whatever surface it came through. */
export interface Exchange {
  readonly requestId: RequestId;
  /** The path that was called, as the request log shows it. */
  readonly endpoint: string;
  readonly startedAtMs: number;
  readonly authorization: string | undefined;
  /** Another header that carries a key, if one was sent: named in the hint, never read. */
  readonly strayCredentialHeader: string | undefined;
  /** The trace that the caller says it belongs to. */
  readonly trace?: TraceContext | undefined;
  readonly clientIp: string;
  /** What the request came through; other requests may follow on it. */
  readonly connection: object;
  /** Reads, checks and parses the body. Called once the key is accepted. @throws GatewayError */
  readTask(wish: { readonly keepsText: boolean }): Promise<TaskBody>;
  /** Told what is left of the caller's limits, for the headers of the answer. */
  admitted(limits: LimitReport | undefined): void;
  /** Told whose account the next attempt is billed to, for the headers of the answer. */
  billedTo(access: Access): void;
  readonly client: ClientPresence;
  /** Where the events of a streamed answer go. */
  readonly sink: StreamSink;
  /** Set where the caller asked that the request be done once, however often it is sent. */
  readonly once: OnceRequest | undefined;
  /** Set where this is no request of a caller: the one whose task a candidate is sent as well. */
  readonly shadowOf?: RequestId | undefined;
  /** Set where somebody has a logged request run once more: that one. */
  readonly replayedFrom?: RequestId | undefined;
}

export interface TaskBody extends ReadBody {
  /** As it was sent, where it is wanted and not larger than what is kept of contents. */
  readonly bodyText?: string | undefined;
}

/** What a surface gives of a request that came with an Idempotency-Key. */
export interface OnceRequest {
  /** The value of the header as it was sent, not checked yet. */
  readonly idempotencyKey: string;
  /** SHA-256 of the body as it was sent, hex. Asked once the task is read. */
  bodyDigest(): string;
  /** The answer as the caller gets it. Undefined: nothing of one has reached them, nor will. */
  copyOf(outcome: Outcome): AnswerCopy | undefined;
}

/** Whether somebody waits for the answer. Plain callbacks: an AbortController for each request costs more than the plan. */
export interface ClientPresence {
  /** The client has left, or was dismissed. */
  readonly gone: boolean;
  /** Why the gateway gave the request up by itself, while the client still listens: what it is told. */
  readonly dismissal: GatewayError | undefined;
  /** Calls back at most once; at once if the client is gone already. Returns a function that takes the callback back. */
  whenGone(callback: () => void): () => void;
  /** Ends the work as if the client had left, and tells it why. Only the first reason counts. */
  dismiss(error: GatewayError): void;
  /** From now on the work goes on for a client that has left, or leaves: only a dismissal ends it. */
  workOn(): void;
}

export interface StreamSink {
  /** Hands on events of a committed attempt. False: the client reads slowly, wait for `onceDrained`. */
  write(events: readonly ChatEvent[]): boolean;
  onceDrained(callback: () => void): void;
}
