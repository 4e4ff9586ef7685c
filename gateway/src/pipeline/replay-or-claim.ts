import { GatewayError } from '../domain/gateway-error.ts';
import type { AnswerClaim } from '../domain/idempotency.ts';
import { EarlyEnd } from './early-end.ts';
import type { OnceRequest } from './exchange.ts';
import type { PipelineDeps } from './pipeline-deps.ts';
import type { TaskRead } from './read-task.ts';
import type { Stage } from './stage.ts';

export interface Claimed extends TaskRead {
  /** The right to do a request that is to be done once. `keepAnswer` gives it back. */
  readonly answerClaim?: AnswerClaim;
}

/**
 * A request with an Idempotency-Key is done by the first that comes with it; who comes later gets the same answer, or hears
 * that it is not there yet. Everybody else passes without waiting.
 */
export const replayOrClaim: Stage<TaskRead, Claimed> = {
  name: 'replay-or-claim',
  enter: (exchange, deps) => {
    const { once } = exchange;
    return once === undefined ? exchange : claimed({ exchange, once, deps });
  },
};

interface Asked {
  readonly exchange: TaskRead;
  readonly once: OnceRequest;
  readonly deps: PipelineDeps;
}

async function claimed({ exchange, once, deps }: Asked): Promise<Claimed> {
  const { endpoint, principal, requestId } = exchange;
  const { keyId, workspaceId } = principal;
  const idempotencyKey = checkKey(once.idempotencyKey);
  const asked = { workspaceId, keyId, endpoint, idempotencyKey, bodyDigest: once.bodyDigest(), requestId };
  const found = await deps.answerClaims.claim(asked);
  switch (found.state) {
    case 'claimed':
      // Who hangs up and repeats must find an answer, instead of paying for two halves: nobody's leaving ends the work.
      exchange.client.workOn();
      return { ...exchange, answerClaim: found.claim };
    case 'answered':
      throw new EarlyEnd({ state: 'replayed', answer: found.answer, attempts: [] });
    case 'running':
      throw new GatewayError('idempotency_in_progress', { retryAfterMs: pauseFor(found.runningMs) });
    case 'other_body':
      throw new GatewayError('idempotency_conflict', { reason: 'other_body' });
    case 'not_kept':
      throw new GatewayError('idempotency_conflict', {
        reason: 'answer_not_kept',
        message: 'This request was answered and charged before, but its answer was too large to be kept for a repeat.',
        hint: 'Send it with a new Idempotency-Key to have it run, and charged, once more.',
      });
  }
}

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;

function checkKey(value: string): string {
  if (VISIBLE_ASCII.test(value)) return value;
  throw new GatewayError('validation_error', {
    reason: 'invalid_header',
    param: 'Idempotency-Key',
    message: 'The header "Idempotency-Key" must have 1 to 255 visible ASCII characters, without spaces.',
    hint: 'Send a UUID, or any other text that is new for each task. Send the header once.',
  });
}

const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;

/** As long as it has taken so far: short requests are asked for soon, long ones less and less often. */
function pauseFor(runningMs: number): number {
  return Math.min(Math.max(runningMs, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
}
