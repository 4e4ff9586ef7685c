import type { ChatDialect } from '../dialect.ts';
import { readAnswer } from './read-answer.ts';
import { createEventReader } from './read-events.ts';
import { readFailure } from './read-failure.ts';
import { REASONING_FORMAT } from './restore-turn.ts';
import { writeRequest } from './write-request.ts';

/** The Messages format. Its reasoning state carries the dialect's id as format. */
export const anthropicMessages: ChatDialect = {
  id: REASONING_FORMAT,
  framing: 'sse',
  writeRequest,
  readAnswer,
  createEventReader,
  readFailure,
};
