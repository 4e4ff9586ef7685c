import type { ContentPart, Message, ToolCall } from '../../domain/chat.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import type { Warning } from '../dialect.ts';
import type { OpenaiChatOptions } from './options.ts';

/** The name under which this dialect's opaque reasoning state travels. */
export const STATE_FORMAT = 'openai-chat';

interface MessageWriter {
  readonly options: OpenaiChatOptions;
  readonly connection: string;
  readonly warn: (warning: Warning) => void;
}

export function writeMessages(messages: readonly Message[], writer: MessageWriter): JsonObject[] {
  return messages.map((message, index) => writeMessage(message, `messages[${index}]`, writer));
}

function writeMessage(message: Message, path: string, writer: MessageWriter): JsonObject {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: writeContent(textOnly(message.content, path, writer), path, writer) };
    case 'user':
      return {
        role: 'user',
        content: writeContent(message.content, path, writer),
        ...(message.name === undefined ? {} : { name: message.name }),
      };
    case 'tool':
      return {
        role: 'tool',
        tool_call_id: message.toolCallId,
        content: writeContent(textOnly(message.content, path, writer), path, writer),
      };
    case 'assistant':
      return writeAssistant(message, path, writer);
  }
}

function writeAssistant(
  message: Extract<Message, { role: 'assistant' }>,
  path: string,
  writer: MessageWriter,
): JsonObject {
  const { toolCalls, reasoning } = message;
  const { reasoningBack } = writer.options;
  const parts = textOnly(message.content, path, writer);
  const content = parts.length === 0 && toolCalls.length > 0 ? null : writeContent(parts, path, writer);
  const written: JsonObject = { role: 'assistant', content };
  if (reasoning !== '' && reasoningBack === 'thinking_chunk') {
    const thinking = { type: 'thinking', thinking: [{ type: 'text', text: reasoning }] };
    written.content = [thinking, ...parts.map((part) => writePart(part, path, writer))];
  } else if (reasoning !== '' && reasoningBack !== 'omit') {
    written[reasoningBack] = reasoning;
  }
  const details = ownReasoningDetails(message, writer.connection);
  if (details.length > 0) written.reasoning_details = details;
  if (toolCalls.length > 0) written.tool_calls = toolCalls.map(writeToolCall);
  return written;
}

function writeToolCall({ id, name, arguments: text }: ToolCall): JsonObject {
  return { id, type: 'function', function: { name, arguments: text } };
}

/** State of another connection is not ours to send: it means nothing there, and may be refused. */
function ownReasoningDetails(message: Extract<Message, { role: 'assistant' }>, connection: string): unknown[] {
  const own = message.reasoningState.filter(
    (state) => state.format === STATE_FORMAT && (state.connection === undefined || state.connection === connection),
  );
  return own.flatMap(({ data }) => {
    const details = isJsonObject(data) ? data.reasoning_details : undefined;
    return Array.isArray(details) ? details : [];
  });
}

/** Only user messages carry media in this format. */
function textOnly(parts: readonly ContentPart[], path: string, { warn }: MessageWriter): readonly ContentPart[] {
  const texts = parts.filter((part) => part.type === 'text');
  if (texts.length < parts.length) {
    warn({ param: path, message: 'This format carries media only in user messages; the other parts were left out.' });
  }
  return texts;
}

/** One plain text part is written as a string, which every server understands. */
function writeContent(parts: readonly ContentPart[], path: string, writer: MessageWriter): string | JsonObject[] {
  const [first] = parts;
  if (first === undefined) return '';
  if (parts.length === 1 && first.type === 'text' && first.extra === undefined) return first.text;
  const written = parts.map((part) => writePart(part, path, writer));
  const [only] = written;
  const isPlainText = written.length === 1 && only?.type === 'text' && Object.keys(only).length === 2;
  return isPlainText && typeof only?.text === 'string' ? only.text : written;
}

function writePart(part: ContentPart, path: string, writer: MessageWriter): JsonObject {
  switch (part.type) {
    case 'text':
      return { ...keptFields(part.extra, path, writer), type: 'text', text: part.text };
    case 'image': {
      const { source, detail } = part;
      const url = source.kind === 'url' ? source.url : `data:${source.mimeType};base64,${source.data}`;
      const image = detail === undefined ? { url } : { url, detail };
      return { ...keptFields(part.extra, path, writer), type: 'image_url', image_url: image };
    }
    case 'audio':
      return { type: 'input_audio', input_audio: { data: part.data, format: part.format } };
    case 'file':
      return { type: 'file', file: writeFile(part) };
  }
}

function writeFile({ data, mimeType, fileId, filename }: Extract<ContentPart, { type: 'file' }>): JsonObject {
  const file: JsonObject = {};
  if (fileId !== undefined) file.file_id = fileId;
  if (data !== undefined) {
    file.file_data = `data:${mimeType ?? 'application/pdf'};base64,${data}`;
    // Inline data without a file name is refused.
    file.filename = filename ?? 'document.pdf';
  } else if (filename !== undefined) {
    file.filename = filename;
  }
  return file;
}

function keptFields(extra: JsonObject | undefined, path: string, { options, warn }: MessageWriter): JsonObject {
  if (extra === undefined || Object.keys(extra).length === 0) return {};
  if (options.unknownPartFields === 'keep') return extra;
  for (const field of Object.keys(extra)) {
    warn({ param: `${path}.content.${field}`, message: 'This provider does not know the field; it was left out.' });
  }
  return {};
}
