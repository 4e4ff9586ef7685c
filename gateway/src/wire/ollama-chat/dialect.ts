import type { ChatDialect } from '../dialect.ts';
import { readAnswer } from './read-answer.ts';
import { createEventReader } from './read-events.ts';
import { readFailure } from './read-failure.ts';
import { writeRequest } from './write-request.ts';

/** Ollama's own chat format: a stream is lines of JSON, and the last one says `done`. */
export const ollamaChat: ChatDialect = {
  id: 'ollama-chat',
  framing: 'ndjson',
  writeRequest,
  readAnswer,
  createEventReader,
  readFailure,
};
