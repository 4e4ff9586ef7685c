import type { ContentPart, Message } from '../../domain/chat.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Warn } from '../collect-warnings.ts';
import { parseArguments } from '../parse-arguments.ts';

/** @throws RangeError for a content part that the format cannot carry */
export function writeMessages({ messages, warn }: { messages: readonly Message[]; warn: Warn }): JsonObject[] {
  // Results are matched by the name of the tool; ids are only repeated, and may be used again in a later turn.
  const toolNames = new Map<string, string>();
  return messages.map((message) => writeMessage({ message, toolNames, warn }));
}

function writeMessage({
  message,
  toolNames,
  warn,
}: {
  message: Message;
  toolNames: Map<string, string>;
  warn: Warn;
}): JsonObject {
  const content = writeContent({ parts: message.content, warn });
  switch (message.role) {
    case 'system':
      return { role: 'system', ...content };
    case 'user':
      if (message.name !== undefined) warn({ param: 'messages.name', message: 'A message has no name here.' });
      return { role: 'user', ...content };
    case 'assistant':
      for (const call of message.toolCalls) toolNames.set(call.id, call.name);
      return { role: 'assistant', ...content, ...writeAssistant({ message, warn }) };
    case 'tool': {
      const name = toolNames.get(message.toolCallId);
      const named = name === undefined ? {} : { tool_name: name };
      return { role: 'tool', ...content, ...named, tool_call_id: message.toolCallId };
    }
  }
}

function writeAssistant({
  message,
  warn,
}: {
  message: Extract<Message, { role: 'assistant' }>;
  warn: Warn;
}): JsonObject {
  if (message.reasoningState.length > 0) {
    warn({ param: 'messages.reasoning_details', message: 'Reasoning state of another provider was left out.' });
  }
  const written: JsonObject = {};
  if (message.reasoning !== '') written.thinking = message.reasoning;
  if (message.toolCalls.length > 0) {
    written.tool_calls = message.toolCalls.map((call, index) => ({
      id: call.id,
      function: { index, name: call.name, arguments: parseArguments({ text: call.arguments, warn }) },
    }));
  }
  return written;
}

/** `content` is one text; images, and audio for models that hear, are plain base64 beside it. */
function writeContent({ parts, warn }: { parts: readonly ContentPart[]; warn: Warn }): JsonObject {
  const texts: string[] = [];
  const media: string[] = [];
  for (const part of parts) {
    if ('extra' in part) warnOfExtra({ part, warn });
    if (part.type === 'text') texts.push(part.text);
    else media.push(mediaOf({ part, warn }));
  }
  return { content: texts.join('\n'), ...(media.length > 0 ? { images: media } : {}) };
}

function warnOfExtra({ part, warn }: { part: Extract<ContentPart, { extra?: unknown }>; warn: Warn }): void {
  for (const key of Object.keys(part.extra ?? {})) {
    warn({ param: `messages.content.${key}`, message: 'The format does not know this field; it was left out.' });
  }
}

/**
 * A part that the format cannot carry fails the attempt instead of being left out with a warning: an answer that never
 * saw the image would answer another question. The route then tries its next attempt.
 */
function mediaOf({ part, warn }: { part: Exclude<ContentPart, { type: 'text' }>; warn: Warn }): string {
  switch (part.type) {
    case 'image':
      if (part.detail === 'low' || part.detail === 'high') {
        warn({ param: 'messages.content.image_url.detail', message: 'An image has no level of detail here.' });
      }
      if (part.source.kind === 'base64') return part.source.data;
      throw notCarried('An image can only be sent as data here, not by its web address.');
    case 'audio':
      return part.data;
    case 'file':
      throw notCarried('A file cannot be sent to this provider.');
  }
}

function notCarried(message: string): RangeError {
  return new RangeError(message);
}
