import type { ChatEvent } from '../../domain/chat.ts';
import { isJsonObject } from '../../domain/json.ts';
import { MalformedAnswerError } from '../dialect.ts';
import { createAnswerState } from './answer-state.ts';

/** A `GenerateContentResponse`, or the list of them that a stream without SSE is. @throws MalformedAnswerError */
export function readGeminiAnswer(body: unknown): ChatEvent[] {
  const state = createAnswerState();
  const events = (Array.isArray(body) ? body : [body]).filter(isJsonObject).flatMap((chunk) => state.read(chunk));
  if (!state.isFinished()) throw new MalformedAnswerError({ message: 'the answer has no finish reason' });
  return events;
}
