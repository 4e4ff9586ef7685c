import type { ChatEvent, ChatRequest } from '../domain/chat.ts';
import type { EmbeddingsAnswer, EmbeddingsRequest } from '../domain/embeddings.ts';
import type { FailureClass } from '../domain/failure.ts';
import type { ImageAnswer, ImageRequest } from '../domain/image.ts';
import type { JsonObject } from '../domain/json.ts';
import type { StreamFrame, UpstreamBody, UpstreamHeaders } from '../domain/upstream.ts';
import type { Usage } from '../domain/usage.ts';

/**
 * A dialect is one wire format, as a pure client: it writes our task in the format and reads the format's answers.
 * It knows the format, never a vendor; a vendor's documented deviations are its adapter's `adjust`.
 */
export interface ChatDialect {
  readonly id: string;
  readonly framing: 'sse' | 'ndjson';
  writeRequest(input: ChatDraftInput): ChatDraft;
  /**
   * Reads a whole answer as the events that a stream of it would give.
   * @throws MalformedAnswerError if the body is no answer of this dialect (an error body inside a 200 included)
   */
  readAnswer(body: unknown): ChatEvent[];
  createEventReader(): ChatEventReader;
  readFailure(answer: UpstreamFailureAnswer): ReadFailure;
}

export interface ChatDraftInput {
  readonly request: ChatRequest;
  readonly model: string;
  readonly stream: boolean;
  /** The connection's name: only reasoning state that it wrote itself is sent to it. */
  readonly connection: string;
  readonly maxOutputTokens: number | undefined;
}

/** A request body in the making, with a line for everything that the format cannot express. */
export interface ChatDraft {
  readonly body: JsonObject;
  readonly warnings: readonly Warning[];
}

export interface Warning {
  /** The request field that was dropped or changed. */
  readonly param: string;
  readonly message: string;
}

/** A state machine over the frames of one streamed answer. */
export interface ChatEventReader {
  /** @throws MalformedAnswerError for a frame that ends the answer in failure; one bad line alone is skipped */
  push(frame: StreamFrame): ChatEvent[];
  /** Called at the clean end of the body: what only then is certain. */
  end(): ChatEvent[];
  /**
   * True once the dialect's own terminal marker was seen. Without it, the end of the body is a cut, not an end.
   * A method: an accessor in an object literal gives each reader a hidden class of its own (see `WatchedClient`).
   */
  isComplete(): boolean;
}

export interface UpstreamFailureAnswer {
  readonly status: number;
  readonly headers: UpstreamHeaders;
  /** The parsed JSON, or the raw text where it is none. */
  readonly body: unknown;
}

export interface ReadFailure {
  readonly class: FailureClass;
  readonly code: string | undefined;
  readonly message: string | undefined;
  /** From the body; headers are read by the caller. */
  readonly retryAfterMs: number | undefined;
}

/** The upstream's answer is not what its dialect promises, or is an error inside a 200. */
export class MalformedAnswerError extends Error {
  readonly failure: ReadFailure;
  /** What the failed answer used up, where it says so. */
  readonly usage: Usage | undefined;

  constructor(failure: Partial<ReadFailure> & { readonly message: string }, usage?: Usage) {
    super(failure.message);
    this.name = 'MalformedAnswerError';
    this.usage = usage;
    this.failure = { class: 'malformed_response', code: undefined, retryAfterMs: undefined, ...failure };
  }
}

/** An operation that answers in one piece: embeddings, images. */
export interface WholeDialect<Request, Answer> {
  readonly id: string;
  writeRequest(input: { readonly request: Request; readonly model: string }): {
    readonly body: UpstreamBody;
    readonly warnings: readonly Warning[];
  };
  /** @throws MalformedAnswerError */
  readAnswer(input: { readonly body: unknown; readonly request: Request }): Answer;
  readFailure(answer: UpstreamFailureAnswer): ReadFailure;
}

export type EmbeddingsDialect = WholeDialect<EmbeddingsRequest, EmbeddingsAnswer>;
export type ImageDialect = WholeDialect<ImageRequest, ImageAnswer>;
