import type { ContentPart, Message, ToolCall } from '../../domain/chat.ts';
import { isJsonObject, type JsonObject, parseJson } from '../../domain/json.ts';
import type { Warn } from '../collect-warnings.ts';
import { readTurnReasoning } from './thinking-state.ts';

interface Context {
  readonly connection: string;
  readonly warn: Warn;
}

interface MessageInput<M extends Message = Message> {
  readonly message: M;
  /** Where the message stands in the request, for warnings. */
  readonly path: string;
  readonly context: Context;
}

/** `messages`, with the system text first, where the API wants it. */
export function writeMessages({ messages, ...context }: Context & { messages: readonly Message[] }): JsonObject[] {
  const system: string[] = [];
  const turns: JsonObject[] = [];
  for (const [index, message] of messages.entries()) {
    const path = `messages[${index}]`;
    if (message.role !== 'system') {
      turns.push(writeTurn({ message, path, context }));
      continue;
    }
    if (turns.length > 0) {
      context.warn({ param: path, message: 'A later system message was moved to the first one.' });
    }
    system.push(onlyText({ message, path, context }));
  }
  return system.length === 0 ? turns : [{ role: 'system', content: system.join('\n\n') }, ...turns];
}

function writeTurn({ message, path, context }: MessageInput): JsonObject {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: onlyText({ message, path, context }) };
    case 'user':
      if (message.name !== undefined) {
        context.warn({ param: `${path}.name`, message: 'This format has no names for speakers.' });
      }
      return { role: 'user', content: writeUserContent({ message, path, context }) };
    case 'assistant':
      return writeAssistant({ message, path, context });
    case 'tool':
      return {
        role: 'tool',
        tool_call_id: message.toolCallId,
        content: writeToolResult(onlyText({ message, path, context })),
      };
  }
}

function writeUserContent({ message, path, context }: MessageInput): string | JsonObject[] {
  if (message.content.every((part) => part.type === 'text')) return onlyText({ message, path, context });
  return message.content.map((part) => writePart({ part, path, warn: context.warn })).filter(isJsonObject);
}

interface PartInput {
  readonly part: ContentPart;
  readonly path: string;
  readonly warn: Warn;
}

function writePart({ part, path, warn }: PartInput): JsonObject | undefined {
  switch (part.type) {
    case 'text':
      warnOfExtra({ extra: part.extra, path, warn });
      return { type: 'text', text: part.text };
    case 'image': {
      warnOfExtra({ extra: part.extra, path, warn });
      const { source, detail } = part;
      const url = source.kind === 'url' ? source.url : `data:${source.mimeType};base64,${source.data}`;
      return { type: 'image_url', image_url: detail === undefined ? { url } : { url, detail } };
    }
    case 'audio':
    case 'file':
      warn({ param: `${path}.content`, message: `This format takes no ${part.type} parts; the part was left out.` });
      return undefined;
  }
}

function writeAssistant({
  message,
  path,
  context,
}: MessageInput<Message & { readonly role: 'assistant' }>): JsonObject {
  const { thinking, toolPlan } = readTurnReasoning({ message, ...context });
  const text = onlyText({ message, path, context });
  const content =
    thinking === undefined ? text : [{ type: 'thinking', thinking }, ...(text === '' ? [] : [{ type: 'text', text }])];
  return {
    role: 'assistant',
    ...(content === '' ? undefined : { content }),
    ...(toolPlan === undefined ? undefined : { tool_plan: toolPlan }),
    ...(message.toolCalls.length > 0 ? { tool_calls: message.toolCalls.map(writeToolCall) } : undefined),
  };
}

function writeToolCall({ id, name, arguments: text }: ToolCall): JsonObject {
  return { id, type: 'function', function: { name, arguments: text === '' ? '{}' : text } };
}

/** A result is either the text of a JSON object or a list of blocks. */
function writeToolResult(text: string): string | JsonObject[] {
  const parsed = parseJson(text);
  return parsed.ok && isJsonObject(parsed.value) ? text : [{ type: 'text', text }];
}

/** The text of messages that carry nothing else in this format. */
function onlyText({ message, path, context }: MessageInput): string {
  const texts: string[] = [];
  for (const part of message.content) {
    if (part.type === 'text') {
      warnOfExtra({ extra: part.extra, path, warn: context.warn });
      texts.push(part.text);
    } else {
      context.warn({ param: `${path}.content`, message: 'This format carries media in user messages only.' });
    }
  }
  return texts.join('');
}

function warnOfExtra({ extra, path, warn }: { extra: JsonObject | undefined; path: string; warn: Warn }): void {
  for (const key of Object.keys(extra ?? {})) {
    warn({ param: `${path}.content.${key}`, message: 'This format has no such field on a content part.' });
  }
}
