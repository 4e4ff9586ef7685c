import type { ChatRequest, FinishReason } from '../../domain/chat.ts';
import type { FailureClass } from '../../domain/failure.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Warning } from '../dialect.ts';
import { type FailureRules, NO_FAILURE_RULES } from './failure-rules.ts';
import type { ReasoningCount } from './read-usage.ts';
import { effortField } from './write-reasoning.ts';

/** Request fields that some servers of this format don't know. Named as in our own bodies. */
export type OptionalParam =
  | 'temperature'
  | 'top_p'
  | 'stop'
  | 'seed'
  | 'tools'
  | 'parallel_tool_calls'
  | 'user'
  | 'metadata';

export type WriteReasoning = (input: {
  readonly reasoning: NonNullable<ChatRequest['reasoning']>;
  readonly model: string;
}) => { readonly fields: JsonObject; readonly warnings: readonly Warning[] };

/** What differs between servers that all speak Chat Completions. A vendor's file picks; this format names no vendor. */
export interface OpenaiChatOptions {
  readonly maxTokensField: 'max_tokens' | 'max_completion_tokens';
  /** How a stream is made to report usage. `unasked`: it always does, and the server refuses the option. */
  readonly streamUsage: 'stream_options' | 'unasked';
  /** Left out of the body, with a warning. */
  readonly unsupported: readonly OptionalParam[];
  readonly maxStops: number;
  readonly writeReasoning: WriteReasoning;
  /** Where an earlier turn's reasoning text goes: a field of the message, a chunk of its content, or nowhere. */
  readonly reasoningBack: 'omit' | 'reasoning_content' | 'reasoning' | 'thinking_chunk';
  /** Fields of a content part that we don't know, such as a cache hint. */
  readonly unknownPartFields: 'keep' | 'drop';
  /** Finish reasons beyond the format's own four. */
  readonly finishReasons: Readonly<Record<string, FinishReason>>;
  /** Finish reasons that say that the answer failed. */
  readonly failingFinishReasons: Readonly<Record<string, FailureClass>>;
  /** True: good answers may come without a finish reason; `[DONE]` or the end of a whole body completes them. */
  readonly finishReasonOptional: boolean;
  /** Where a chunk, or a whole answer, carries its usage. */
  readonly usageOf: (chunk: JsonObject) => unknown;
  /** `apart`: `completion_tokens` never counts reasoning. `by_total`: unless `total_tokens` shows that it doesn't. */
  readonly reasoningTokens: ReasoningCount;
  readonly failures: FailureRules;
}

export const DEFAULT_OPTIONS: OpenaiChatOptions = {
  maxTokensField: 'max_tokens',
  streamUsage: 'stream_options',
  unsupported: [],
  maxStops: 4,
  writeReasoning: effortField(() => ['none', 'minimal', 'low', 'medium', 'high', 'xhigh']),
  reasoningBack: 'omit',
  unknownPartFields: 'drop',
  finishReasons: {},
  failingFinishReasons: {},
  finishReasonOptional: false,
  usageOf: (chunk) => chunk.usage,
  reasoningTokens: 'by_total',
  failures: NO_FAILURE_RULES,
};
