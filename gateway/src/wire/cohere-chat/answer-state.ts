import type { ChatEvent } from '../../domain/chat.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import { objectOf, objectsOf, textOf } from '../narrow-json.ts';
import { readFinishReason } from './finish-reason.ts';
import { readUsage } from './read-usage.ts';
import { REASONING_FORMAT, type ThinkingState } from './thinking-state.ts';

/** What a streamed and a whole answer have in common: the pieces come here one by one, or all at once. */
export interface AnswerState {
  readonly events: ChatEvent[];
  toolCalls: number;
  thinking: string;
  toolPlan: string;
  readonly citations: JsonObject[];
  readonly logprobs: unknown[];
}

export function createAnswerState(): AnswerState {
  return { events: [], toolCalls: 0, thinking: '', toolPlan: '', citations: [], logprobs: [] };
}

interface PieceInput {
  readonly state: AnswerState;
  readonly text: string | undefined;
}

export function addText({ state, text }: PieceInput): void {
  if (text) state.events.push({ type: 'text', text });
}

export function addThinking({ state, text }: PieceInput): void {
  if (!text) return;
  state.thinking += text;
  state.events.push({ type: 'reasoning', text });
}

export function addToolPlan({ state, text }: PieceInput): void {
  if (!text) return;
  if (state.toolPlan === '' && state.thinking !== '') state.events.push({ type: 'reasoning', text: '\n\n' });
  state.toolPlan += text;
  state.events.push({ type: 'reasoning', text });
}

interface ToolCallInput {
  readonly state: AnswerState;
  readonly index: number;
  readonly call: JsonObject;
}

export function addToolCall({ state, index, call }: ToolCallInput): void {
  state.toolCalls += 1;
  const id = textOf(call.id) || `call_${index}`;
  state.events.push({ type: 'tool_call', index, id, name: textOf(objectOf(call.function)?.name) ?? '' });
  addToolArguments({ state, index, call });
}

export function addToolArguments({ state, index, call }: ToolCallInput): void {
  const text = textOf(objectOf(call.function)?.arguments);
  if (text) state.events.push({ type: 'tool_arguments', index, text });
}

export function addCitations({ state, citations }: { state: AnswerState; citations: unknown }): void {
  state.citations.push(...(isJsonObject(citations) ? [citations] : objectsOf(citations)));
}

interface EndInput {
  readonly state: AnswerState;
  readonly id: string | undefined;
  readonly usage: JsonObject | undefined;
  readonly finishReason: string;
  readonly error: string | undefined;
}

/** What is certain at the end. @throws MalformedAnswerError for a finish reason that leaves no usable answer */
export function endAnswer({ state, id, usage, finishReason, error }: EndInput): void {
  const { events, thinking, toolPlan } = state;
  if (thinking !== '') {
    const data: ThinkingState = toolPlan === '' ? { thinking } : { thinking, tool_plan: toolPlan };
    events.push({ type: 'reasoning_state', format: REASONING_FORMAT, data });
  }
  const data: JsonObject = {
    ...(id === undefined ? undefined : { id }),
    // Usage is what is billed; what the model counted is told here.
    ...definedFields({ billed_units: usage?.billed_units, tokens: usage?.tokens, cached_tokens: usage?.cached_tokens }),
    ...(state.citations.length > 0 ? { citations: state.citations } : undefined),
    ...(state.logprobs.length > 0 ? { logprobs: state.logprobs } : undefined),
  };
  if (Object.keys(data).length > 0) events.push({ type: 'provider_metadata', data });
  const read = usage === undefined ? undefined : readUsage(usage);
  if (read !== undefined) events.push({ type: 'usage', usage: read });
  const reason = readFinishReason({ raw: finishReason, message: error, hasToolCalls: state.toolCalls > 0 });
  events.push({ type: 'finish', reason, raw: finishReason });
}

function definedFields(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
