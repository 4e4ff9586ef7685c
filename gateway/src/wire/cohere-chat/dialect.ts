import type { ChatDialect } from '../dialect.ts';
import { readCohereAnswer } from './read-answer.ts';
import { createCohereEventReader } from './read-events.ts';
import { readCohereFailure } from './read-failure.ts';
import { writeCohereRequest } from './write-request.ts';

/** The chat format of Cohere's API, version 2 (docs.cohere.com/reference/chat). */
export const cohereChat: ChatDialect = {
  id: 'cohere-chat',
  framing: 'sse',
  writeRequest: writeCohereRequest,
  readAnswer: readCohereAnswer,
  createEventReader: createCohereEventReader,
  readFailure: readCohereFailure,
};
