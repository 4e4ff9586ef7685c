import { isJsonObject, parseJson } from '../../domain/json.ts';
import type { ChatEventReader } from '../dialect.ts';
import { createChunkReader } from './read-chunk.ts';

export function createEventReader(): ChatEventReader {
  const reader = createChunkReader();
  return {
    isComplete: () => reader.isDone(),
    push(frame) {
      if (reader.isDone()) return [];
      const parsed = parseJson(frame.data);
      return parsed.ok && isJsonObject(parsed.value) ? reader.read(parsed.value) : [];
    },
    end: () => [],
  };
}
