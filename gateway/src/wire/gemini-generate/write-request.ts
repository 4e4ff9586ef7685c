import type { ChatRequest } from '../../domain/chat.ts';
import type { JsonObject } from '../../domain/json.ts';
import { collectWarnings, type Warn } from '../collect-warnings.ts';
import type { ChatDraft, ChatDraftInput } from '../dialect.ts';
import { isGeminiThreeOrLater } from './model-generation.ts';
import { writeResponseSchema } from './response-schema.ts';
import { writeThinkingConfig } from './thinking-config.ts';
import { writeContents } from './write-contents.ts';
import { readPassthrough } from './write-passthrough.ts';
import { writeTools } from './write-tools.ts';

const MAX_STOP_SEQUENCES = 5;

/** The body of `generateContent` and `streamGenerateContent`; model and streaming are said by the path. */
export function writeGeminiRequest({ request, model, connection, maxOutputTokens }: ChatDraftInput): ChatDraft {
  const { warn, warnings } = collectWarnings();
  const passed = readPassthrough({ passthrough: request.passthrough, warn });
  const written = writeGenerationConfig({ request, model, maxOutputTokens, warn });
  const generationConfig = { ...passed.generationConfig, ...written };
  warnOfMissingFields({ request, warn });
  const body: JsonObject = {
    ...passed.topLevel,
    ...writeContents({ messages: request.messages, model, connection, warn }),
    ...writeTools({ request, warn }),
    ...(Object.keys(generationConfig).length > 0 ? { generationConfig } : undefined),
  };
  return { body, warnings: warnings() };
}

interface GenerationConfigInput {
  readonly request: ChatRequest;
  readonly model: string;
  readonly maxOutputTokens: number | undefined;
  readonly warn: Warn;
}

function writeGenerationConfig({ request, model, maxOutputTokens, warn }: GenerationConfigInput): JsonObject {
  const { temperature, topP, seed, reasoning } = request;
  const maxTokens = writeMaxTokens({ maxTokens: request.maxTokens, maxOutputTokens, warn });
  const stopSequences = writeStop({ stop: request.stop, warn });
  const thinkingConfig = reasoning === undefined ? undefined : writeThinkingConfig({ reasoning, model, warn });
  return {
    ...(maxTokens === undefined ? undefined : { maxOutputTokens: maxTokens }),
    ...(temperature === undefined ? undefined : { temperature }),
    ...(topP === undefined ? undefined : { topP }),
    ...(stopSequences === undefined ? undefined : { stopSequences }),
    ...(seed === undefined ? undefined : { seed }),
    ...writeResponseFormat({ request, model, warn }),
    ...(thinkingConfig === undefined ? undefined : { thinkingConfig }),
  };
}

interface MaxTokensInput {
  readonly maxTokens: number | undefined;
  readonly maxOutputTokens: number | undefined;
  readonly warn: Warn;
}

/** More than the model can write is refused by the API, so it is cut to what it can. */
function writeMaxTokens({ maxTokens, maxOutputTokens, warn }: MaxTokensInput): number | undefined {
  if (maxTokens === undefined || maxOutputTokens === undefined || maxTokens <= maxOutputTokens) return maxTokens;
  warn({ param: 'max_tokens', message: `This model writes at most ${maxOutputTokens} tokens; that was sent instead.` });
  return maxOutputTokens;
}

function writeStop({ stop, warn }: { stop: readonly string[] | undefined; warn: Warn }): readonly string[] | undefined {
  if (stop === undefined || stop.length <= MAX_STOP_SEQUENCES) return stop;
  warn({ param: 'stop', message: `Only the first ${MAX_STOP_SEQUENCES} stop sequences were sent.` });
  return stop.slice(0, MAX_STOP_SEQUENCES);
}

function writeResponseFormat({ request, model, warn }: Omit<GenerationConfigInput, 'maxOutputTokens'>): JsonObject {
  const { responseFormat, tools } = request;
  if (responseFormat === undefined) return {};
  if (tools.length > 0 && !isGeminiThreeOrLater(model)) {
    warn({ param: 'response_format', message: 'This model takes either tools or a response format; tools were sent.' });
    return {};
  }
  if (responseFormat.type === 'json_object') return { responseMimeType: 'application/json' };
  return { responseMimeType: 'application/json', responseJsonSchema: writeResponseSchema(responseFormat.schema) };
}

function warnOfMissingFields({ request, warn }: { request: ChatRequest; warn: Warn }): void {
  if (request.user !== undefined) warn({ param: 'user', message: 'This format has no field for an end user.' });
  if (request.metadata !== undefined) warn({ param: 'metadata', message: 'This format has no field for metadata.' });
}
