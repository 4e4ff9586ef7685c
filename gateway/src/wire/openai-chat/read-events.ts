import type { ChatEvent } from '../../domain/chat.ts';
import { isJsonObject, parseJson } from '../../domain/json.ts';
import type { StreamFrame } from '../../domain/upstream.ts';
import { type ChatEventReader, MalformedAnswerError } from '../dialect.ts';
import type { OpenaiChatOptions } from './options.ts';
import { createChunkReader } from './read-chunk.ts';
import { readInBandFailure } from './read-failure.ts';

const NO_EVENTS: ChatEvent[] = [];

/** Complete once a finish reason was seen: `[DONE]` alone follows cut answers too, and some servers never send it. */
export function createEventReader(options: OpenaiChatOptions): ChatEventReader {
  const reader = createChunkReader(options);
  let sawDone = false;
  let sawChoices = false;

  return {
    push(frame: StreamFrame) {
      if (frame.data === '[DONE]') {
        sawDone = true;
        return reader.flush();
      }
      const parsed = parseJson(frame.data);
      if (frame.event === 'error') {
        const body = parsed.ok ? parsed.value : frame.data;
        throw new MalformedAnswerError(readInBandFailure(body, options.failures));
      }
      if (!parsed.ok || !isJsonObject(parsed.value)) return NO_EVENTS;
      sawChoices ||= Array.isArray(parsed.value.choices) && parsed.value.choices.length > 0;
      return reader.read(parsed.value);
    },
    end: () => reader.flush(),
    isComplete: () => reader.sawFinish() || (options.finishReasonOptional && sawDone && sawChoices),
  };
}
