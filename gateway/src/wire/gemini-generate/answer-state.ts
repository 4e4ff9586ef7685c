import type { ChatEvent, FinishReason } from '../../domain/chat.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import { MalformedAnswerError } from '../dialect.ts';
import { objectOf, textOf } from '../narrow-json.ts';
import { readFinishReason } from './finish-reason.ts';
import { readGeminiFailure } from './read-failure.ts';
import { readUsage } from './read-usage.ts';
import { REASONING_FORMAT, type SignedPart } from './thought-signatures.ts';

/** Reads the chunks of one answer; a whole answer is a single chunk. */
export interface AnswerState {
  /** @throws MalformedAnswerError for an error body, a blocked prompt, or a finish reason that leaves no answer */
  read(chunk: JsonObject): ChatEvent[];
  /** True once a finish reason was seen. */
  isFinished(): boolean;
}

interface Progress {
  toolCalls: number;
  model: string | undefined;
  responseId: string | undefined;
  finish: FinishReason | undefined;
  /** Parts that our answer has no place for: images, code that the API ran and its results. */
  readonly otherParts: JsonObject[];
}

const CANDIDATE_METADATA = [
  'groundingMetadata',
  'urlContextMetadata',
  'citationMetadata',
  'safetyRatings',
  'finishMessage',
  'avgLogprobs',
  'logprobsResult',
] as const;

export function createAnswerState(): AnswerState {
  const progress: Progress = {
    toolCalls: 0,
    model: undefined,
    responseId: undefined,
    finish: undefined,
    otherParts: [],
  };
  return {
    read: (chunk) => readChunk({ chunk, progress }),
    isFinished: () => progress.finish !== undefined,
  };
}

function readChunk({ chunk, progress }: { chunk: JsonObject; progress: Progress }): ChatEvent[] {
  if (chunk.error !== undefined) throw errorInside(chunk);
  const events: ChatEvent[] = [];
  const model = textOf(chunk.modelVersion);
  if (model !== undefined && model !== progress.model) {
    progress.model = model;
    events.push({ type: 'model', model });
  }
  const candidates = chunk.candidates;
  const candidate = Array.isArray(candidates) ? objectOf(candidates[0]) : undefined;
  if (candidate === undefined) throwIfBlocked(chunk);
  else readContent({ candidate, progress, events });
  const metadata = readMetadata({ chunk, candidate, progress });
  if (metadata !== undefined) events.push({ type: 'provider_metadata', data: metadata });
  const usageMetadata = chunk.usageMetadata;
  const usage = isJsonObject(usageMetadata) ? readUsage(usageMetadata) : undefined;
  if (usage !== undefined) events.push({ type: 'usage', usage });
  if (candidate !== undefined) readFinish({ candidate, progress, events });
  return events;
}

interface CandidateInput {
  readonly candidate: JsonObject;
  readonly progress: Progress;
  readonly events: ChatEvent[];
}

function readContent({ candidate, progress, events }: CandidateInput): void {
  const content = candidate.content;
  const parts = isJsonObject(content) ? content.parts : undefined;
  if (!Array.isArray(parts)) return;
  for (const part of parts) {
    if (isJsonObject(part)) readPart({ part, progress, events });
  }
}

function readPart({ part, progress, events }: { part: JsonObject } & Omit<CandidateInput, 'candidate'>): void {
  const call = part.functionCall;
  if (isJsonObject(call)) {
    readFunctionCall({ part, call, progress, events });
    return;
  }
  const text = part.text;
  if (typeof text === 'string') {
    if (text !== '') events.push({ type: part.thought === true ? 'reasoning' : 'text', text });
  } else {
    const { thoughtSignature: _signature, ...other } = part;
    if (Object.keys(other).length > 0) {
      progress.otherParts.push(other);
      events.push({ type: 'provider_metadata', data: { parts: [...progress.otherParts] } });
    }
  }
  const signature = textOf(part.thoughtSignature);
  if (signature !== undefined) events.push(signedPart({ part: 'text', signature }));
}

interface FunctionCallInput extends Omit<CandidateInput, 'candidate'> {
  readonly part: JsonObject;
  readonly call: JsonObject;
}

function readFunctionCall({ part, call, progress, events }: FunctionCallInput): void {
  const index = progress.toolCalls;
  progress.toolCalls += 1;
  const id = textOf(call.id) || `call_${index}`;
  events.push({ type: 'tool_call', index, id, name: textOf(call.name) ?? '' });
  events.push({ type: 'tool_arguments', index, text: JSON.stringify(objectOf(call.args) ?? {}) });
  const signature = textOf(part.thoughtSignature);
  if (signature !== undefined) events.push(signedPart({ part: 'tool_call', id, signature }));
}

function signedPart(data: SignedPart): ChatEvent {
  return { type: 'reasoning_state', format: REASONING_FORMAT, data };
}

interface MetadataInput {
  readonly chunk: JsonObject;
  readonly candidate: JsonObject | undefined;
  readonly progress: Progress;
}

function readMetadata({ chunk, candidate, progress }: MetadataInput): JsonObject | undefined {
  let metadata: JsonObject | undefined;
  const responseId = textOf(chunk.responseId);
  if (responseId !== undefined && responseId !== progress.responseId) {
    progress.responseId = responseId;
    metadata = { responseId };
  }
  for (const key of CANDIDATE_METADATA) {
    const value = candidate?.[key];
    if (value !== undefined && value !== null) metadata = { ...metadata, [key]: value };
  }
  const feedback = chunk.promptFeedback;
  if (isJsonObject(feedback)) metadata = { ...metadata, promptFeedback: feedback };
  return metadata;
}

function readFinish({ candidate, progress, events }: CandidateInput): void {
  const raw = textOf(candidate.finishReason);
  if (raw === undefined) return;
  const message = textOf(candidate.finishMessage);
  const reason = readFinishReason({ raw, message, hasToolCalls: progress.toolCalls > 0 });
  // Some models repeat the reason on every chunk.
  if (reason === progress.finish) return;
  progress.finish = reason;
  events.push({ type: 'finish', reason, raw });
}

/** A prompt that the API refuses is a 200 without candidates. */
function throwIfBlocked(chunk: JsonObject): void {
  const reason = textOf(objectOf(chunk.promptFeedback)?.blockReason);
  if (reason === undefined) return;
  throw new MalformedAnswerError({
    class: 'content_filter',
    code: reason,
    message: textOf(objectOf(chunk.promptFeedback)?.blockReasonMessage) ?? `the prompt was blocked: ${reason}`,
  });
}

function errorInside(body: JsonObject): MalformedAnswerError {
  const failure = readGeminiFailure({ status: 500, body });
  return new MalformedAnswerError({ ...failure, message: failure.message ?? 'an error inside a 200' });
}
