import type { ChatEvent } from '../../domain/chat.ts';
import { isJsonObject, parseJson } from '../../domain/json.ts';
import type { ChatEventReader } from '../dialect.ts';
import { createAnswerState } from './answer-state.ts';

/** `streamGenerateContent?alt=sse`: each frame is a whole response with what is new. No frame marks the end. */
export function createGeminiEventReader(): ChatEventReader {
  const state = createAnswerState();
  return {
    push: ({ data }): ChatEvent[] => {
      const parsed = parseJson(data);
      return parsed.ok && isJsonObject(parsed.value) ? state.read(parsed.value) : [];
    },
    end: () => [],
    isComplete: () => state.isFinished(),
  };
}
