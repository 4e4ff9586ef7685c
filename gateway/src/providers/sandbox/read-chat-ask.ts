import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';

export interface AskedTool {
  readonly name: string;
  readonly parameters: unknown;
}

/** What a Chat Completions body asks for, as far as the sandbox minds. */
export interface ChatAsk {
  readonly lastUserText: string;
  /** Results of tools after the last user message. */
  readonly toolResults: readonly string[];
  /** Pictures, sounds and files in the last user message. */
  readonly media: Readonly<Record<'image_url' | 'input_audio' | 'file', number>>;
  readonly tools: readonly AskedTool[];
  /** Undefined: a tool may be called, but need not. */
  readonly toolChoice: 'none' | 'required' | { readonly name: string } | undefined;
  readonly parallelToolCalls: boolean;
  readonly format: 'text' | { readonly schema: unknown };
  readonly wantsReasoning: boolean;
  readonly maxTokens: number | undefined;
  readonly stops: readonly string[];
  readonly isStream: boolean;
  readonly promptTokens: number;
  /** The same for the same request, streamed or not. */
  readonly hash: string;
}

export function readChatAsk(body: JsonObject): ChatAsk {
  const messages = objectsIn(body.messages);
  const lastUser = messages.findLastIndex((message) => message.role === 'user');
  const parts = objectsIn(messages[lastUser]?.content);
  const count = (type: string) => parts.filter((part) => part.type === type).length;
  const effort = body.reasoning_effort;
  const { stream, stream_options: _options, ...asked } = body;
  return {
    lastUserText: contentText(messages[lastUser]?.content),
    toolResults: messages
      .slice(lastUser + 1)
      .filter((message) => message.role === 'tool')
      .map((message) => contentText(message.content)),
    media: { image_url: count('image_url'), input_audio: count('input_audio'), file: count('file') },
    tools: readTools(body.tools),
    toolChoice: readToolChoice(body.tool_choice),
    parallelToolCalls: body.parallel_tool_calls !== false,
    format: readFormat(body.response_format),
    wantsReasoning: typeof effort === 'string' && effort !== 'none',
    maxTokens: numberOf(body.max_completion_tokens) ?? numberOf(body.max_tokens),
    stops: textsIn(body.stop),
    isStream: stream === true,
    promptTokens: tokensOf(messages.map((message) => contentText(message.content)).join('') + toolText(body.tools)),
    hash: createHash('sha256').update(JSON.stringify(asked)).digest('hex').slice(0, 24),
  };
}

/** About four characters a token. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / 4);
}

/** A message's text: a string, or its text parts on lines of their own. */
export function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  return objectsIn(content)
    .map((part) => (part.type === 'text' && typeof part.text === 'string' ? part.text : ''))
    .join('\n');
}

function readTools(value: unknown): AskedTool[] {
  return objectsIn(value).flatMap(({ function: definition }) =>
    isJsonObject(definition) && typeof definition.name === 'string'
      ? [{ name: definition.name, parameters: definition.parameters }]
      : [],
  );
}

function readToolChoice(value: unknown): ChatAsk['toolChoice'] {
  if (value === 'none' || value === 'required') return value;
  const named = isJsonObject(value) && isJsonObject(value.function) ? value.function.name : undefined;
  return typeof named === 'string' ? { name: named } : undefined;
}

function readFormat(value: unknown): ChatAsk['format'] {
  if (!isJsonObject(value) || value.type === 'text') return 'text';
  return { schema: isJsonObject(value.json_schema) ? value.json_schema.schema : undefined };
}

function toolText(tools: unknown): string {
  return tools === undefined ? '' : JSON.stringify(tools);
}

function textsIn(value: unknown): string[] {
  return [value].flat().filter((text): text is string => typeof text === 'string' && text !== '');
}

function objectsIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
