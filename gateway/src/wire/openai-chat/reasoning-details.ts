import { isJsonObject, type JsonObject } from '../../domain/json.ts';

/** Fields whose pieces are joined when a detail is streamed; every other field is replaced by its latest value. */
const JOINED = ['text', 'summary', 'data'] as const;

export interface ReasoningDetails {
  add(value: unknown): void;
  /** The details so far, as the next request must carry them, and forgets them. */
  take(): readonly JsonObject[];
}

/**
 * Gathers `reasoning_details`: typed blocks (text with a signature, a summary, an encrypted block) that must come back
 * in the order in which they were sent. Streamed pieces of one block share its `type`, `index` and `id`.
 */
export function createReasoningDetails(): ReasoningDetails {
  let details: JsonObject[] = [];
  return {
    add(value) {
      if (!Array.isArray(value)) return;
      for (const piece of value) {
        if (!isJsonObject(piece)) continue;
        const last = details.at(-1);
        if (last !== undefined && isSameBlock(last, piece)) details[details.length - 1] = join(last, piece);
        else details.push(piece);
      }
    },
    take() {
      const taken = details;
      details = [];
      return taken;
    },
  };
}

function isSameBlock(last: JsonObject, piece: JsonObject): boolean {
  if (last.type !== piece.type) return false;
  if (typeof piece.index !== 'number' || last.index !== piece.index) return false;
  const lastId = last.id ?? undefined;
  const id = piece.id ?? undefined;
  return lastId === undefined || id === undefined || lastId === id;
}

function join(last: JsonObject, piece: JsonObject): JsonObject {
  const joined: JsonObject = { ...last };
  for (const [field, value] of Object.entries(piece)) {
    if (value === null || value === undefined) continue;
    const before = last[field];
    const isText = JOINED.some((name) => name === field) && typeof before === 'string' && typeof value === 'string';
    joined[field] = isText ? `${before}${value}` : value;
  }
  return joined;
}
