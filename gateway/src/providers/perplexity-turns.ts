import { isJsonObject, type JsonObject } from '../domain/json.ts';

type Warn = (param: string, message: string) => void;

/**
 * System messages first, then user and assistant in turn, nothing else: that is all Perplexity takes. Neighbours of the
 * same role become one message, and a tool's result becomes words of the user.
 */
export function alternateTurns({ messages, warn }: { messages: unknown; warn: Warn }): JsonObject[] {
  const all = Array.isArray(messages) ? messages.filter(isJsonObject) : [];
  if (all.some((message) => message.role === 'tool' || message.tool_calls !== undefined)) {
    warn('messages', 'This provider knows no tools: earlier calls were left out, and their results sent as user text.');
  }
  if (all.some((message) => message.name !== undefined)) {
    warn('messages', 'This provider does not take the "name" of a message; it was left out.');
  }
  const firstTurn = all.findIndex((message) => !isSystem(message));
  if (firstTurn !== -1 && all.slice(firstTurn).some(isSystem)) {
    warn('messages', 'This provider takes system messages only at the start; later ones were moved there.');
  }
  const plain = all.map(({ role, content }): JsonObject => ({ role: role === 'tool' ? 'user' : role, content }));
  const said = plain.filter(({ role, content }) => role !== 'assistant' || (content !== null && content !== ''));
  const ordered = [...said.filter(isSystem), ...said.filter((message) => !isSystem(message))];
  const turns: JsonObject[] = [];
  for (const message of ordered) {
    const last = turns.at(-1);
    if (last === undefined || last.role !== message.role) turns.push(message);
    else last.content = joinContents(last.content, message.content);
  }
  return turns;
}

function isSystem({ role }: JsonObject): boolean {
  return role === 'system';
}

function joinContents(before: unknown, after: unknown): unknown {
  const texts = [before, after].filter((content) => content !== null && content !== '');
  if (texts.every((content) => typeof content === 'string')) return texts.join('\n\n');
  return texts.flatMap((content) => (typeof content === 'string' ? [{ type: 'text', text: content }] : content));
}
