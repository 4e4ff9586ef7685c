import { isJsonObject, type JsonObject } from '../../domain/json.ts';

const CHUNK_FIELDS = new Set(['object', 'created', 'model', 'choices', 'usage', 'error', 'obfuscation']);
const CHOICE_FIELDS = new Set(['index', 'delta', 'message', 'text', 'finish_reason']);
const MESSAGE_FIELDS = new Set([
  'role',
  'content',
  'refusal',
  'tool_calls',
  'function_call',
  'reasoning',
  'reasoning_content',
  'reasoning_details',
]);

export interface AnswerMetadata {
  readChunk(chunk: JsonObject): void;
  readChoice(choice: JsonObject): void;
  readMessage(message: JsonObject): void;
  set(field: string, value: unknown): void;
  /** What was gathered, once; undefined if nothing. */
  take(): JsonObject | undefined;
}

/**
 * Gathers what has no place in our answer. Fields of the answer itself are repeated whole in every chunk, so the latest
 * counts; fields of a choice or of a message come in pieces, so lists grow and texts are joined.
 */
export function createAnswerMetadata(): AnswerMetadata {
  let gathered: JsonObject | undefined;

  const set = (field: string, value: unknown): void => {
    gathered ??= {};
    gathered[field] = value;
  };

  const read = (source: JsonObject, known: ReadonlySet<string>, inPieces: boolean): void => {
    for (const field in source) {
      const value = source[field];
      if (value === null || value === undefined || known.has(field)) continue;
      set(field, inPieces ? joinPieces(gathered?.[field], value) : value);
    }
  };

  return {
    readChunk: (chunk) => read(chunk, CHUNK_FIELDS, false),
    readChoice: (choice) => read(choice, CHOICE_FIELDS, true),
    readMessage: (message) => read(message, MESSAGE_FIELDS, true),
    set,
    take() {
      const taken = gathered;
      gathered = undefined;
      return taken;
    },
  };
}

/** Grows what was gathered in place: copying it for every chunk would cost the square of the stream's length. */
function joinPieces(before: unknown, piece: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(piece)) {
    for (const entry of piece) before.push(entry);
    return before;
  }
  if (!isJsonObject(before) || !isJsonObject(piece)) return piece;
  for (const [field, value] of Object.entries(piece)) {
    if (value === null) continue;
    const earlier = before[field];
    const isStreamedText = (field === 'data' || field === 'transcript') && typeof earlier === 'string';
    before[field] = isStreamedText && typeof value === 'string' ? earlier + value : joinPieces(earlier, value);
  }
  return before;
}
