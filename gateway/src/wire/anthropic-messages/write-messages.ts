import type { Message } from '../../domain/chat.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Warn } from '../collect-warnings.ts';
import { restoreTurn, toolUseId } from './restore-turn.ts';
import { writeContent } from './write-content.ts';

export interface WrittenMessages {
  /** The blocks of `system`. */
  readonly system: JsonObject[];
  readonly turns: Turn[];
}

interface Turn extends JsonObject {
  readonly role: 'user' | 'assistant';
  readonly content: JsonObject[];
}

/** System text moves to the top, tool results into user turns, and neighbours of one role become one turn. */
export function writeMessages({
  messages,
  connection,
  warn,
}: {
  messages: readonly Message[];
  connection: string;
  warn: Warn;
}): WrittenMessages {
  const system: JsonObject[] = [];
  const turns: Turn[] = [];
  for (const message of messages) {
    switch (message.role) {
      case 'system':
        if (turns.length > 0) warn(SYSTEM_MOVED);
        system.push(...writeContent({ parts: textOnly({ message, warn }), warn }));
        break;
      case 'user':
        if (message.name !== undefined) warn(NAME_DROPPED);
        append({ turns, role: 'user', blocks: writeContent({ parts: message.content, warn }) });
        break;
      case 'assistant':
        append({ turns, role: 'assistant', blocks: restoreTurn({ message, connection, warn }) });
        break;
      case 'tool':
        appendToolResult({ turns, result: writeToolResult({ message, warn }) });
        break;
    }
  }
  return { system, turns };
}

const SYSTEM_MOVED = {
  param: 'messages',
  message: 'System text stands before the conversation here; a later system message was moved there.',
};
const NAME_DROPPED = { param: 'messages.name', message: 'A message has no name here; it was left out.' };

function textOnly({ message, warn }: { message: Message; warn: Warn }): Message['content'] {
  const text = message.content.filter((part) => part.type === 'text');
  if (text.length < message.content.length) {
    warn({ param: 'messages.content', message: 'Only text can stand in a system message here.' });
  }
  return text;
}

function writeToolResult({ message, warn }: { message: Extract<Message, { role: 'tool' }>; warn: Warn }): JsonObject {
  const content = writeContent({ parts: message.content, warn });
  return {
    type: 'tool_result',
    tool_use_id: toolUseId(message.toolCallId),
    ...(content.length > 0 ? { content } : {}),
  };
}

function append({ turns, role, blocks }: { turns: Turn[]; role: Turn['role']; blocks: readonly JsonObject[] }): void {
  if (blocks.length === 0) return;
  const last = turns.at(-1);
  if (last?.role === role) last.content.push(...blocks);
  else turns.push({ role, content: [...blocks] });
}

/** Results stand before everything else in the user turn that follows the calls; the format refuses them elsewhere. */
function appendToolResult({ turns, result }: { turns: Turn[]; result: JsonObject }): void {
  const last = turns.at(-1);
  if (last?.role !== 'user') {
    turns.push({ role: 'user', content: [result] });
    return;
  }
  const firstOther = last.content.findIndex((block) => block.type !== 'tool_result');
  last.content.splice(firstOther === -1 ? last.content.length : firstOther, 0, result);
}
