import type { Message, ReasoningState } from '../../domain/chat.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import type { Warn } from '../collect-warnings.ts';
import { parseArguments } from '../parse-arguments.ts';
import { writeContent } from './write-content.ts';

export const REASONING_FORMAT = 'anthropic-messages';

type AssistantMessage = Extract<Message, { role: 'assistant' }>;

/** A thinking block and where in the turn it stood: behind so many characters of text and so many tool calls. */
interface PlacedBlock {
  readonly block: JsonObject;
  readonly afterText: number;
  readonly afterToolCalls: number;
}

/**
 * What is kept of a thinking block for the next turn: the block itself where it led its turn, which is the rule, or
 * the block with its place. A block that returns at another place is refused as modified.
 */
export function keepThinkingBlock({ block, afterText, afterToolCalls }: PlacedBlock): JsonObject {
  if (afterText === 0 && afterToolCalls === 0) return block;
  return { block, after_text: afterText, after_tool_calls: afterToolCalls };
}

/** An assistant turn as blocks: its thinking blocks back in their places, then text and tool calls in order. */
export function restoreTurn({
  message,
  connection,
  warn,
}: {
  message: AssistantMessage;
  connection: string;
  warn: Warn;
}): JsonObject[] {
  const placed = message.reasoningState.flatMap((state) => placedBlock({ state, connection, warn }));
  const content = message.content.filter((part) => part.type === 'text');
  if (content.length < message.content.length) {
    warn({ param: 'messages.content', message: 'Only text can stand in an assistant message here.' });
  }
  const toolCalls = message.toolCalls.map((call) => ({
    type: 'tool_use',
    id: toolUseId(call.id),
    name: call.name,
    input: parseArguments({ text: call.arguments, warn }),
  }));
  if (placed.every(({ afterText, afterToolCalls }) => afterText + afterToolCalls === 0)) {
    return [...placed.map(({ block }) => block), ...writeContent({ parts: content, warn }), ...toolCalls];
  }
  return interleave({ placed, text: content.map((part) => part.text).join(''), toolCalls });
}

function interleave({
  placed,
  text,
  toolCalls,
}: {
  placed: readonly PlacedBlock[];
  text: string;
  toolCalls: readonly JsonObject[];
}): JsonObject[] {
  const blocks: JsonObject[] = [];
  let textDone = 0;
  let callsDone = 0;
  const advance = ({ toText, toCalls }: { toText: number; toCalls: number }): void => {
    const piece = text.slice(textDone, toText);
    if (piece !== '') blocks.push({ type: 'text', text: piece });
    blocks.push(...toolCalls.slice(callsDone, toCalls));
    textDone = Math.max(textDone, toText);
    callsDone = Math.max(callsDone, toCalls);
  };
  for (const { block, afterText, afterToolCalls } of placed) {
    advance({ toText: afterText, toCalls: afterToolCalls });
    blocks.push(block);
  }
  advance({ toText: text.length, toCalls: toolCalls.length });
  return blocks;
}

function placedBlock({
  state,
  connection,
  warn,
}: {
  state: ReasoningState;
  connection: string;
  warn: Warn;
}): PlacedBlock[] {
  const ours = state.format === REASONING_FORMAT && (state.connection ?? connection) === connection;
  if (!ours || !isJsonObject(state.data)) {
    warn({
      param: 'messages.reasoning_details',
      message: 'Reasoning state of another connection was left out: only the connection that wrote it can read it.',
    });
    return [];
  }
  const { block, after_text: afterText, after_tool_calls: afterToolCalls } = state.data;
  if (!isJsonObject(block)) return [{ block: state.data, afterText: 0, afterToolCalls: 0 }];
  return [{ block, afterText: placeOf(afterText), afterToolCalls: placeOf(afterToolCalls) }];
}

function placeOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/** Other providers' ids may hold characters that the format refuses. The same id always becomes the same id. */
export function toolUseId(id: string): string {
  return id.replace(/[^A-Za-z0-9_-]/g, '_');
}
