import type { EmbeddingsDialect } from '../dialect.ts';
import { readFailure } from '../openai-chat/read-failure.ts';
import { DEFAULT_OPTIONS, type OpenaiEmbeddingsOptions } from './options.ts';
import { readAnswer } from './read-answer.ts';
import { writeRequest } from './write-request.ts';

export function createOpenaiEmbeddings(deviations: Partial<OpenaiEmbeddingsOptions> = {}): EmbeddingsDialect {
  const options: OpenaiEmbeddingsOptions = { ...DEFAULT_OPTIONS, ...deviations };
  return {
    id: 'openai-embeddings',
    writeRequest: (input) => writeRequest(input, options),
    readAnswer: (input) => readAnswer(input, options),
    readFailure: (answer) => readFailure(answer, options.failures),
  };
}
