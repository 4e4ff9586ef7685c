import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { LimitState } from '../domain/limits.ts';
import type { Clock, Limiter, Log } from '../domain/ports.ts';
import type { Principal } from '../domain/route.ts';
import { createMemoryLimiter, type LimitsQuery } from '../limiter/memory-limiter.ts';
import { createSharedLimiter } from '../limiter/shared-limiter.ts';
import type { Installation } from './open-installation.ts';
import type { Settings } from './read-settings.ts';
import type { Job } from './run-jobs.ts';

/** How long a start waits for what limits per day were used for: without it, they are lax for a moment. */
const WARM_WITHIN_MS = 5_000;
/** How long it waits for Redis: without it, this gateway keeps to its part for a moment. */
const MEET_WITHIN_MS = 1_500;
const LOOK_AGAIN_EVERY_MS = 1_000;

export interface OpenLimiter {
  readonly limiter: Limiter;
  /** What is left of every limit of a caller. */
  limitsOf(query: LimitsQuery): Promise<readonly LimitState[]>;
  readonly jobs: readonly Job[];
  close(): Promise<void>;
}

/** Rate limits of this process or, where `REDIS_URL` is set, of all gateways that share it. */
export async function openLimiter(from: {
  readonly settings: Pick<Settings, 'redisUrl'>;
  readonly installation: Pick<Installation, 'store' | 'vault'>;
  readonly principals: Iterable<Principal>;
  readonly caughtUp: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<OpenLimiter> {
  const { settings, installation, principals, caughtUp, clock, log } = from;
  const { store, vault } = installation;
  if (settings.redisUrl === undefined) {
    const limiter = createMemoryLimiter({ clock, store, caughtUp, log });
    await atMost(limiter.warm({ principals }), WARM_WITHIN_MS);
    return { limiter, limitsOf: async (query) => limiter.limitsOf(query), jobs: [], close: async () => {} };
  }
  const { createRedisGrantBook } = await import('../limiter/redis-grant-book.ts');
  // Gateways of one installation have one master key; its digest tells nothing about it.
  const book = createRedisGrantBook({
    url: settings.redisUrl,
    installation: vault.digest('rate limits').slice(0, 16),
    gateway: randomUUID(),
  });
  const hashAddress = (address: string) => vault.digest(address).slice(0, 24);
  const limiter = createSharedLimiter({ book, hashAddress, clock, store, caughtUp, log });
  await atMost(limiter.lookAgain(), MEET_WITHIN_MS);
  return {
    limiter,
    limitsOf: (query) => limiter.limitsOf(query),
    jobs: [{ name: 'share-rate-limits', everyMs: LOOK_AGAIN_EVERY_MS, run: () => limiter.lookAgain() }],
    close: () => limiter.close(),
  };
}

async function atMost(work: Promise<void>, withinMs: number): Promise<void> {
  await Promise.race([work, wait(withinMs, undefined, { ref: false })]);
}
