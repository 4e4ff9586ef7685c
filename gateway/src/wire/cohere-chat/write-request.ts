import type { ChatRequest } from '../../domain/chat.ts';
import type { JsonObject } from '../../domain/json.ts';
import { collectWarnings, type Warn } from '../collect-warnings.ts';
import type { ChatDraft, ChatDraftInput } from '../dialect.ts';
import { writeMessages } from './write-messages.ts';
import { writeTools } from './write-tools.ts';

const MAX_STOP_SEQUENCES = 5;

/** Fields of this format that the contract does not know; `top_k` under its usual name. */
const KNOWN_FIELDS: ReadonlyMap<string, string> = new Map(
  [
    'k',
    'frequency_penalty',
    'presence_penalty',
    'documents',
    'citation_options',
    'safety_mode',
    'logprobs',
    'priority',
    'strict_tools',
    'thinking',
  ].map((name) => [name, name] as const),
).set('top_k', 'k');

/** The body of `/v2/chat` (docs.cohere.com/reference/chat). */
export function writeCohereRequest(input: ChatDraftInput): ChatDraft {
  const { request, model, stream, connection } = input;
  const { warn, warnings } = collectWarnings();
  if (request.user !== undefined) warn({ param: 'user', message: 'This format has no field for an end user.' });
  if (request.metadata !== undefined) warn({ param: 'metadata', message: 'This format has no field for metadata.' });
  const body: JsonObject = {
    ...readPassthrough({ passthrough: request.passthrough, warn }),
    model,
    stream,
    messages: writeMessages({ messages: request.messages, connection, warn }),
    ...writeLimits({ input, warn }),
    ...writeSampling({ request, warn }),
    ...writeTools({ request, warn }),
    ...writeResponseFormat({ request, warn }),
    ...writeThinking({ request, warn }),
  };
  return { body, warnings: warnings() };
}

function readPassthrough({ passthrough, warn }: { passthrough: JsonObject; warn: Warn }): JsonObject {
  const known: JsonObject = {};
  for (const [key, value] of Object.entries(passthrough)) {
    const name = KNOWN_FIELDS.get(key);
    if (name === undefined) warn({ param: key, message: 'This format does not know the field; it was left out.' });
    else known[name] = value;
  }
  return known;
}

function writeLimits({ input, warn }: { input: ChatDraftInput; warn: Warn }): JsonObject {
  const { maxTokens, stop } = input.request;
  const most = input.maxOutputTokens ?? Number.POSITIVE_INFINITY;
  if (maxTokens !== undefined && maxTokens > most) {
    warn({ param: 'max_tokens', message: `This model writes at most ${most} tokens; that was sent instead.` });
  }
  if (stop !== undefined && stop.length > MAX_STOP_SEQUENCES) {
    warn({ param: 'stop', message: `Only the first ${MAX_STOP_SEQUENCES} stop sequences were sent.` });
  }
  return {
    ...(maxTokens === undefined ? undefined : { max_tokens: Math.min(maxTokens, most) }),
    ...(stop === undefined ? undefined : { stop_sequences: stop.slice(0, MAX_STOP_SEQUENCES) }),
  };
}

interface RequestInput {
  readonly request: ChatRequest;
  readonly warn: Warn;
}

/** The format's ranges are narrower than ours: a value outside is sent as the nearest one inside. */
function writeSampling({ request, warn }: RequestInput): JsonObject {
  const { temperature, topP, seed } = request;
  const nearest = (place: { param: string; value: number; min: number; max: number }): number => {
    const { param, value, min, max } = place;
    const inside = Math.min(Math.max(value, min), max);
    if (inside !== value) warn({ param, message: `This format takes ${min} to ${max}; ${inside} was sent.` });
    return inside;
  };
  if (seed !== undefined && seed < 0) warn({ param: 'seed', message: 'This format takes no negative seed.' });
  return {
    ...(temperature === undefined
      ? undefined
      : { temperature: nearest({ param: 'temperature', value: temperature, min: 0, max: 1 }) }),
    ...(topP === undefined ? undefined : { p: nearest({ param: 'top_p', value: topP, min: 0.01, max: 0.99 }) }),
    ...(seed === undefined || seed < 0 ? undefined : { seed }),
  };
}

function writeResponseFormat({ request, warn }: RequestInput): JsonObject | undefined {
  const { responseFormat, tools } = request;
  if (responseFormat === undefined) return undefined;
  if (tools.length > 0) {
    warn({
      param: 'response_format',
      message: 'This format takes either tools or a response format; tools were sent.',
    });
    return undefined;
  }
  return {
    response_format:
      responseFormat.type === 'json_object'
        ? { type: 'json_object' }
        : { type: 'json_object', json_schema: responseFormat.schema },
  };
}

/** Thinking is on, off or limited; how hard the model thinks cannot be chosen. */
function writeThinking({ request, warn }: RequestInput): JsonObject | undefined {
  const { effort, budgetTokens } = request.reasoning ?? {};
  if (effort === undefined && budgetTokens === undefined) return undefined;
  if (effort === 'none' || budgetTokens === 0) return { thinking: { type: 'disabled' } };
  if (budgetTokens !== undefined) return { thinking: { type: 'enabled', token_budget: budgetTokens } };
  warn({ param: 'reasoning.effort', message: 'This format can only turn thinking on or off; it was turned on.' });
  return { thinking: { type: 'enabled' } };
}
