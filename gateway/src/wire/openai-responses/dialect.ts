import type { ChatDialect } from '../dialect.ts';
import { DEFAULT_OPTIONS, type OpenaiResponsesOptions } from './options.ts';
import { readAnswer } from './read-answer.ts';
import { createEventReader } from './read-events.ts';
import { readFailure, withResponseCodes } from './read-failure.ts';
import { writeRequest } from './write-request.ts';

/**
 * Responses, the format in which a model's reasoning survives a turn: what the model thought comes back encrypted and
 * is put back in its place in the next request. Used without the server's store, so every request carries everything.
 */
export function createOpenaiResponses(deviations: Partial<OpenaiResponsesOptions> = {}): ChatDialect {
  const options: OpenaiResponsesOptions = { ...DEFAULT_OPTIONS, ...deviations };
  const failures = withResponseCodes(options.failures);
  return {
    id: 'openai-responses',
    framing: 'sse',
    writeRequest: (input) => writeRequest(input, options),
    readAnswer: (body) => readAnswer(body, failures),
    createEventReader: () => createEventReader(failures),
    readFailure: (answer) => readFailure(answer, failures),
  };
}

/** The plain format, without anybody's deviations. */
export const openaiResponses: ChatDialect = createOpenaiResponses();
