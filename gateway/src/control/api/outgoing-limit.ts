import { GatewayError } from '../../domain/gateway-error.ts';
import type { Clock } from '../../domain/ports.ts';
import { createSweepingMap } from '../../domain/sweeping-map.ts';

/** How many acts of one workspace may call somewhere, within a minute. */
export const MOST_OUTGOING_A_MINUTE = 30;
const WINDOW_MS = 60_000;

export interface OutgoingLimit {
  /**
   * Counts a call to an address that somebody may have chosen, right before it is made: what is refused before does not count.
   * @param of the workspace
   * @throws GatewayError rate_limited
   */
  take(of: string): void;
  /** The same, for what can be left undone: false where it is too often. */
  mayTake(of: string): boolean;
}

/** So that nobody makes the gateway knock on doors for them. Counted in this process. */
export function createOutgoingLimit({ clock }: { readonly clock: Pick<Clock, 'now'> }): OutgoingLimit {
  const windows = createSweepingMap<number[]>({
    create: () => [],
    isIdle: (calls, nowMs) => (calls.at(-1) ?? 0) <= nowMs - WINDOW_MS,
  });
  /** 0 where it was counted, else how long to wait. */
  const waitMs = (of: string): number => {
    const nowMs = clock.now();
    const calls = windows.getOrCreate(of, nowMs);
    while (calls[0] !== undefined && calls[0] <= nowMs - WINDOW_MS) calls.shift();
    const [oldest] = calls;
    if (oldest !== undefined && calls.length >= MOST_OUTGOING_A_MINUTE) return oldest + WINDOW_MS - nowMs;
    calls.push(nowMs);
    return 0;
  };
  return {
    take(of) {
      const leftMs = waitMs(of);
      if (leftMs > 0) throw tooMany(leftMs);
    },
    mayTake: (of) => waitMs(of) === 0,
  };
}

function tooMany(retryAfterMs: number): GatewayError {
  return new GatewayError('rate_limited', {
    reason: 'live_checks',
    message: `Checks, lists of models and test messages: ${MOST_OUTGOING_A_MINUTE} a minute, and as many were made.`,
    hint: 'Wait as long as the "Retry-After" header says.',
    retryAfterMs: Math.max(1_000, retryAfterMs),
  });
}
