import type { AnswerCopy, IdempotencyStore, StoredClaim } from '../domain/idempotency.ts';
import type { Log } from '../domain/ports.ts';
import type { AnswerArchive } from './answer-archive.ts';
import { settleWithin } from './settle-within.ts';

/** A claim of this process. */
export interface HeldClaim extends StoredClaim {
  readonly claimedAtMs: number;
  /** Set where the request is done, and the store could not take its answer yet. */
  waiting: AnswerCopy | undefined;
}

export interface HeldClaims {
  find(id: string): HeldClaim | undefined;
  add(claim: HeldClaim): void;
  remove(claim: HeldClaim): void;
  /** Keeps the answer here until the store takes it. */
  keepWaiting(entry: { readonly claim: HeldClaim; readonly answer: AnswerCopy }): void;
  /** Tries once more to store what waits. */
  close(): Promise<void>;
}

/** All waiting answers together. Beyond it they are kept without their texts. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024;

/** What this process has claimed: renewed in the store for as long as it takes. Without claims there is no timer. */
export function createHeldClaims(deps: {
  readonly store: Pick<IdempotencyStore, 'renew'>;
  readonly archive: AnswerArchive;
  readonly log: Log;
  readonly leaseMs: number;
  readonly renewMs: number;
  readonly storeWaitMs: number;
}): HeldClaims {
  const claims = new Map<string, HeldClaim>();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const schedule = () => {
    if (timer === undefined && claims.size > 0 && !isClosed) timer = setTimeout(tick, deps.renewMs).unref();
  };
  const tick = async () => {
    await lookAfter({ ...deps, claims });
    timer = undefined;
    schedule();
  };
  return {
    find: (id) => claims.get(id),
    add(claim) {
      claims.set(claim.id, claim);
      schedule();
    },
    remove: (claim) => forget({ claims, claim }),
    keepWaiting({ claim, answer }) {
      const bytes = [...claims.values()].reduce((sum, { waiting }) => sum + bytesOf(waiting), bytesOf(answer));
      claim.waiting = bytes > MOST_WAITING_BYTES ? { ...answer, text: undefined } : answer;
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await lookAfter({ ...deps, claims });
    },
  };
}

type Care = Parameters<typeof createHeldClaims>[0] & { readonly claims: Map<string, HeldClaim> };

async function lookAfter(care: Care): Promise<void> {
  const held = [...care.claims.values()];
  for (const claim of held) if (claim.waiting !== undefined) await storeWaiting({ ...care, claim });
  const running = held.filter(({ waiting }) => waiting === undefined);
  if (running.length === 0) return;
  const renewal = care.store.renew({ claims: running, leaseMs: care.leaseMs });
  const renewed = await settleWithin({ work: renewal, ms: care.storeWaitMs });
  if (renewed.state === 'done') return;
  const cause = renewed.state === 'failed' ? String(renewed.error) : 'no answer in time';
  care.log.warn({ cause, claims: running.length }, 'claims of idempotent requests could not be renewed');
}

async function storeWaiting({ archive, claims, claim, log, storeWaitMs }: Care & { claim: HeldClaim }): Promise<void> {
  if (claim.waiting === undefined) return;
  const stored = await settleWithin({ work: archive.put({ place: claim, answer: claim.waiting }), ms: storeWaitMs });
  if (stored.state !== 'done') return;
  forget({ claims, claim });
  log.info({ request_id: claim.requestId }, 'the store has the answer of an idempotent request after all');
}

/** Only this very claim: the next one of the same key may be there already. */
function forget({ claims, claim }: { claims: Map<string, HeldClaim>; claim: HeldClaim }): void {
  if (claims.get(claim.id) === claim) claims.delete(claim.id);
}

function bytesOf(answer: AnswerCopy | undefined): number {
  return answer?.text === undefined ? 0 : Buffer.byteLength(answer.text);
}
