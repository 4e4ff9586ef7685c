import type { FinishReason } from '../../domain/chat.ts';
import type { FailureClass } from '../../domain/failure.ts';
import { MalformedAnswerError } from '../dialect.ts';

/** Stops that are an answer (ai.google.dev/api/generate-content, "FinishReason"). */
const FINISHED: Readonly<Record<string, FinishReason>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'content_filter',
  RECITATION: 'content_filter',
  LANGUAGE: 'content_filter',
  BLOCKLIST: 'content_filter',
  PROHIBITED_CONTENT: 'content_filter',
  SPII: 'content_filter',
  MODEL_ARMOR: 'content_filter',
  IMAGE_SAFETY: 'content_filter',
  IMAGE_PROHIBITED_CONTENT: 'content_filter',
  IMAGE_RECITATION: 'content_filter',
};

/** Stops that are the request's doing; every other one counts as a broken answer, also a reason that is new to us. */
const FAILED: Readonly<Record<string, FailureClass>> = {
  MISSING_THOUGHT_SIGNATURE: 'bad_request',
};

interface FinishInput {
  readonly raw: string;
  /** The API's own words beside the reason. */
  readonly message: string | undefined;
  readonly hasToolCalls: boolean;
}

/** What a stop means; undefined for one that leaves no usable answer. */
export function finishReasonOf(raw: string): FinishReason | undefined {
  return Object.hasOwn(FINISHED, raw) ? FINISHED[raw] : undefined;
}

/** @throws MalformedAnswerError for a reason that leaves no usable answer: MALFORMED_FUNCTION_CALL, OTHER, an unknown one */
export function readFinishReason({ raw, message, hasToolCalls }: FinishInput): FinishReason {
  const reason = finishReasonOf(raw);
  if (reason !== undefined) return reason === 'stop' && hasToolCalls ? 'tool_calls' : reason;
  throw new MalformedAnswerError({
    class: (Object.hasOwn(FAILED, raw) ? FAILED[raw] : undefined) ?? 'malformed_response',
    code: raw,
    message: message ?? `generation ended with ${raw}`,
  });
}
