import { createSweepingMap } from '../domain/sweeping-map.ts';
import { createRollingCount, type RollingCount } from './rolling-count.ts';

/** Retries of a target may be this share of the requests that it got within the window. */
const RETRY_SHARE = 0.1;
/** So many retries within the window are always allowed, so that a quiet gateway can retry at all. */
const ALWAYS_ALLOWED = 10;
const WINDOW_MS = 10_000;
const WINDOW_SLOTS = 10;

export interface RetryBudget {
  /** A request reaches this target for the first time: as its first attempt, or as a failover from another target. */
  requested(circuitKey: string, nowMs: number): void;
  /** May a request be sent to the same target again? True counts the retry. */
  tryRetry(circuitKey: string, nowMs: number): boolean;
}

/**
 * Keeps retries from multiplying the load of an upstream that is already failing (RELIABILITY F23): per target, at most
 * 10 % of its requests over 10 s, and always 10.
 *
 * What is limited is a request that comes *again* to the same target. A failover is the first time that the other target
 * sees the request, so it counts as a request there and is never refused here: if the first target is down, all of its
 * traffic must be able to move. With every upstream failing, each still sees a request at most once and retries for at most
 * a tenth of them, so ≤ 1.1 × the requests; the circuits then keep even those away.
 */
export function createRetryBudget(): RetryBudget {
  const budgets = createSweepingMap<{ requests: RollingCount; retries: RollingCount }>({
    create: () => ({
      requests: createRollingCount({ windowMs: WINDOW_MS, slots: WINDOW_SLOTS }),
      retries: createRollingCount({ windowMs: WINDOW_MS, slots: WINDOW_SLOTS }),
    }),
    isIdle: ({ requests, retries }, nowMs) => requests.sum(nowMs) === 0 && retries.sum(nowMs) === 0,
  });
  return {
    requested(circuitKey, nowMs) {
      budgets.getOrCreate(circuitKey, nowMs).requests.add(nowMs);
    },
    tryRetry(circuitKey, nowMs) {
      const { requests, retries } = budgets.getOrCreate(circuitKey, nowMs);
      const allowed = Math.max(ALWAYS_ALLOWED, Math.floor(requests.sum(nowMs) * RETRY_SHARE));
      if (retries.sum(nowMs) >= allowed) return false;
      retries.add(nowMs);
      return true;
    },
  };
}
