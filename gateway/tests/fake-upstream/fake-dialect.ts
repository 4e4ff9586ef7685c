import type { FakeToolCall, FakeUsage } from './behaviour.ts';

/** A reply with nothing left open: what the dialects write. */
export interface FullReply {
  text: string;
  textDeltas: string[];
  reasoning: string;
  reasoningDeltas: string[];
  /** `json`: the arguments as text; `parsed`: as a value, or the text itself where it is no JSON. */
  toolCalls: (FakeToolCall & { id: string; json: string; parsed: unknown })[];
  usage: FakeUsage;
  finishReason: string;
  model: string;
}

/** One frame of a stream, before framing. */
export interface FakeEvent {
  event?: string;
  /** JSON text or an end marker. */
  data: string;
  /** Part of what tells a complete stream from a cut one. */
  isTerminal?: boolean;
}

export interface FakeRequest {
  path: string;
  /** The parsed JSON body; an empty object if there was none. */
  body: Record<string, unknown>;
}

export interface FakeFailure {
  status: number;
  message: string;
}

export type FakeOperation =
  | { kind: 'chat'; stream: boolean }
  | { kind: 'embeddings' }
  | { kind: 'images' }
  | { kind: 'models' };

/** One provider format: which paths it answers, and how it writes what was said. */
export interface FakeDialect {
  name: string;
  framing: 'sse' | 'ndjson';
  /** The line end that the real provider uses. */
  lineEnding: 'lf' | 'crlf';
  operation(request: FakeRequest): FakeOperation | undefined;
  chat(reply: FullReply, request: FakeRequest): unknown;
  chatEvents(reply: FullReply, request: FakeRequest): FakeEvent[];
  embeddings(request: FakeRequest): unknown;
  images?(request: FakeRequest): unknown;
  models(): unknown;
  errorBody(failure: FakeFailure): unknown;
  errorEvent(failure: FakeFailure): FakeEvent;
}
