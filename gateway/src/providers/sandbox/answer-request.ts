import type { JsonObject } from '../../domain/json.ts';
import type { UpstreamBody, UpstreamFaultKind, UpstreamRequest } from '../../domain/upstream.ts';
import { chatSteps } from './chat-steps.ts';
import { composeReply } from './compose-reply.ts';
import { explainTrigger } from './describe-triggers.ts';
import { embeddingsSteps } from './embeddings-steps.ts';
import { imageSteps } from './image-steps.ts';
import { readChatAsk } from './read-chat-ask.ts';
import { type KnownTrigger, readTrigger, type TriggerFound } from './read-trigger.ts';
import { eventOf, type SandboxStep, STREAM_HEADERS, wholeAnswer } from './sandbox-step.ts';
import { IN_BAND_ERROR, refuseRequest, upstreamError } from './upstream-errors.ts';

const WEB_PAGE = '<!doctype html><title>Sandbox</title><p>This is no answer that a program can read.';

/** Everything that the sandbox does about one request. It depends on nothing but the request. */
export function answerRequest(request: UpstreamRequest): Iterable<SandboxStep> {
  const body = fieldsOf(request.body);
  if (request.path.endsWith('/embeddings')) {
    return answerWhole({ text: firstText(body.input), answer: () => embeddingsSteps(body), param: 'input' });
  }
  if (request.path.includes('/images/')) {
    return answerWhole({ text: firstText(body.prompt), answer: () => imageSteps(body), param: 'prompt' });
  }
  return answerChat(body);
}

function answerChat(body: JsonObject): Iterable<SandboxStep> {
  const ask = readChatAsk(body);
  const found = readTrigger(ask.lastUserText);
  const explanation = explainTrigger(found);
  const isFollowed = found.kind === 'known' && explanation === undefined;
  const trigger = isFollowed ? found.trigger : undefined;
  const amount = isFollowed ? found.amount : undefined;
  const misbehaviour = trigger === undefined ? undefined : misbehave({ trigger, amount, isStream: ask.isStream });
  if (misbehaviour !== undefined) return misbehaviour;
  const reply = composeReply({ ask, word: trigger?.word, amount, explanation });
  const steps = chatSteps({ ask, reply, word: trigger?.word });
  return trigger?.word === 'slow' ? afterWait(amount, steps) : steps;
}

/** Embeddings and images can say nothing in words, so a trigger that cannot be followed is refused. */
function answerWhole(ask: {
  readonly text: string;
  readonly answer: () => readonly SandboxStep[];
  readonly param: string;
}): Iterable<SandboxStep> {
  const found: TriggerFound = readTrigger(ask.text);
  const explanation = explainTrigger(found);
  if (explanation !== undefined) return refuseRequest({ message: explanation, param: ask.param });
  if (found.kind !== 'known') return ask.answer();
  const { trigger, amount } = found;
  if ('chatOnly' in trigger) {
    return refuseRequest({ message: `"sandbox:${trigger.word}" works in chats only.`, param: ask.param });
  }
  const misbehaviour = misbehave({ trigger, amount, isStream: false });
  if (misbehaviour !== undefined) return misbehaviour;
  return trigger.word === 'slow' ? afterWait(amount, ask.answer()) : ask.answer();
}

/** What a trigger does that has nothing to do with the task. Undefined: an answer comes, in some shape. */
function misbehave(ask: {
  readonly trigger: KnownTrigger;
  readonly amount: number | undefined;
  readonly isStream: boolean;
}): Iterable<SandboxStep> | undefined {
  const { trigger, amount, isStream } = ask;
  if (trigger.group === 'upstream_error') return upstreamError({ word: trigger.word, amount });
  switch (trigger.word) {
    case 'timeout':
      return [];
    case 'connect_refused':
      return [fault('connect_refused', 'the sandbox was told to be unreachable')];
    case 'reset':
      return [fault('reset', 'the sandbox was told to break the connection')];
    case 'error_first':
      return isStream ? [STREAM_HEADERS, eventOf(IN_BAND_ERROR), { act: 'end' }] : wholeAnswer({ body: IN_BAND_ERROR });
    case 'malformed':
      return [
        { act: 'headers', status: 200, headers: { 'content-type': 'text/html' } },
        { act: 'body', text: WEB_PAGE },
        { act: 'end' },
      ];
    default:
      return undefined;
  }
}

function* afterWait(ms: number | undefined, steps: Iterable<SandboxStep>): Generator<SandboxStep> {
  yield { act: 'wait', ms: ms ?? 0 };
  yield* steps;
}

function fault(kind: UpstreamFaultKind, message: string): SandboxStep {
  return { act: 'fault', fault: { kind, message } };
}

function fieldsOf(body: UpstreamBody | undefined): JsonObject {
  if (body === undefined) return {};
  if (body.kind === 'json') return body.value;
  // The files of a form: their size stands for them.
  return Object.fromEntries(
    body.fields.map((field) => [field.name, 'value' in field ? field.value : field.data.length]),
  );
}

function firstText(value: unknown): string {
  const [first] = [value].flat();
  return typeof first === 'string' ? first : '';
}
