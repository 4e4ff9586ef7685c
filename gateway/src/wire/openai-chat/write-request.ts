import type { ChatRequest, ResponseFormat, Tool, ToolChoice } from '../../domain/chat.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { ChatDraft, ChatDraftInput, Warning } from '../dialect.ts';
import type { OpenaiChatOptions, OptionalParam } from './options.ts';
import { writeMessages } from './write-messages.ts';

export function writeRequest(input: ChatDraftInput, options: OpenaiChatOptions): ChatDraft {
  const { request, model, stream, connection } = input;
  const warnings: Warning[] = [];
  const warn = (warning: Warning): void => {
    warnings.push(warning);
  };
  const body: JsonObject = { ...keptPassthrough(request.passthrough, warn), model };
  body.messages = writeMessages(request.messages, { options, connection, warn });
  if (stream) {
    body.stream = true;
    if (options.streamUsage === 'stream_options') body.stream_options = { include_usage: true };
  }
  writeMaxTokens({ input, options, body, warn });
  const supports = supportCheck(options, warn);
  writeSampling({ request, options, body, supports, warn });
  writeTools({ request, body, supports, warn });
  if (request.responseFormat !== undefined) body.response_format = writeResponseFormat(request.responseFormat);
  if (request.reasoning !== undefined) {
    const written = options.writeReasoning({ reasoning: request.reasoning, model });
    Object.assign(body, written.fields);
    warnings.push(...written.warnings);
  }
  return { body, warnings };
}

type Warn = (warning: Warning) => void;
/** True if the parameter is wished for and the server knows it; a wish that it doesn't know becomes a warning. */
type SupportCheck = (param: OptionalParam, isWished: boolean) => boolean;

function supportCheck(options: OpenaiChatOptions, warn: Warn): SupportCheck {
  return (param, isWished) => {
    if (!isWished) return false;
    if (!options.unsupported.includes(param)) return true;
    warn({ param, message: `This provider does not take "${param}"; it was left out.` });
    return false;
  };
}

/** Several answers have no place in ours, and would be billed. */
function keptPassthrough(passthrough: JsonObject, warn: Warn): JsonObject {
  if (passthrough.n === undefined || passthrough.n === 1) return passthrough;
  const { n: _dropped, ...kept } = passthrough;
  warn({ param: 'n', message: 'One request gives one answer; "n" was left out.' });
  return kept;
}

function writeMaxTokens(place: {
  input: ChatDraftInput;
  options: OpenaiChatOptions;
  body: JsonObject;
  warn: Warn;
}): void {
  const { maxTokens } = place.input.request;
  if (maxTokens === undefined) return;
  const most = place.input.maxOutputTokens ?? maxTokens;
  if (maxTokens > most) {
    place.warn({ param: 'max_tokens', message: `This model writes at most ${most} tokens; that was sent instead.` });
  }
  place.body[place.options.maxTokensField] = Math.min(maxTokens, most);
}

function writeSampling(place: {
  request: ChatRequest;
  options: OpenaiChatOptions;
  body: JsonObject;
  supports: SupportCheck;
  warn: Warn;
}): void {
  const { request, options, body, supports, warn } = place;
  const { temperature, topP, stop, seed, user, metadata } = request;
  if (supports('temperature', temperature !== undefined)) body.temperature = temperature;
  if (supports('top_p', topP !== undefined)) body.top_p = topP;
  if (supports('seed', seed !== undefined)) body.seed = seed;
  if (supports('user', user !== undefined)) body.user = user;
  if (supports('metadata', metadata !== undefined)) body.metadata = metadata;
  if (stop === undefined || stop.length === 0 || !supports('stop', true)) return;
  body.stop = stop.slice(0, options.maxStops);
  if (stop.length > options.maxStops) {
    const message = `This provider takes at most ${options.maxStops} stop texts; the others were left out.`;
    warn({ param: 'stop', message });
  }
}

function writeTools(place: { request: ChatRequest; body: JsonObject; supports: SupportCheck; warn: Warn }): void {
  const { request, body, supports, warn } = place;
  const { tools, toolChoice, parallelToolCalls } = request;
  if (tools.length === 0) {
    if (toolChoice === 'required' || typeof toolChoice === 'object') {
      warn({ param: 'tool_choice', message: 'The request names no tools, so a tool cannot be required.' });
    }
    return;
  }
  if (!supports('tools', true)) return;
  body.tools = tools.map(writeTool);
  if (toolChoice !== undefined) body.tool_choice = writeToolChoice(toolChoice);
  if (supports('parallel_tool_calls', parallelToolCalls !== undefined)) body.parallel_tool_calls = parallelToolCalls;
}

function writeTool({ name, description, parameters, strict }: Tool): JsonObject {
  const definition: JsonObject = { name };
  if (description !== undefined) definition.description = description;
  if (parameters !== undefined) definition.parameters = parameters;
  if (strict !== undefined) definition.strict = strict;
  return { type: 'function', function: definition };
}

function writeToolChoice(choice: ToolChoice): unknown {
  return typeof choice === 'string' ? choice : { type: 'function', function: { name: choice.name } };
}

function writeResponseFormat(format: ResponseFormat): JsonObject {
  if (format.type === 'json_object') return { type: 'json_object' };
  const { name, description, schema, strict } = format;
  const written: JsonObject = { name, schema };
  if (description !== undefined) written.description = description;
  if (strict !== undefined) written.strict = strict;
  return { type: 'json_schema', json_schema: written };
}
