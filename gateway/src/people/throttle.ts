import ipaddr from 'ipaddr.js';
import { GatewayError } from '../domain/gateway-error.ts';
import type { Clock } from '../domain/ports.ts';
import { createSweepingMap } from '../domain/sweeping-map.ts';

const WINDOW_MS = 15 * 60_000;
const MOST_FAILURES_OF_PAIR = 5;
const MOST_FAILURES_OF_ADDRESS = 50;
/** Who has many addresses pushes out others' counts rather than fill the memory. */
const MOST_ENTRIES = 50_000;

export interface Attempt {
  /** It was somebody who may: the attempt doesn't count, and neither do the failures before it from this address. */
  succeeded(): void;
  /** It was no guess: doesn't count. */
  withdrawn(): void;
}

export interface Throttle {
  /**
   * Counts an attempt before it is made, so that guesses at the same time count as well.
   * @throws GatewayError rate_limited
   */
  attempt(by: { readonly account?: string | undefined; readonly clientIp: string }): Attempt;
}

/**
 * Bounds guessing: 5 failures in 15 minutes for an account from one address, 50 from one address. Nobody can lock out the
 * owner of an account, who comes from elsewhere. Counts are kept in this process.
 */
export function createThrottle({ clock }: { readonly clock: Clock }): Throttle {
  const windows = createSweepingMap<number[]>({
    create: () => [],
    isIdle: (failures, nowMs) => (failures.at(-1) ?? 0) <= nowMs - WINDOW_MS,
    maxEntries: MOST_ENTRIES,
  });
  const recent = (key: string, nowMs: number): number[] => {
    const failures = windows.getOrCreate(key, nowMs);
    while (failures[0] !== undefined && failures[0] <= nowMs - WINDOW_MS) failures.shift();
    return failures;
  };
  return {
    attempt({ account, clientIp }) {
      const nowMs = clock.now();
      const address = networkOf(clientIp);
      const ofAddress = recent(address, nowMs);
      refuseWhereFull({ failures: ofAddress, most: MOST_FAILURES_OF_ADDRESS, nowMs });
      // At once: while it is empty, making the next entry may sweep it away.
      ofAddress.push(nowMs);
      const ofPair = account === undefined ? undefined : recent(`${account.toLowerCase()} ${address}`, nowMs);
      try {
        if (ofPair) refuseWhereFull({ failures: ofPair, most: MOST_FAILURES_OF_PAIR, nowMs });
      } catch (refusal) {
        removeOne({ failures: ofAddress, atMs: nowMs });
        throw refusal;
      }
      ofPair?.push(nowMs);
      return {
        succeeded() {
          removeOne({ failures: ofAddress, atMs: nowMs });
          ofPair?.splice(0);
        },
        withdrawn() {
          removeOne({ failures: ofAddress, atMs: nowMs });
          if (ofPair) removeOne({ failures: ofPair, atMs: nowMs });
        },
      };
    },
  };
}

function refuseWhereFull(window: { readonly failures: readonly number[]; most: number; nowMs: number }): void {
  const { failures, most, nowMs } = window;
  const frees = failures.at(-most);
  if (frees === undefined) return;
  throw new GatewayError('rate_limited', {
    reason: 'sign_in',
    message: 'Too many attempts to sign in failed.',
    hint: 'Wait as long as the "Retry-After" header says. Whoever forgot the password asks for a link that sets a new one.',
    retryAfterMs: Math.max(1_000, frees + WINDOW_MS - nowMs),
  });
}

function removeOne({ failures, atMs }: { readonly failures: number[]; readonly atMs: number }): void {
  const place = failures.lastIndexOf(atMs);
  if (place !== -1) failures.splice(place, 1);
}

/** Of IPv6 the first 64 bits: whoever has one address has the others of its network as well. */
function networkOf(clientIp: string): string {
  if (!ipaddr.isValid(clientIp)) return clientIp;
  const address = ipaddr.process(clientIp);
  return address.kind() === 'ipv6' ? address.toByteArray().slice(0, 8).join('.') : address.toString();
}
