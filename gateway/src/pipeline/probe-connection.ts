import type { AttemptFailure } from '../domain/failure.ts';
import { NEXT_MOVE } from '../domain/failure.ts';
import { parseJson } from '../domain/json.ts';
import type { AttemptTarget } from '../domain/route.ts';
import type { Task } from '../domain/task.ts';
import type { UpstreamTransport } from '../domain/upstream.ts';
import type { ProviderAdapter } from '../providers/provider-adapter.ts';
import { readEmbeddingsBody } from '../wire/latentkit/read-embeddings-request.ts';
import { readChatBody } from '../wire/latentkit/read-request.ts';
import { askOnce, type ReplyOnce } from './ask-once.ts';
import { type BuiltRequest, buildUpstreamRequest } from './build-upstream-request.ts';
import { isOfAnotherServer } from './is-of-another-server.ts';
import { plainFailure } from './read-attempt-failure.ts';

const CHAT = JSON.stringify({ messages: [{ role: 'user', content: 'Hi' }], max_tokens: 1 });
const EMBEDDINGS = JSON.stringify({ input: 'Hi' });

export interface Probe {
  /** What was sent, in words. */
  readonly sent: string;
  /** Undefined: the provider took the credential and knew the model. */
  readonly failure: AttemptFailure | undefined;
  /** Of the answer's head; undefined where none came. */
  readonly status: number | undefined;
  /** The provider's clock minus ours, ms, to the second; undefined where it sent no date. */
  readonly skewMs: number | undefined;
}

interface ToProbe {
  readonly target: AttemptTarget;
  readonly adapter: ProviderAdapter;
  readonly transport: UpstreamTransport;
  now(): number;
}

/** One real call with one token of output, or one embedding of two letters. Undefined: neither can be asked of the model. */
export async function probeConnection({ target, adapter, transport, now }: ToProbe): Promise<Probe | undefined> {
  const task = taskFor(target);
  if (task === undefined) return undefined;
  const sent = task.operation === 'chat' ? `one token of ${target.model}` : `one embedding of ${target.model}`;
  let built: BuiltRequest;
  try {
    built = buildUpstreamRequest({ task, target, adapter });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const failure = plainFailure({ class: 'model_not_found', detail: 'not_expressible' });
    return { sent, failure, status: undefined, skewMs: undefined };
  }
  const reply = await askOnce({ ...built, adapter, transport, now });
  return { sent, failure: failureOf(reply), status: reply.status, skewMs: reply.skewMs };
}

function taskFor({ capabilities }: AttemptTarget): Task | undefined {
  if (capabilities.has('chat')) return readChatBody(CHAT).task;
  return capabilities.has('embeddings') ? readEmbeddingsBody(EMBEDDINGS).task : undefined;
}

function failureOf({ failure, text, status }: ReplyOnce): AttemptFailure | undefined {
  // A web page that answers everything with 200 is no provider.
  const isPage = failure === undefined && text !== undefined && !parseJson(text).ok;
  if (isPage) return plainFailure({ class: 'malformed_response', status, detail: 'not_json' });
  return saysNothingOfTheSetup(failure) ? undefined : failure;
}

/** Some models find one token too few: whoever complains about the task has let the credential in. */
function saysNothingOfTheSetup(failure: AttemptFailure | undefined): boolean {
  if (failure === undefined) return true;
  return (
    failure.status !== undefined &&
    !isOfAnotherServer(failure) &&
    (NEXT_MOVE[failure.class].failover === 'never' || failure.class === 'unsupported_parameter')
  );
}
