import type { Message, ReasoningState, ToolCall } from '../../domain/chat.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import type { Warn } from '../collect-warnings.ts';
import { countOf, textOf } from '../narrow-json.ts';
import { callId } from './call-id.ts';
import { STATE_FORMAT } from './kept-output.ts';
import { textOfParts } from './write-content.ts';

type AssistantMessage = Extract<Message, { role: 'assistant' }>;

interface Turn {
  readonly message: AssistantMessage;
  readonly connection: string;
  readonly warn: Warn;
}

/**
 * An assistant turn as items. The output that was kept is put back item by item, in its order and with its ids: the
 * server refuses reasoning "provided without its required following item", and a call without the reasoning before it.
 * So it goes back whole or not at all.
 */
export function restoreTurn({ message, connection, warn }: Turn): JsonObject[] {
  const text = textOfParts({ parts: message.content, warn, place: 'an assistant message' });
  const kept = message.reasoningState.flatMap((state) => keptOutput({ state, connection, warn }));
  if (kept.length > 0) {
    const items = putBack({ kept, text, toolCalls: message.toolCalls });
    if (items !== undefined) return items;
    warn({
      param: 'messages.reasoning_details',
      message: 'The turn is not as it was answered, so its reasoning state no longer fits; it was left out.',
    });
  }
  return [...plainText(text), ...message.toolCalls.map(writeCall)];
}

function plainText(text: string): JsonObject[] {
  return text === '' ? [] : [{ role: 'assistant', content: text }];
}

function writeCall({ id, name, arguments: text }: ToolCall): JsonObject {
  return { type: 'function_call', call_id: callId(id), name, arguments: text };
}

/** State of another connection means nothing here: its items are unknown, and its encryption is another account's. */
function keptOutput({ state, connection, warn }: { state: ReasoningState; connection: string; warn: Warn }) {
  const isOurs = state.format === STATE_FORMAT && (state.connection ?? connection) === connection;
  const output = isOurs && isJsonObject(state.data) ? state.data.output : undefined;
  if (Array.isArray(output) && output.every(isJsonObject)) return output;
  warn({
    param: 'messages.reasoning_details',
    message: 'Reasoning state of another connection was left out: only the connection that wrote it can read it.',
  });
  return [];
}

/** Undefined where an item has lost what belongs to it: its text, its call, or its encrypted content. */
function putBack(input: {
  readonly kept: readonly JsonObject[];
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
}): JsonObject[] | undefined {
  const { kept, text } = input;
  const calls = new Map(input.toolCalls.map((call) => [call.id, call]));
  const lastMessage = kept.findLastIndex((item) => item.type === 'message');
  const items: JsonObject[] = [];
  let at = 0;
  for (const [place, item] of kept.entries()) {
    if (item.type === 'message') {
      const { text_length: length, ...rest } = item;
      // Clients trim texts: what is more or less than it was belongs to the last message.
      const piece = text.slice(at, place === lastMessage ? undefined : at + (countOf(length) ?? 0));
      if (piece === '' && length !== 0) return undefined;
      at += piece.length;
      items.push({ ...rest, role: 'assistant', content: [{ type: 'output_text', text: piece, annotations: [] }] });
    } else if (item.type === 'function_call') {
      const call = calls.get(textOf(item.call_id) ?? `call_${input.toolCalls.length - calls.size}`);
      if (call === undefined) return undefined;
      calls.delete(call.id);
      items.push({ ...item, ...writeCall(call) });
    } else {
      // Nothing is stored, so reasoning without its encrypted content would be looked for in vain.
      if (item.type === 'reasoning' && typeof item.encrypted_content !== 'string') return undefined;
      items.push(item);
    }
  }
  return [...items, ...(lastMessage === -1 ? plainText(text) : []), ...[...calls.values()].map(writeCall)];
}
