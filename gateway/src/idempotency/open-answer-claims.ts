import { GatewayError } from '../domain/gateway-error.ts';
import {
  ANSWER_KEPT_MS,
  type AnswerClaim,
  type AnswerClaims,
  type AnswerCopy,
  type ClaimResult,
  type IdempotencyStore,
  type OnceAsked,
  type StoredClaim,
  type StoredState,
} from '../domain/idempotency.ts';
import type { Clock, Log } from '../domain/ports.ts';
import type { Vault } from '../domain/vault.ts';
import { type AnswerArchive, createAnswerArchive, withinBounds } from './answer-archive.ts';
import { claimDigests } from './claim-digests.ts';
import { createHeldClaims, type HeldClaim, type HeldClaims } from './held-claims.ts';
import { settleWithin } from './settle-within.ts';

export interface ClaimTimings {
  /** How long the claim of a process that died keeps others out. */
  readonly leaseMs: number;
  readonly renewMs: number;
  /** How long a request waits for the store. */
  readonly storeWaitMs: number;
}

export const CLAIM_TIMINGS: ClaimTimings = { leaseMs: 30_000, renewMs: 5_000, storeWaitMs: 5_000 };

export interface OpenAnswerClaims extends AnswerClaims {
  close(): Promise<void>;
}

interface Input {
  readonly store: IdempotencyStore;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly log: Log;
  readonly timings?: ClaimTimings;
}

/**
 * Claims of idempotent requests. The store decides who has one; what this process holds it also remembers, so that an
 * answer that the store could not take is not run a second time here.
 */
export function openAnswerClaims({ store, vault, clock, log, timings = CLAIM_TIMINGS }: Input): OpenAnswerClaims {
  const archive = createAnswerArchive({ store, vault, log });
  const held = createHeldClaims({ store, archive, log, ...timings });
  const place: Place = { store, archive, held, log, timings };
  return {
    async claim(asked) {
      const claim = claimDigests({ asked, vault });
      const nowMs = clock.now();
      const known = held.find(claim.id);
      if (known) return resultOfHeld({ known, claim, nowMs });
      const found = await claimInStore({ place, asked, claim });
      if (found.state === 'answered') return archive.open({ ...found, id: claim.id });
      if (found.state !== 'claimed') return found;
      const own: HeldClaim = { ...claim, claimedAtMs: nowMs, waiting: undefined };
      held.add(own);
      return { state: 'claimed', claim: answerClaim({ place, own }) };
    },
    close: () => held.close(),
  };
}

interface Place {
  readonly store: IdempotencyStore;
  readonly archive: AnswerArchive;
  readonly held: HeldClaims;
  readonly log: Log;
  readonly timings: ClaimTimings;
}

function resultOfHeld({ known, claim, nowMs }: { known: HeldClaim; claim: StoredClaim; nowMs: number }): ClaimResult {
  if (known.fingerprint !== claim.fingerprint) return { state: 'other_body' };
  const { waiting, requestId } = known;
  if (waiting === undefined) return { state: 'running', runningMs: nowMs - known.claimedAtMs };
  const { text } = waiting;
  return text === undefined ? { state: 'not_kept' } : { state: 'answered', answer: { ...waiting, text, requestId } };
}

interface ClaimToMake {
  readonly place: Place;
  readonly asked: OnceAsked;
  readonly claim: StoredClaim;
}

/** @throws GatewayError storage_unavailable: whoever asks for exactly once must not get perhaps twice */
async function claimInStore({ place, asked, claim }: ClaimToMake): Promise<StoredState> {
  const { store, log, timings } = place;
  const { workspaceId, keyId } = asked;
  const work = store.claim({ ...claim, workspaceId, keyId, leaseMs: timings.leaseMs, keepMs: ANSWER_KEPT_MS });
  const taken = await settleWithin({ work, ms: timings.storeWaitMs });
  if (taken.state === 'done') return taken.value;
  // Should it come through after all, nobody is there to use it.
  if (taken.state === 'late') {
    work.then((state) => (state.state === 'claimed' ? store.giveUp(claim) : undefined)).catch(() => {});
  }
  const cause = taken.state === 'failed' ? taken.error : 'no answer in time';
  log.error({ request_id: asked.requestId, cause: String(cause) }, 'an idempotent request could not be claimed');
  throw new GatewayError('storage_unavailable', {
    message: 'The gateway cannot reach its storage, which a request with an Idempotency-Key needs.',
    hint: 'Send the same request again shortly. Without the header it would be answered, but a repeat would be charged again.',
    detail: 'idempotency',
    retryAfterMs: 1_000,
    cause,
  });
}

function answerClaim({ place, own }: { place: Place; own: HeldClaim }): AnswerClaim {
  return {
    keep: (answer) => keepAnswer({ place, own, answer: withinBounds(answer) }),
    async giveUp() {
      const { store, held, log, timings } = place;
      const freed = await settleWithin({ work: store.giveUp(own), ms: timings.storeWaitMs });
      held.remove(own);
      if (freed.state === 'done') return;
      const cause = freed.state === 'failed' ? String(freed.error) : 'no answer in time';
      log.warn(
        { request_id: own.requestId, cause },
        'a claim could not be given up: it is free when its lease is over',
      );
    },
  };
}

async function keepAnswer(kept: { place: Place; own: HeldClaim; answer: AnswerCopy }): Promise<void> {
  const { own, answer } = kept;
  const { archive, held, log, timings } = kept.place;
  const stored = await settleWithin({ work: archive.put({ place: own, answer }), ms: timings.storeWaitMs });
  if (stored.state === 'done') {
    held.remove(own);
    if (!stored.value) log.warn({ request_id: own.requestId }, 'a claim was taken over while its request still ran');
    return;
  }
  held.keepWaiting({ claim: own, answer });
  const cause = stored.state === 'failed' ? String(stored.error) : 'no answer in time';
  log.error({ request_id: own.requestId, cause }, 'the answer of an idempotent request waits in memory for the store');
}
