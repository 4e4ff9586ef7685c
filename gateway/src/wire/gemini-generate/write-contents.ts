import type { Message, ToolCall } from '../../domain/chat.ts';
import { isJsonObject, type JsonObject, parseJson } from '../../domain/json.ts';
import type { Warn } from '../collect-warnings.ts';
import { isGeminiThreeOrLater } from './model-generation.ts';
import { LOST_SIGNATURE, readSignatures, type Signatures } from './thought-signatures.ts';
import { writePart } from './write-parts.ts';

type Role = 'user' | 'model';

interface Content {
  readonly role: Role;
  readonly parts: JsonObject[];
}

interface ContentsInput {
  readonly messages: readonly Message[];
  readonly model: string;
  readonly connection: string;
  readonly warn: Warn;
}

interface Context extends Omit<ContentsInput, 'messages'> {
  /** Tool call id → function name: a result names its function, our tool messages only their call. */
  readonly functionNames: Map<string, string>;
}

/** Ids of our own making, where the model gave none: it knows such a call by its name and place only. */
const OWN_ID = /^call_\d+$/;

/** The conversation as `contents`, in which user and model take turns, and the system text as `systemInstruction`. */
export function writeContents({ messages, ...rest }: ContentsInput): JsonObject {
  const context: Context = { ...rest, functionNames: new Map() };
  const contents: Content[] = [];
  const system: JsonObject[] = [];
  for (const [index, message] of messages.entries()) {
    const path = `messages[${index}]`;
    if (message.role === 'system') {
      if (contents.length > 0) {
        context.warn({ param: path, message: 'A later system message was moved to the system instruction.' });
      }
      system.push(...writeParts({ message, path, context }));
      continue;
    }
    const role = message.role === 'assistant' ? 'model' : 'user';
    append({ contents, role, parts: writeMessage({ message, path, context }) });
  }
  if (contents.length > 0) return system.length > 0 ? { contents, systemInstruction: { parts: system } } : { contents };
  context.warn({ param: 'messages', message: 'Without a user message, the system text is sent as one.' });
  return { contents: [{ role: 'user', parts: system }] };
}

function append({ contents, role, parts }: { contents: Content[]; role: Role; parts: readonly JsonObject[] }): void {
  const last = contents.at(-1);
  if (last?.role === role) last.parts.push(...parts);
  else if (parts.length > 0) contents.push({ role, parts: [...parts] });
}

interface MessageInput<M extends Message = Message> {
  readonly message: M;
  /** Where the message stands in the request, for warnings. */
  readonly path: string;
  readonly context: Context;
}

function writeMessage({ message, path, context }: MessageInput): JsonObject[] {
  switch (message.role) {
    case 'system':
      return writeParts({ message, path, context });
    case 'user':
      if (message.name !== undefined) {
        context.warn({ param: `${path}.name`, message: 'This format has no names for speakers.' });
      }
      return writeParts({ message, path, context });
    case 'assistant':
      return writeModelTurn({ message, path, context });
    case 'tool':
      return writeFunctionResponse({ message, path, context });
  }
}

function writeParts({ message, path, context }: MessageInput): JsonObject[] {
  return message.content.map((part) => writePart({ part, path, warn: context.warn })).filter(isJsonObject);
}

function writeModelTurn({
  message,
  path,
  context,
}: MessageInput<Message & { readonly role: 'assistant' }>): JsonObject[] {
  const signatures = readSignatures({ message, connection: context.connection, warn: context.warn });
  const parts = signTexts({ parts: writeParts({ message, path, context }), signatures });
  const lost = message.toolCalls.length > 0 && !message.toolCalls.some((call) => signatures.byCall.has(call.id));
  message.toolCalls.forEach((call, index) => {
    context.functionNames.set(call.id, call.name);
    const signature = signatures.byCall.get(call.id) ?? (lost && index === 0 ? standIn(context) : undefined);
    parts.push({ functionCall: writeFunctionCall({ call, path, warn: context.warn }), ...sign(signature) });
  });
  return parts;
}

/** A text's signature came on its last piece; one without text came on an empty part of its own. */
function signTexts({ parts, signatures }: { parts: JsonObject[]; signatures: Signatures }): JsonObject[] {
  const [first, ...others] = signatures.ofText;
  const last = parts.at(-1);
  const signed =
    first === undefined || last === undefined
      ? [...parts, ...emptySigned(first)]
      : [...parts.slice(0, -1), { ...last, ...sign(first) }];
  return [...signed, ...others.flatMap(emptySigned)];
}

function emptySigned(signature: string | undefined): JsonObject[] {
  return signature === undefined ? [] : [{ text: '', thoughtSignature: signature }];
}

function sign(signature: string | undefined): JsonObject | undefined {
  return signature === undefined ? undefined : { thoughtSignature: signature };
}

function standIn({ model, warn }: Context): string | undefined {
  if (!isGeminiThreeOrLater(model)) return undefined;
  warn({
    param: 'messages[].reasoning_details',
    message: 'A tool call came without its thought signature; the documented stand-in was sent.',
  });
  return LOST_SIGNATURE;
}

function writeFunctionCall({ call, path, warn }: { call: ToolCall; path: string; warn: Warn }): JsonObject {
  const parsed = parseJson(call.arguments === '' ? '{}' : call.arguments);
  const args = parsed.ok && isJsonObject(parsed.value) ? parsed.value : undefined;
  if (args === undefined) {
    warn({ param: `${path}.tool_calls`, message: 'Arguments that are no JSON object were left out.' });
  }
  return { ...writeId(call.id), name: call.name, args: args ?? {} };
}

function writeId(id: string): JsonObject | undefined {
  return OWN_ID.test(id) ? undefined : { id };
}

function writeFunctionResponse({
  message,
  path,
  context,
}: MessageInput<Message & { readonly role: 'tool' }>): JsonObject[] {
  const { warn, functionNames, model } = context;
  const name = functionNames.get(message.toolCallId);
  if (name === undefined) {
    warn({ param: `${path}.tool_call_id`, message: 'A tool result answers no tool call of an earlier message.' });
  }
  const output = message.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const media = message.content
    .map((part) => (part.type === 'text' ? undefined : writePart({ part, path, warn })))
    .filter(isJsonObject);
  // Only inline media, and only from Gemini 3 on, may stand inside a function response; the rest stands beside it.
  const inside = isGeminiThreeOrLater(model) ? media.filter((part) => 'inlineData' in part) : [];
  const functionResponse = {
    ...writeId(message.toolCallId),
    name: name ?? message.toolCallId,
    response: { output },
    ...(inside.length > 0 ? { parts: inside } : undefined),
  };
  return [{ functionResponse }, ...media.filter((part) => !inside.includes(part))];
}
