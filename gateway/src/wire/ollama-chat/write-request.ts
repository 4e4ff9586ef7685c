import type { ChatRequest, ReasoningEffort } from '../../domain/chat.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import { collectWarnings, type Warn } from '../collect-warnings.ts';
import type { ChatDraft, ChatDraftInput } from '../dialect.ts';
import { writeMessages } from './write-messages.ts';

/** Fields of the format that our contract has no word for. */
const KNOWN_PASSTHROUGH: ReadonlySet<string> = new Set([
  'keep_alive',
  'truncate',
  'shift',
  'logprobs',
  'top_logprobs',
  'format',
  'think',
]);
/** Model options that callers of other formats send at the top level. */
const KNOWN_OPTIONS: ReadonlySet<string> = new Set([
  'num_ctx',
  'num_keep',
  'top_k',
  'min_p',
  'typical_p',
  'repeat_last_n',
  'repeat_penalty',
  'presence_penalty',
  'frequency_penalty',
]);

/** @throws RangeError for a content part that the format cannot carry */
export function writeRequest({ request, model, stream }: ChatDraftInput): ChatDraft {
  const collected = collectWarnings();
  const { warn } = collected;
  const passed = readPassthrough({ passthrough: request.passthrough, warn });
  const options = { ...passed.options, ...writeOptions(request) };
  const think = writeThink({ reasoning: request.reasoning, warn });
  const tools = request.toolChoice === 'none' ? [] : writeTools({ request, warn });
  const body: JsonObject = {
    model,
    messages: writeMessages({ messages: request.messages, warn }),
    stream,
    // Without it the server drops the oldest messages of a conversation that is too long, and says nothing.
    truncate: false,
    ...passed.fields,
    ...(tools.length > 0 ? { tools } : {}),
    ...(Object.keys(options).length > 0 ? { options } : {}),
    ...(request.responseFormat === undefined ? {} : { format: formatOf(request.responseFormat) }),
    ...(think === undefined ? {} : { think }),
  };
  warnOfTheRest({ request, warn });
  return { body, warnings: collected.warnings() };
}

function readPassthrough({ passthrough, warn }: { passthrough: JsonObject; warn: Warn }): {
  fields: JsonObject;
  options: JsonObject;
} {
  const fields: JsonObject = {};
  const options: JsonObject = {};
  for (const [key, value] of Object.entries(passthrough)) {
    if (KNOWN_PASSTHROUGH.has(key)) fields[key] = value;
    else if (KNOWN_OPTIONS.has(key)) options[key] = value;
    else if (key === 'options' && isJsonObject(value)) Object.assign(options, value);
    else warn({ param: key, message: 'The format does not know this field; it was left out.' });
  }
  return { fields, options };
}

function writeOptions({ maxTokens, temperature, topP, seed, stop }: ChatRequest): JsonObject {
  return {
    ...(maxTokens === undefined ? {} : { num_predict: maxTokens }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(seed === undefined ? {} : { seed }),
    ...(stop === undefined ? {} : { stop }),
  };
}

function formatOf(format: NonNullable<ChatRequest['responseFormat']>): unknown {
  return format.type === 'json_object' ? 'json' : format.schema;
}

const THINK: Readonly<Record<ReasoningEffort, boolean | string>> = {
  none: false,
  minimal: 'low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'max',
};

function writeThink({ reasoning, warn }: { reasoning: ChatRequest['reasoning']; warn: Warn }): unknown {
  if (!reasoning) return undefined;
  const { effort, budgetTokens } = reasoning;
  if (effort === 'minimal') {
    warn({ param: 'reasoning.effort', message: 'The lowest effort here is "low"; "minimal" was sent as that.' });
  }
  if (budgetTokens !== undefined && budgetTokens > 0) {
    warn({ param: 'reasoning.budget_tokens', message: 'There is no thinking budget here, only on, off and levels.' });
  }
  if (effort !== undefined) return THINK[effort];
  return budgetTokens === undefined ? undefined : budgetTokens > 0;
}

function writeTools({ request, warn }: { request: ChatRequest; warn: Warn }): JsonObject[] {
  if (request.toolChoice === 'required' || typeof request.toolChoice === 'object') {
    warn({ param: 'tool_choice', message: 'A tool call cannot be forced here; the model was left to choose.' });
  }
  if (request.parallelToolCalls === false && request.tools.length > 0) {
    warn({ param: 'parallel_tool_calls', message: 'Parallel tool calls cannot be turned off here.' });
  }
  return request.tools.map((tool) => {
    if (tool.strict === true) warn({ param: 'tools', message: 'Tools are never strict here.' });
    return {
      type: 'function',
      function: {
        name: tool.name,
        ...(tool.description === undefined ? {} : { description: tool.description }),
        parameters: { type: 'object', ...(tool.parameters ?? { properties: {} }) },
      },
    };
  });
}

function warnOfTheRest({ request, warn }: { request: ChatRequest; warn: Warn }): void {
  if (request.user !== undefined) warn({ param: 'user', message: 'There is no field for the user here.' });
  if (request.metadata !== undefined) warn({ param: 'metadata', message: 'There is no field for metadata here.' });
}
