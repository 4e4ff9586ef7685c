import type { ChatEvent } from '../../domain/chat.ts';
import { isJsonObject } from '../../domain/json.ts';
import { MalformedAnswerError } from '../dialect.ts';
import { createChunkReader } from './read-chunk.ts';

/** @throws MalformedAnswerError */
export function readAnswer(body: unknown): ChatEvent[] {
  if (!isJsonObject(body)) throw new MalformedAnswerError({ message: 'the answer is no JSON object' });
  const reader = createChunkReader();
  const events = reader.read(body);
  if (!reader.isDone()) throw new MalformedAnswerError({ message: 'the answer is not done' });
  return events;
}
