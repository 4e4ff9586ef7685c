import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../domain/json.ts';

type Warn = (param: string, message: string) => void;

/** Mistral's content chunks are flatter than the format's, and it takes only tool-call ids of nine letters and digits. */
export function writeMistralMessages({ messages, warn }: { messages: unknown; warn: Warn }): unknown {
  if (!Array.isArray(messages)) return messages;
  return messages.map((message) => (isJsonObject(message) ? writeMessage(message, warn) : message));
}

function writeMessage(message: JsonObject, warn: Warn): JsonObject {
  const written: JsonObject = { ...message };
  // A name is not known on user messages.
  if (message.role === 'user' && message.name !== undefined) {
    delete written.name;
    warn('messages', 'This provider does not take the "name" of a message; it was left out.');
  }
  if (Array.isArray(message.content)) written.content = message.content.map(writeChunk);
  if (typeof message.tool_call_id === 'string') written.tool_call_id = shortId(message.tool_call_id);
  if (Array.isArray(message.tool_calls)) {
    written.tool_calls = message.tool_calls.map((call) =>
      isJsonObject(call) && typeof call.id === 'string' ? { ...call, id: shortId(call.id) } : call,
    );
  }
  return written;
}

function writeChunk(chunk: unknown): unknown {
  if (!isJsonObject(chunk)) return chunk;
  if (chunk.type === 'input_audio' && isJsonObject(chunk.input_audio)) {
    return { type: 'input_audio', input_audio: chunk.input_audio.data };
  }
  if (chunk.type === 'file' && isJsonObject(chunk.file)) {
    const { file_id: fileId, file_data: data, filename } = chunk.file;
    if (fileId !== undefined) return { type: 'file', file_id: fileId };
    return { type: 'document_url', document_url: data, document_name: filename };
  }
  return chunk;
}

/** The same long id gives the same short one, so that a call and its result still belong together. */
function shortId(id: string): string {
  if (/^[A-Za-z0-9]{9}$/.test(id)) return id;
  const digest = createHash('sha256').update(id).digest('base64');
  return digest.replace(/[^A-Za-z0-9]/g, '').slice(0, 9);
}
