import type { AttemptFailure } from '../../domain/failure.ts';
import { NEXT_MOVE } from '../../domain/failure.ts';
import type { AttemptTarget } from '../../domain/route.ts';
import type { Task } from '../../domain/task.ts';
import type { UpstreamHeaders, UpstreamTransport } from '../../domain/upstream.ts';
import { type BuiltRequest, buildUpstreamRequest } from '../../pipeline/build-upstream-request.ts';
import { failureOfFault, plainFailure, readAttemptFailure } from '../../pipeline/read-attempt-failure.ts';
import type { ProviderAdapter } from '../../providers/provider-adapter.ts';
import { readEmbeddingsBody } from '../../wire/latentkit/read-embeddings-request.ts';
import { readChatBody } from '../../wire/latentkit/read-request.ts';

/** Longer than any healthy provider takes for one token. */
const WITHIN_MS = 20_000;
const CHAT = JSON.stringify({ messages: [{ role: 'user', content: 'Hi' }], max_tokens: 1 });
const EMBEDDINGS = JSON.stringify({ input: 'Hi' });

export interface Probe {
  /** What was sent, in words. */
  readonly sent: string;
  /** Undefined: the provider took the credential and knew the model. */
  readonly failure: AttemptFailure | undefined;
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
    return { sent, failure: plainFailure({ class: 'model_not_found', detail: 'not_expressible' }), skewMs: undefined };
  }
  const answer = await send({ built, adapter, transport, now });
  return { sent, failure: saysNothingOfTheSetup(answer.failure) ? undefined : answer.failure, skewMs: answer.skewMs };
}

function taskFor({ capabilities }: AttemptTarget): Task | undefined {
  if (capabilities.has('chat')) return readChatBody(CHAT).task;
  return capabilities.has('embeddings') ? readEmbeddingsBody(EMBEDDINGS).task : undefined;
}

/** Some models find one token too few: whoever complains about the task has let the credential in. */
function saysNothingOfTheSetup(failure: AttemptFailure | undefined): boolean {
  if (failure === undefined) return true;
  return (
    failure.status !== undefined &&
    (NEXT_MOVE[failure.class].failover === 'never' || failure.class === 'unsupported_parameter')
  );
}

interface Answer {
  readonly failure: AttemptFailure | undefined;
  readonly skewMs: number | undefined;
}

function send({
  built,
  adapter,
  transport,
  now,
}: Omit<ToProbe, 'target'> & { readonly built: BuiltRequest }): Promise<Answer> {
  return new Promise((resolve) => {
    let status = 0;
    let headers: UpstreamHeaders = {};
    let skewMs: number | undefined;
    const end = (failure: AttemptFailure | undefined) => {
      clearTimeout(timer);
      resolve({ failure, skewMs });
    };
    const timer = setTimeout(() => {
      call.abort();
      end(plainFailure({ class: 'timeout', detail: 'attempt_timeout' }));
    }, WITHIN_MS);
    const call = transport.call(built.request, {
      onHeaders(head) {
        ({ status, headers } = head);
        skewMs = skewOf({ headers, nowMs: now() });
      },
      onFrames() {},
      onBody(text) {
        const isGood = status >= 200 && status < 300;
        const { readFailure } = built;
        end(isGood ? undefined : readAttemptFailure({ adapter, readFailure, status, headers, text, nowMs: now() }));
      },
      onEnd() {},
      onFault: (fault) => end(failureOfFault({ fault, status: status === 0 ? undefined : status })),
    });
  });
}

function skewOf({ headers, nowMs }: { headers: UpstreamHeaders; nowMs: number }): number | undefined {
  const theirs = Date.parse(String(headers.date ?? ''));
  return Number.isNaN(theirs) ? undefined : theirs - nowMs;
}
