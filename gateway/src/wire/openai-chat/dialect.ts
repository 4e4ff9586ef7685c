import type { ChatDialect } from '../dialect.ts';
import { DEFAULT_OPTIONS, type OpenaiChatOptions } from './options.ts';
import { readAnswer } from './read-answer.ts';
import { createEventReader } from './read-events.ts';
import { readFailure } from './read-failure.ts';
import { writeRequest } from './write-request.ts';

/** Chat Completions, the format that most servers speak, with the deviations of one of them. */
export function createOpenaiChat(deviations: Partial<OpenaiChatOptions> = {}): ChatDialect {
  const options: OpenaiChatOptions = { ...DEFAULT_OPTIONS, ...deviations };
  return {
    id: 'openai-chat',
    framing: 'sse',
    writeRequest: (input) => writeRequest(input, options),
    readAnswer: (body) => readAnswer(body, options),
    createEventReader: () => createEventReader(options),
    readFailure: (answer) => readFailure(answer, options.failures),
  };
}

/** The plain format, without anybody's deviations. */
export const openaiChat: ChatDialect = createOpenaiChat();
