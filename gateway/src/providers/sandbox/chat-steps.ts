import type { JsonObject } from '../../domain/json.ts';
import type { ChatAsk } from './read-chat-ask.ts';
import { countTokens, type SandboxReply } from './sandbox-reply.ts';
import { eventOf, type SandboxStep, STREAM_HEADERS, wholeAnswer } from './sandbox-step.ts';
import type { TriggerWord } from './triggers.ts';
import { IN_BAND_ERROR } from './upstream-errors.ts';

/** Answers carry a fixed time, since the same request must get the same answer: 2026-01-01, in seconds. */
export const ANSWERED_AT_S = 1_767_225_600;
export const SANDBOX_MODEL = 'sandbox';
/** How much of an answer comes before a break "after content". */
const PIECES_BEFORE_BREAK = 3;
const LONG_TEXT = 8_000;
const LONG_PIECE = 4_096;
const ARGUMENT_PIECE = 8;

interface ChatSteps {
  readonly ask: ChatAsk;
  readonly reply: SandboxReply;
  readonly word: TriggerWord | undefined;
}

/** A chat answer in the format of Chat Completions, whole or as a stream, with the breaks that a trigger asks for. */
export function chatSteps(steps: ChatSteps): Iterable<SandboxStep> {
  return steps.ask.isStream ? streamSteps(steps) : wholeSteps(steps);
}

function* wholeSteps({ ask, reply, word }: ChatSteps): Generator<SandboxStep> {
  const steps = wholeAnswer({ body: wholeBody(ask, reply) });
  switch (word) {
    case 'stall':
    case 'stall_after_content':
    case 'endless':
      return;
    case 'slow_stream':
      yield { act: 'wait', ms: reply.pieceMs };
      yield* steps;
      return;
    case 'cut_before_content':
    case 'cut_after_content':
      for (const step of steps) yield step.act === 'body' ? { act: 'body', text: halfOf(step.text) } : step;
      return;
    case 'reset_after_content':
      yield { act: 'fault', fault: { kind: 'reset', message: 'the sandbox was told to break the connection' } };
      return;
    case 'error_after_content':
      yield* wholeAnswer({ body: IN_BAND_ERROR });
      return;
    default:
      yield* steps;
  }
}

function* streamSteps(steps: ChatSteps): Generator<SandboxStep> {
  const { ask, reply, word } = steps;
  const chunk = chunkWriter(ask);
  yield STREAM_HEADERS;
  yield chunk({ role: 'assistant', content: '' });
  if (word === 'stall') return;
  if (word === 'endless') {
    yield* endlessly(chunk);
    return;
  }
  if (word === 'cut_before_content') {
    yield { act: 'end' };
    return;
  }
  let sent = 0;
  for (const delta of deltasOf(ask, reply)) {
    if (reply.pieceMs > 0) yield { act: 'wait', ms: reply.pieceMs };
    yield chunk(delta);
    sent++;
    if (sent === PIECES_BEFORE_BREAK && word === 'bad_line') yield brokenLine(ask);
    if (sent === PIECES_BEFORE_BREAK && breaksAfterContent(word)) break;
  }
  if (breaksAfterContent(word)) yield* breakUp(word);
  else yield* finish(steps, chunk);
}

function* finish({ ask, reply }: ChatSteps, chunk: ChunkWriter): Generator<SandboxStep> {
  yield chunk({}, reply.finish);
  yield eventOf({ ...envelope(ask, 'chat.completion.chunk'), choices: [], usage: usageOf(ask, reply) });
  yield { act: 'frames', frames: [{ event: undefined, data: '[DONE]' }] };
  yield { act: 'end' };
}

type BreakAfterContent =
  | 'stall_after_content'
  | 'cut_after_content'
  | 'resume'
  | 'reset_after_content'
  | 'error_after_content';

function breaksAfterContent(word: TriggerWord | undefined): word is BreakAfterContent {
  return (
    word === 'stall_after_content' ||
    word === 'cut_after_content' ||
    word === 'resume' ||
    word === 'reset_after_content' ||
    word === 'error_after_content'
  );
}

function* breakUp(word: BreakAfterContent): Generator<SandboxStep> {
  switch (word) {
    case 'stall_after_content':
      return;
    case 'reset_after_content':
      yield { act: 'fault', fault: { kind: 'reset', message: 'the sandbox was told to break the connection' } };
      return;
    case 'error_after_content':
      yield eventOf(IN_BAND_ERROR);
      yield { act: 'end' };
      return;
    case 'cut_after_content':
    case 'resume':
      yield { act: 'end' };
  }
}

function* endlessly(chunk: ChunkWriter): Generator<SandboxStep> {
  for (let word = 1; ; word++) {
    yield chunk({ content: `${word} ` });
    yield { act: 'wait', ms: 1_000 };
  }
}

type ChunkWriter = (delta: JsonObject, finish?: string) => SandboxStep;

function chunkWriter(ask: ChatAsk): ChunkWriter {
  const around = envelope(ask, 'chat.completion.chunk');
  return (delta, finishReason) =>
    eventOf({ ...around, choices: [{ index: 0, delta, finish_reason: finishReason ?? null }] });
}

function* deltasOf(ask: ChatAsk, reply: SandboxReply): Generator<JsonObject> {
  for (const text of piecesOf(reply.reasoning, reply)) yield { reasoning_content: text };
  const field = reply.isRefusal ? 'refusal' : 'content';
  for (const text of piecesOf(reply.content, reply)) yield { [field]: text };
  for (const [index, call] of reply.toolCalls.entries()) {
    const opening = { name: call.name, arguments: '' };
    yield { tool_calls: [{ index, id: callId(ask, index), type: 'function', function: opening }] };
    for (let from = 0; from < call.arguments.length; from += ARGUMENT_PIECE) {
      const text = call.arguments.slice(from, from + ARGUMENT_PIECE);
      yield { tool_calls: [{ index, function: { arguments: text } }] };
    }
  }
}

/** Words with the space behind them; a long text that takes no time in larger pieces, which end with a whole character. */
function* piecesOf(text: string, { pieceMs }: Pick<SandboxReply, 'pieceMs'>): Generator<string> {
  if (pieceMs > 0 || text.length <= LONG_TEXT) {
    for (const match of text.matchAll(/\S+\s*|\s+/g)) yield match[0];
    return;
  }
  for (let from = 0; from < text.length; ) {
    const last = text.charCodeAt(from + LONG_PIECE - 1);
    const to = from + LONG_PIECE + (last >= 0xd800 && last <= 0xdbff ? 1 : 0);
    yield text.slice(from, to);
    from = to;
  }
}

function brokenLine(ask: ChatAsk): SandboxStep {
  return { act: 'frames', frames: [{ event: undefined, data: `{"id":"${ask.hash}","choices":[{"del` }] };
}

function wholeBody(ask: ChatAsk, reply: SandboxReply): JsonObject {
  const message: JsonObject = { role: 'assistant', content: reply.isRefusal ? null : reply.content };
  if (reply.isRefusal) message.refusal = reply.content;
  if (reply.reasoning !== '') message.reasoning_content = reply.reasoning;
  if (reply.toolCalls.length > 0) {
    message.tool_calls = reply.toolCalls.map((call, index) => ({
      id: callId(ask, index),
      type: 'function',
      function: call,
    }));
  }
  return {
    ...envelope(ask, 'chat.completion'),
    choices: [{ index: 0, message, finish_reason: reply.finish }],
    usage: usageOf(ask, reply),
  };
}

function envelope(ask: ChatAsk, object: string): JsonObject {
  return { id: `chatcmpl-sandbox-${ask.hash}`, object, created: ANSWERED_AT_S, model: SANDBOX_MODEL };
}

function callId(ask: ChatAsk, index: number): string {
  return `call_sandbox_${ask.hash}_${index + 1}`;
}

function usageOf(ask: ChatAsk, reply: SandboxReply): JsonObject {
  const { reasoning, all } = countTokens(reply);
  return {
    prompt_tokens: ask.promptTokens,
    completion_tokens: all,
    total_tokens: ask.promptTokens + all,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
}

function halfOf(text: string): string {
  return text.slice(0, Math.floor(text.length / 2));
}
