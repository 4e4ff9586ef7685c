import type { ChatEvent } from '../../domain/chat.ts';
import { isJsonObject, type JsonObject, parseJson } from '../../domain/json.ts';
import type { ChatEventReader } from '../dialect.ts';
import { objectOf } from '../narrow-json.ts';
import { errorInAnswer } from './read-failure.ts';
import { createMessageReader } from './read-message.ts';

/** The frames of a stream name their type inside the data too, so the `event:` line is not needed. */
export function createEventReader(): ChatEventReader {
  const reader = createMessageReader();
  let started = false;
  let complete = false;

  const step = (data: JsonObject): ChatEvent[] => {
    const index = typeof data.index === 'number' ? data.index : 0;
    switch (data.type) {
      case 'content_block_delta':
        return isJsonObject(data.delta) ? reader.blocks.fill({ index, delta: data.delta }) : [];
      case 'content_block_start':
        return isJsonObject(data.content_block) ? reader.blocks.open({ index, block: data.content_block }) : [];
      case 'content_block_stop':
        return reader.blocks.close(index);
      case 'message_start':
        // A second start has been seen from proxies that retry inside a stream; its figures would replace the first's.
        if (started || !isJsonObject(data.message)) return [];
        started = true;
        return reader.start(data.message);
      case 'message_delta':
        return reader.update({ delta: objectOf(data.delta), usage: objectOf(data.usage) });
      case 'message_stop': {
        const events = reader.stop();
        complete = true;
        return events;
      }
      default:
        if (data.type === 'error' || isJsonObject(data.error)) throw errorInAnswer(data);
        return [];
    }
  };

  return {
    isComplete: () => complete,
    push(frame) {
      if (complete) return [];
      const parsed = parseJson(frame.data);
      return parsed.ok && isJsonObject(parsed.value) ? step(parsed.value) : [];
    },
    end: () => [],
  };
}
