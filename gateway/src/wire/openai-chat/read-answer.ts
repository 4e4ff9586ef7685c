import type { ChatEvent } from '../../domain/chat.ts';
import { isJsonObject } from '../../domain/json.ts';
import { MalformedAnswerError } from '../dialect.ts';
import type { OpenaiChatOptions } from './options.ts';
import { createChunkReader } from './read-chunk.ts';

/** Reads a whole answer by the same reader as a stream's chunks, so that both give the same. @throws MalformedAnswerError */
export function readAnswer(body: unknown, options: OpenaiChatOptions): ChatEvent[] {
  if (!isJsonObject(body)) throw new MalformedAnswerError({ message: 'the answer is no JSON object' });
  const reader = createChunkReader(options);
  const choices = Array.isArray(body.choices) ? body.choices.filter(isJsonObject) : [];
  const events = reader.read({ ...body, choices: choices.map((choice) => ({ ...choice, delta: choice.message })) });
  if (choices.length === 0) throw new MalformedAnswerError({ message: 'the answer has no choices' });
  if (!reader.sawFinish() && !options.finishReasonOptional) {
    throw new MalformedAnswerError({ message: 'the answer has no finish reason' });
  }
  return [...events, ...reader.flush()];
}
