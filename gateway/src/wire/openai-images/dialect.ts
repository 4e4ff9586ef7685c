import type { ImageDialect } from '../dialect.ts';
import { readFailure } from '../openai-chat/read-failure.ts';
import { DEFAULT_OPTIONS, type OpenaiImagesOptions } from './options.ts';
import { readAnswer } from './read-answer.ts';
import { writeRequest } from './write-request.ts';

export function createOpenaiImages(deviations: Partial<OpenaiImagesOptions> = {}): ImageDialect {
  const options: OpenaiImagesOptions = { ...DEFAULT_OPTIONS, ...deviations };
  return {
    id: 'openai-images',
    writeRequest: (input) => writeRequest(input, options),
    readAnswer: ({ body }) => readAnswer(body, options),
    readFailure: (answer) => readFailure(answer, options.failures),
  };
}
