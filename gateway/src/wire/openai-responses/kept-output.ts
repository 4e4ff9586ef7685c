import type { JsonObject } from '../../domain/json.ts';
import { textOf } from '../narrow-json.ts';

/** The name under which this dialect's opaque state travels. */
export const STATE_FORMAT = 'openai-responses';

/**
 * One item of an answer's output as the next request needs it. Reasoning, and items that we don't know, are kept whole:
 * their id and their encrypted content belong together. Of a message and of a tool call only what our own message lacks
 * is kept, with the length of the message's text, so that the text can be cut where one message ended.
 */
export function keepItem({ item, textLength }: { item: JsonObject; textLength: number }): JsonObject {
  const kept = withoutNulls(item);
  switch (item.type) {
    case 'message': {
      const { content: _content, role: _role, ...rest } = kept;
      return { ...rest, text_length: textLength };
    }
    case 'function_call': {
      const { name: _name, arguments: _arguments, ...rest } = kept;
      return rest;
    }
    default:
      return kept;
  }
}

/** The output as state of the next turn, or undefined where our own message says it all. */
export function keepOutput(items: readonly JsonObject[]): JsonObject | undefined {
  const last = items.findLastIndex((item) => item.type !== 'reasoning');
  // Reasoning that nothing follows is refused: "provided without its required following item".
  const output = items.slice(0, last + 1);
  const saysMore = output.some((item) => !isPlain(item) || textOf(item.phase) !== undefined);
  return saysMore ? { output } : undefined;
}

function isPlain(item: JsonObject): boolean {
  return item.type === 'message' || item.type === 'function_call';
}

/** Fields that are null in an answer are refused in a request. */
function withoutNulls(item: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null && value !== undefined));
}
