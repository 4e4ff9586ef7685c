import type { Admission, Clock, Limiter, LimitState } from '../domain/ports.ts';
import type { Principal, RateLimit } from '../domain/route.ts';
import { createSweepingMap } from '../domain/sweeping-map.ts';
import { createSlidingWindow, type SlidingWindow, WINDOW_MS } from './sliding-window.ts';

/** Nobody knows when a running request will end; a second is soon enough to ask again, and not a busy loop. */
const CONCURRENCY_RETRY_MS = 1_000;

/** Limits of a key and what is left of them, as `whoami` shows them. Undefined: no such limit. */
export interface KeyLimits {
  readonly requestsPerMinute: LimitState | undefined;
  readonly tokensPerMinute: LimitState | undefined;
  readonly concurrency: LimitState | undefined;
}

export interface MemoryLimiter extends Limiter {
  /** Never waits: everything it needs is in memory. */
  admit(claim: Parameters<Limiter['admit']>[0]): Admission;
  /** Looks without taking. */
  limitsOf(query: { readonly principal: Principal; readonly nowMs: number }): KeyLimits;
  /** Keys that hold state, for metrics and tests. */
  readonly trackedKeys: number;
}

interface KeyState {
  readonly requests: SlidingWindow;
  readonly tokens: SlidingWindow;
  inFlight: number;
}

const UNLIMITED: Admission = Object.freeze({ admitted: true, release: () => {}, limits: undefined });
const NO_LIMITS: KeyLimits = Object.freeze({
  requestsPerMinute: undefined,
  tokensPerMinute: undefined,
  concurrency: undefined,
});

/**
 * Rate limits of one process. Requests and tokens per minute count in a true sliding window; tokens are taken as estimated
 * and corrected when the answer is known: what was not used is given back to the moment of the request, what was used
 * beyond the estimate counts from the moment when it became known. Limits hang on the key's id, so rotating the secret
 * changes nothing. A refused request takes nothing. A request whose estimate is above the whole token limit is admitted
 * when nothing else counts, since otherwise it could never run.
 */
export function createMemoryLimiter({ clock }: { clock: Clock }): MemoryLimiter {
  const states = createSweepingMap<KeyState>({
    create: () => ({ requests: createSlidingWindow(), tokens: createSlidingWindow(), inFlight: 0 }),
    isIdle: ({ requests, tokens, inFlight }, nowMs) =>
      inFlight === 0 && requests.used(nowMs) === 0 && tokens.used(nowMs) === 0,
  });

  return {
    get trackedKeys() {
      return states.size;
    },
    admit({ principal, estimatedTokens, nowMs }) {
      const limit = principal.rateLimit;
      if (limit === undefined || hasNoLimit(limit)) return UNLIMITED;
      const state = states.getOrCreate(principal.keyId, nowMs);
      return refusal({ state, limit, estimatedTokens, nowMs }) ?? take({ state, limit, estimatedTokens, nowMs, clock });
    },
    limitsOf({ principal, nowMs }) {
      const limit = principal.rateLimit;
      if (limit === undefined || hasNoLimit(limit)) return NO_LIMITS;
      return limitStates({ state: states.getOrCreate(principal.keyId, nowMs), limit, nowMs });
    },
  };
}

interface Check {
  readonly state: KeyState;
  readonly limit: RateLimit;
  readonly nowMs: number;
}

function refusal(check: Check & { readonly estimatedTokens: number }): Admission | undefined {
  const { state, limit, estimatedTokens, nowMs } = check;
  const requestWaitMs = waitMs({ window: state.requests, amount: 1, limit: limit.requestsPerMinute, nowMs });
  const tokenWaitMs = waitMs({ window: state.tokens, amount: estimatedTokens, limit: limit.tokensPerMinute, nowMs });
  const retryAfterMs = Math.max(requestWaitMs, tokenWaitMs);
  if (retryAfterMs > 0) {
    const { requestsPerMinute, tokensPerMinute } = limitStates(check);
    const counted = requestWaitMs >= tokenWaitMs ? 'requests' : 'tokens';
    const refusedBy = counted === 'requests' ? requestsPerMinute : tokensPerMinute;
    const limits = refusedBy && { ...refusedBy, remaining: 0, resetMs: retryAfterMs };
    return { admitted: false, reason: 'key', counted, retryAfterMs, limits };
  }
  if (limit.concurrency === undefined || state.inFlight < limit.concurrency) return undefined;
  const limits = { limit: limit.concurrency, remaining: 0, resetMs: CONCURRENCY_RETRY_MS, windowSeconds: undefined };
  const reason = 'concurrency';
  return { admitted: false, reason, counted: reason, retryAfterMs: CONCURRENCY_RETRY_MS, limits };
}

function take(check: Check & { readonly estimatedTokens: number; readonly clock: Clock }): Admission {
  const { state, limit, estimatedTokens, nowMs, clock } = check;
  state.inFlight++;
  if (limit.requestsPerMinute !== undefined) state.requests.take(1, nowMs);
  const cell = limit.tokensPerMinute === undefined ? undefined : state.tokens.take(estimatedTokens, nowMs);
  let isReleased = false;
  return {
    admitted: true,
    limits: tightest(limitStates(check)),
    release(usedTokens) {
      if (isReleased) return;
      isReleased = true;
      state.inFlight--;
      // Without a figure the estimate stands: better to count a guess than nothing.
      if (cell === undefined || usedTokens === undefined) return;
      if (usedTokens < estimatedTokens) state.tokens.giveBack(cell, estimatedTokens - usedTokens);
      else if (usedTokens > estimatedTokens) state.tokens.take(usedTokens - estimatedTokens, clock.now());
    },
  };
}

function hasNoLimit({ requestsPerMinute, tokensPerMinute, concurrency }: RateLimit): boolean {
  return requestsPerMinute === undefined && tokensPerMinute === undefined && concurrency === undefined;
}

function waitMs(need: {
  readonly window: SlidingWindow;
  readonly amount: number;
  readonly limit: number | undefined;
  readonly nowMs: number;
}): number {
  if (need.limit === undefined) return 0;
  // A limit of zero lets nothing through, ever: not even when nothing counts.
  if (need.limit <= 0) return WINDOW_MS;
  return need.window.waitFor({ amount: need.amount, limit: need.limit, nowMs: need.nowMs });
}

function limitStates({ state, limit, nowMs }: Check): KeyLimits {
  const minute = (window: SlidingWindow, perMinute: number | undefined): LimitState | undefined =>
    perMinute === undefined
      ? undefined
      : {
          limit: perMinute,
          remaining: Math.max(0, perMinute - window.used(nowMs)),
          resetMs: window.nextReturnMs(nowMs),
          windowSeconds: WINDOW_MS / 1_000,
        };
  return {
    requestsPerMinute: minute(state.requests, limit.requestsPerMinute),
    tokensPerMinute: minute(state.tokens, limit.tokensPerMinute),
    concurrency:
      limit.concurrency === undefined
        ? undefined
        : {
            limit: limit.concurrency,
            remaining: Math.max(0, limit.concurrency - state.inFlight),
            resetMs: CONCURRENCY_RETRY_MS,
            windowSeconds: undefined,
          },
  };
}

/** The limit with the smallest share left. */
function tightest({ requestsPerMinute, tokensPerMinute, concurrency }: KeyLimits): LimitState | undefined {
  let found: LimitState | undefined;
  for (const state of [requestsPerMinute, tokensPerMinute, concurrency]) {
    if (state === undefined) continue;
    if (found === undefined || state.remaining * found.limit < found.remaining * state.limit) found = state;
  }
  return found;
}
