import { createHash } from 'node:crypto';
import type { ChatRequest, ResponseFormat, Tool } from '../../domain/chat.ts';
import type { JsonObject } from '../../domain/json.ts';
import { collectWarnings, type Warn } from '../collect-warnings.ts';
import type { ChatDraft, ChatDraftInput } from '../dialect.ts';
import { chooseEffort } from '../openai-chat/write-reasoning.ts';
import type { OpenaiResponsesOptions } from './options.ts';
import { writeInput } from './write-input.ts';
import { writePassthrough } from './write-passthrough.ts';

/** Less is refused. */
const LEAST_OUTPUT_TOKENS = 16;
const LONGEST_USER = 64;

/** @throws RangeError for a content part that the format cannot carry */
export function writeRequest(input: ChatDraftInput, options: OpenaiResponsesOptions): ChatDraft {
  const { request, model, stream, connection } = input;
  const collected = collectWarnings();
  const { warn } = collected;
  const { instructions, items } = writeInput({
    messages: request.messages,
    connection,
    // In this mode the word "JSON" must stand in the input, and it usually stands in the system text.
    systemAsItem: request.responseFormat?.type === 'json_object',
    warn,
  });
  const passed = writePassthrough({ passthrough: request.passthrough, warn });
  const reasoning = { ...passed.reasoning, ...writeEffort({ request, model, options, warn }) };
  const text = { ...passed.text, ...writeFormat(request.responseFormat) };
  const body: JsonObject = {
    ...passed.body,
    model,
    ...(instructions === undefined ? {} : { instructions }),
    input: items,
    ...(stream ? { stream: true } : {}),
    ...writeMaxTokens({ input, warn }),
    ...writeSampling({ request, warn }),
    ...writeTools({ request, warn }),
    ...(Object.keys(text).length > 0 ? { text } : {}),
    ...(Object.keys(reasoning).length > 0 ? { reasoning } : {}),
    ...(request.metadata === undefined ? {} : { metadata: request.metadata }),
    ...writeUser({ user: request.user, warn }),
  };
  return { body, warnings: collected.warnings() };
}

function writeMaxTokens({ input, warn }: { input: ChatDraftInput; warn: Warn }): JsonObject {
  const { maxTokens } = input.request;
  if (maxTokens === undefined) return {};
  const most = input.maxOutputTokens ?? maxTokens;
  if (maxTokens > most) {
    warn({ param: 'max_tokens', message: `This model writes at most ${most} tokens; that was sent instead.` });
  }
  if (maxTokens < LEAST_OUTPUT_TOKENS) {
    const message = `This model takes no bound below ${LEAST_OUTPUT_TOKENS} tokens; that was sent instead.`;
    warn({ param: 'max_tokens', message });
  }
  return { max_output_tokens: Math.max(Math.min(maxTokens, most), LEAST_OUTPUT_TOKENS) };
}

function writeSampling({ request, warn }: { request: ChatRequest; warn: Warn }): JsonObject {
  const { temperature, topP, stop, seed } = request;
  if (stop !== undefined && stop.length > 0) {
    warn({ param: 'stop', message: 'This model takes no stop texts; they were left out.' });
  }
  if (seed !== undefined) warn({ param: 'seed', message: 'This model takes no seed; it was left out.' });
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
  };
}

function writeTools({ request, warn }: { request: ChatRequest; warn: Warn }): JsonObject {
  const { tools, toolChoice, parallelToolCalls } = request;
  if (tools.length === 0) {
    if (toolChoice === 'required' || typeof toolChoice === 'object') {
      warn({ param: 'tool_choice', message: 'The request names no tools, so a tool cannot be required.' });
    }
    return {};
  }
  const choice = typeof toolChoice === 'object' ? { type: 'function', name: toolChoice.name } : toolChoice;
  return {
    tools: tools.map(writeTool),
    ...(choice === undefined ? {} : { tool_choice: choice }),
    ...(parallelToolCalls === undefined ? {} : { parallel_tool_calls: parallelToolCalls }),
  };
}

const NO_PARAMETERS: JsonObject = { type: 'object', properties: {}, required: [], additionalProperties: false };

/** The format demands parameters, and takes every tool for a strict one unless it is told otherwise; we do not. */
function writeTool({ name, description, parameters, strict }: Tool): JsonObject {
  return {
    type: 'function',
    name,
    ...(description === undefined ? {} : { description }),
    parameters: parameters ?? NO_PARAMETERS,
    strict: strict ?? false,
  };
}

function writeFormat(format: ResponseFormat | undefined): JsonObject {
  if (format === undefined) return {};
  if (format.type === 'json_object') return { format: { type: 'json_object' } };
  const { type, name, description, schema, strict } = format;
  return {
    format: {
      type,
      name,
      ...(description === undefined ? {} : { description }),
      schema,
      ...(strict === undefined ? {} : { strict }),
    },
  };
}

/**
 * The level alone. A summary of the reasoning is not asked for on our own: organisations that have not verified
 * themselves are refused it with a 400. `reasoning_summary` in the request asks for it.
 */
function writeEffort(place: {
  request: ChatRequest;
  model: string;
  options: OpenaiResponsesOptions;
  warn: Warn;
}): JsonObject {
  const { reasoning } = place.request;
  if (reasoning === undefined) return {};
  const { effort, warnings } = chooseEffort({ reasoning, known: place.options.efforts(place.model) });
  for (const warning of warnings) place.warn(warning);
  return effort === undefined ? {} : { effort };
}

/** Takes the place of `user`, which is deprecated; a hash is what the documents advise for what must not be sent. */
function writeUser({ user, warn }: { user: string | undefined; warn: Warn }): JsonObject {
  if (user === undefined) return {};
  if (user.length <= LONGEST_USER) return { safety_identifier: user };
  warn({ param: 'user', message: `At most ${LONGEST_USER} characters are taken; a hash of it was sent instead.` });
  return { safety_identifier: createHash('sha256').update(user).digest('hex') };
}
