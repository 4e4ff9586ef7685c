import type { ContentPartBody, MessageBody } from '@latentkit/contract/message-schema';
import type { ContentPart, Message, ReasoningState } from '../../domain/chat.ts';
import type { JsonObject } from '../../domain/json.ts';
import { readImageSource } from './read-image-source.ts';

export function readMessages({
  messages,
  system,
}: {
  messages: readonly MessageBody[];
  system: string | undefined;
}): Message[] {
  const read = messages.map((message, index) => readMessage({ message, path: `messages[${index}]` }));
  return system === undefined ? read : [{ role: 'system', content: [{ type: 'text', text: system }] }, ...read];
}

function readMessage({ message, path }: { message: MessageBody; path: string }): Message {
  switch (message.role) {
    case 'system':
    case 'developer':
      return { role: 'system', content: readContent({ content: message.content, path }) };
    case 'user':
      return {
        role: 'user',
        content: readContent({ content: message.content, path }),
        name: message.name ?? undefined,
      };
    case 'tool':
      return {
        role: 'tool',
        content: readContent({ content: message.content, path }),
        toolCallId: message.tool_call_id,
      };
    case 'assistant':
      return {
        role: 'assistant',
        content: message.content ? readContent({ content: message.content, path }) : [],
        toolCalls: (message.tool_calls ?? []).map((call) => ({
          id: call.id,
          name: call.function.name,
          arguments: call.function.arguments,
        })),
        reasoning: message.reasoning ?? '',
        reasoningState: (message.reasoning_details ?? []).map(
          (detail): ReasoningState => ({
            format: detail.format,
            connection: detail.connection ?? undefined,
            data: detail.data,
          }),
        ),
      };
  }
}

function readContent({ content, path }: { content: string | readonly ContentPartBody[]; path: string }): ContentPart[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return content.map((part, index) => readPart({ part, path: `${path}.content[${index}]` }));
}

const FILE_DATA_URL = /^data:([a-z0-9.+-]+\/[a-z0-9.+-]+);base64,/i;

function readPart({ part, path }: { part: ContentPartBody; path: string }): ContentPart {
  switch (part.type) {
    case 'text': {
      const { type, text, ...extra } = part;
      return hasKeys(extra) ? { type, text, extra } : { type, text };
    }
    case 'image_url': {
      const { type: _type, image_url: image, ...extra } = part;
      const url = typeof image === 'string' ? image : image.url;
      const detail = typeof image === 'string' ? undefined : (image.detail ?? undefined);
      const source = readImageSource({ text: url, param: `${path}.image_url` });
      return hasKeys(extra) ? { type: 'image', source, detail, extra } : { type: 'image', source, detail };
    }
    case 'input_audio':
      return { type: 'audio', data: part.input_audio.data, format: part.input_audio.format };
    case 'file': {
      const { file_data: data, file_id: fileId, filename } = part.file;
      const found = data ? FILE_DATA_URL.exec(data.slice(0, 100)) : null;
      return {
        type: 'file',
        mimeType: found?.[1],
        data: data && found ? data.slice(found[0].length) : (data ?? undefined),
        fileId: fileId ?? undefined,
        filename: filename ?? undefined,
      };
    }
  }
}

function hasKeys(value: JsonObject): boolean {
  for (const _key in value) return true;
  return false;
}
