import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { ControlRequest } from '../../domain/control-plane.ts';
import { GatewayError } from '../../domain/gateway-error.ts';
import type { AnswerClaims } from '../../domain/idempotency.ts';
import type { Caller } from './caller.ts';

/** What the control plane answers, ready to be written. */
export interface WrittenAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

const writtenSchema = z.object({
  status: z.number(),
  headers: z.record(z.string(), z.string()),
  text: z.string(),
});

const KEY_TEXT = /^[\x21-\x7e]{1,200}$/;

/**
 * Runs what creates something once for each `Idempotency-Key` of a caller: a repeat gets the first answer again, the
 * secret in it included. What was refused is not kept.
 * @throws GatewayError validation_error, idempotency_conflict, idempotency_in_progress, and what `run` throws
 */
export async function onceFor({
  request,
  caller,
  answerClaims,
  run,
}: {
  readonly request: ControlRequest;
  readonly caller: Caller | undefined;
  readonly answerClaims: AnswerClaims;
  readonly run: () => Promise<WrittenAnswer>;
}): Promise<WrittenAnswer> {
  const idempotencyKey = request.headers.get('idempotency-key');
  if (idempotencyKey === null || caller === undefined) return run();
  if (!KEY_TEXT.test(idempotencyKey)) {
    const message = 'The Idempotency-Key is empty, longer than 200 characters, or not plain ASCII.';
    throw new GatewayError('validation_error', { reason: 'invalid_header', param: 'Idempotency-Key', message });
  }
  const claimed = await answerClaims.claim({
    workspaceId: '',
    keyId: callerKey(caller),
    endpoint: `${request.method} ${request.url}`,
    idempotencyKey,
    bodyDigest: createHash('sha256').update(request.bodyText, 'utf8').digest('hex'),
    requestId: request.requestId,
  });
  switch (claimed.state) {
    case 'answered':
      return replayed({ text: claimed.answer.text, requestId: claimed.answer.requestId });
    case 'other_body':
      throw new GatewayError('idempotency_conflict', { reason: 'other_body' });
    case 'not_kept':
      throw new GatewayError('idempotency_conflict', { reason: 'answer_not_kept' });
    case 'running':
      throw new GatewayError('idempotency_in_progress', { retryAfterMs: 1_000 });
    case 'claimed':
      return keeping({ claim: claimed.claim, run });
  }
}

async function keeping({
  claim,
  run,
}: {
  readonly claim: Extract<Awaited<ReturnType<AnswerClaims['claim']>>, { state: 'claimed' }>['claim'];
  readonly run: () => Promise<WrittenAnswer>;
}): Promise<WrittenAnswer> {
  let answer: WrittenAnswer;
  try {
    answer = await run();
  } catch (error) {
    await claim.giveUp();
    throw error;
  }
  const end = { outcome: 'answered', errorCode: undefined, errorReason: undefined } as const;
  await claim.keep({ format: 'json', ...end, text: JSON.stringify(answer) });
  return answer;
}

function replayed({ text, requestId }: { readonly text: string; readonly requestId: string }): WrittenAnswer {
  const answer = writtenSchema.parse(JSON.parse(text));
  return { ...answer, headers: { ...answer.headers, 'X-LK-Idempotent-Replay': 'true', 'X-LK-Replay-Of': requestId } };
}

function callerKey({ actor }: Caller): string {
  return 'id' in actor ? `${actor.kind}:${actor.id}` : actor.kind;
}
