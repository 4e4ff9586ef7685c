import type { ChatRequest } from '../../domain/chat.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import { collectWarnings, type Warn } from '../collect-warnings.ts';
import type { ChatDraft, ChatDraftInput } from '../dialect.ts';
import { writeMessages } from './write-messages.ts';
import { writeOutputSchema } from './write-output-schema.ts';
import { wantsThinking, writeThinking } from './write-thinking.ts';
import { writeTools } from './write-tools.ts';

/** The format demands `max_tokens`. This stands where neither the caller nor the catalogue knows a bound. */
const DEFAULT_MAX_TOKENS = 4096;
/** Added to the default where the request wants thinking, which counts against `max_tokens`. */
const DEFAULT_THINKING_ROOM = 16_384;

/** Fields of the format that our contract has no word for. Others would be refused, so they are named in a warning. */
const KNOWN_PASSTHROUGH: ReadonlySet<string> = new Set([
  'top_k',
  'service_tier',
  'container',
  'cache_control',
  'inference_geo',
  'thinking',
  'output_config',
]);

export const JSON_INSTRUCTION = 'Answer with one JSON object and nothing else: no code fence, no text around it.';

/** @throws RangeError for a content part that the format cannot carry */
export function writeRequest({ request, model, stream, connection, maxOutputTokens }: ChatDraftInput): ChatDraft {
  const collected = collectWarnings();
  const { warn } = collected;
  const { system, turns } = writeMessages({ messages: request.messages, connection, warn });
  const maxTokens = writeMaxTokens({ request, maxOutputTokens, warn });
  const format = writeFormat({ request, warn });
  if (format.instruction !== undefined) system.push({ type: 'text', text: format.instruction });
  const body: JsonObject = {
    model,
    max_tokens: maxTokens,
    ...(system.length > 0 ? { system } : {}),
    messages: turns,
    ...writeTools({ request, warn }),
    ...writeSampling({ request, warn }),
    ...writeThinkingAndOutput({ request, maxTokens, format: format.field, warn }),
    ...writePassthrough({ request, warn }),
    ...(request.user === undefined ? {} : { metadata: { user_id: request.user } }),
    ...(stream ? { stream: true } : {}),
  };
  if (request.metadata !== undefined) {
    warn({ param: 'metadata', message: 'The provider takes no metadata beside the user; it was left out.' });
  }
  return { body, warnings: collected.warnings() };
}

function writeMaxTokens({
  request,
  maxOutputTokens,
  warn,
}: {
  request: ChatRequest;
  maxOutputTokens: number | undefined;
  warn: Warn;
}): number {
  if (request.maxTokens === undefined) {
    return maxOutputTokens ?? DEFAULT_MAX_TOKENS + defaultThinkingRoom(request.reasoning);
  }
  if (maxOutputTokens === undefined || request.maxTokens <= maxOutputTokens) return request.maxTokens;
  warn({ param: 'max_tokens', message: `The model writes at most ${maxOutputTokens} tokens; that was sent.` });
  return maxOutputTokens;
}

function defaultThinkingRoom(reasoning: ChatRequest['reasoning']): number {
  return wantsThinking(reasoning) ? (reasoning?.budgetTokens ?? DEFAULT_THINKING_ROOM) : 0;
}

function writeFormat({ request, warn }: { request: ChatRequest; warn: Warn }): {
  field: JsonObject | undefined;
  instruction: string | undefined;
} {
  const format = request.responseFormat;
  if (format === undefined) return { field: undefined, instruction: undefined };
  if (format.type === 'json_object') {
    warn({
      param: 'response_format',
      message: 'There is no JSON mode without a schema here; the model was told to answer with one JSON object.',
    });
    return { field: undefined, instruction: JSON_INSTRUCTION };
  }
  const described = {
    ...(format.description === undefined ? {} : { description: format.description }),
    ...format.schema,
  };
  const { schema, relaxed } = writeOutputSchema(described);
  if (relaxed.length > 0) {
    warn({ param: 'response_format', message: `The schema's ${relaxed.join(', ')} are not enforced here.` });
  }
  return { field: { type: 'json_schema', schema }, instruction: undefined };
}

function writeSampling({ request, warn }: { request: ChatRequest; warn: Warn }): JsonObject {
  const sampling: JsonObject = {};
  if (request.temperature !== undefined) {
    if (request.temperature > 1) warn({ param: 'temperature', message: 'The highest temperature here is 1.' });
    sampling.temperature = Math.min(request.temperature, 1);
  }
  if (request.topP !== undefined) sampling.top_p = request.topP;
  if (request.stop !== undefined && request.stop.length > 0) sampling.stop_sequences = request.stop;
  if (request.seed !== undefined) {
    warn({ param: 'seed', message: 'The provider has no seed; it was left out.' });
  }
  return sampling;
}

function writeThinkingAndOutput({
  request,
  maxTokens,
  format,
  warn,
}: {
  request: ChatRequest;
  maxTokens: number;
  format: JsonObject | undefined;
  warn: Warn;
}): JsonObject {
  const { thinking, effort } = writeThinking({ reasoning: request.reasoning, maxTokens, warn });
  const { thinking: nativeThinking, output_config: nativeOutput } = request.passthrough;
  const output = {
    ...(isJsonObject(nativeOutput) ? nativeOutput : {}),
    ...(effort === undefined ? {} : { effort }),
    ...(format === undefined ? {} : { format }),
  };
  const wanted =
    thinking ?? (request.reasoning === undefined && isJsonObject(nativeThinking) ? nativeThinking : undefined);
  return {
    ...(wanted === undefined ? {} : { thinking: wanted }),
    ...(Object.keys(output).length > 0 ? { output_config: output } : {}),
  };
}

function writePassthrough({ request, warn }: { request: ChatRequest; warn: Warn }): JsonObject {
  const known: JsonObject = {};
  for (const [key, value] of Object.entries(request.passthrough)) {
    if (!KNOWN_PASSTHROUGH.has(key)) {
      warn({ param: key, message: 'The provider does not know this field; it was left out.' });
    } else if (key !== 'thinking' && key !== 'output_config') {
      known[key] = value;
    }
  }
  return known;
}
