import type { ReasoningEffort } from '../../domain/chat.ts';
import { type FailureRules, NO_FAILURE_RULES } from '../openai-chat/failure-rules.ts';

/** What differs between servers that speak Responses. A vendor's file picks; this format names no vendor. */
export interface OpenaiResponsesOptions {
  /** The levels of reasoning that a model knows. */
  readonly efforts: (model: string) => readonly ReasoningEffort[];
  readonly failures: FailureRules;
}

export const DEFAULT_OPTIONS: OpenaiResponsesOptions = {
  efforts: () => ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'],
  failures: NO_FAILURE_RULES,
};
