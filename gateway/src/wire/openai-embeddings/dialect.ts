import type { EmbeddingsDialect } from '../dialect.ts';
import { type FailureRules, NO_FAILURE_RULES } from '../openai-chat/failure-rules.ts';
import { readFailure } from '../openai-chat/read-failure.ts';
import { readAnswer } from './read-answer.ts';
import { writeRequest } from './write-request.ts';

export interface OpenaiEmbeddingsOptions {
  /** The field that asks for shorter vectors; undefined: vectors have the model's length, and a wish is warned of. */
  readonly dimensionsField: 'dimensions' | 'output_dimension' | undefined;
  readonly takesUser: boolean;
  readonly failures: FailureRules;
}

const DEFAULT_OPTIONS: OpenaiEmbeddingsOptions = {
  dimensionsField: 'dimensions',
  takesUser: true,
  failures: NO_FAILURE_RULES,
};

export function createOpenaiEmbeddings(deviations: Partial<OpenaiEmbeddingsOptions> = {}): EmbeddingsDialect {
  const options: OpenaiEmbeddingsOptions = { ...DEFAULT_OPTIONS, ...deviations };
  return {
    id: 'openai-embeddings',
    writeRequest: (input) => writeRequest(input, options),
    readAnswer: (input) => readAnswer(input, options),
    readFailure: (answer) => readFailure(answer, options.failures),
  };
}
