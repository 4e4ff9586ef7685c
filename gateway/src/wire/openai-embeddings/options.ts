import { type FailureRules, NO_FAILURE_RULES } from '../openai-chat/failure-rules.ts';

export interface OpenaiEmbeddingsOptions {
  /** The field that asks for shorter vectors; undefined: vectors have the model's length, and a wish is warned of. */
  readonly dimensionsField: 'dimensions' | 'output_dimension' | undefined;
  readonly takesUser: boolean;
  readonly failures: FailureRules;
}

export const DEFAULT_OPTIONS: OpenaiEmbeddingsOptions = {
  dimensionsField: 'dimensions',
  takesUser: true,
  failures: NO_FAILURE_RULES,
};
