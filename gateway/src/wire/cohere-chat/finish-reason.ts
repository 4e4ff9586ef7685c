import type { FinishReason } from '../../domain/chat.ts';
import type { FailureClass } from '../../domain/failure.ts';
import { MalformedAnswerError } from '../dialect.ts';

/** Stops that are an answer (docs.cohere.com/reference/chat, "ChatFinishReason"); the toxic one is of older models. */
const FINISHED: Readonly<Record<string, FinishReason>> = {
  COMPLETE: 'stop',
  STOP_SEQUENCE: 'stop',
  MAX_TOKENS: 'length',
  TOOL_CALL: 'tool_calls',
  ERROR_TOXIC: 'content_filter',
};

/** Stops in the middle of a generation; a reason that is new to us counts as a broken answer. */
const FAILED: Readonly<Record<string, FailureClass>> = {
  ERROR: 'server_error',
  TIMEOUT: 'timeout',
  ERROR_LIMIT: 'context_length',
};

interface FinishInput {
  readonly raw: string;
  /** The API's own words, which a stream's last event may carry. */
  readonly message: string | undefined;
  readonly hasToolCalls: boolean;
}

/** @throws MalformedAnswerError for ERROR, TIMEOUT, ERROR_LIMIT and unknown reasons */
export function readFinishReason({ raw, message, hasToolCalls }: FinishInput): FinishReason {
  const reason = Object.hasOwn(FINISHED, raw) ? FINISHED[raw] : undefined;
  if (reason !== undefined) return reason === 'stop' && hasToolCalls ? 'tool_calls' : reason;
  throw new MalformedAnswerError({
    class: (Object.hasOwn(FAILED, raw) ? FAILED[raw] : undefined) ?? 'malformed_response',
    code: raw,
    message: message ?? `generation ended with ${raw}`,
  });
}
