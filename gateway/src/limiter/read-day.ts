import type { Log } from '../domain/ports.ts';
import type { Store } from '../domain/store.ts';
import type { DayCount } from './day-count.ts';
import type { LogScope } from './limit-set.ts';

export type DayStore = Pick<Store, 'admittedSince'>;

interface Reading {
  readonly store: DayStore;
  readonly day: DayCount;
  readonly scope: LogScope;
  readonly startMs: number;
  readonly nowMs: number;
}

/** A store that is away is not asked again at once. */
const RETRY_AFTER_MS = 10_000;

export interface DayReader {
  /** Begins to read, and adds to the count what the log says, once that is known. */
  read(order: { readonly day: DayCount; readonly scope: LogScope | undefined; readonly nowMs: number }): void;
  /** Resolves when nothing is being read. */
  settled(): Promise<void>;
}

export interface DayReaderDeps {
  /** Undefined: nothing is known of the time before. */
  readonly store?: DayStore | undefined;
  /** Resolves when the log holds everything that happened so far. */
  readonly caughtUp?: (() => Promise<void>) | undefined;
  readonly log?: Log | undefined;
}

/**
 * What counts of the day before this process began. Requests never wait for it: until it is known, only what this process
 * has admitted counts. A rate limit that is lax for a moment harms less than one that stops everybody while the store is away.
 */
export function createDayReader({ store, caughtUp, log }: DayReaderDeps): DayReader {
  let running = Promise.resolve();
  let notBeforeMs = Number.NEGATIVE_INFINITY;

  const add = async ({ store, day, scope, startMs, nowMs }: Reading): Promise<void> => {
    try {
      await caughtUp?.();
      const known = await store.admittedSince({ scope, sinceMs: startMs, beforeMs: day.countsFromMs });
      // The day may have ended meanwhile.
      if (day.startMs !== startMs) return;
      day.requests += known.requests;
      day.tokens += known.tokens;
      day.log = 'read';
    } catch (cause) {
      if (day.startMs === startMs) day.log = 'unread';
      notBeforeMs = nowMs + RETRY_AFTER_MS;
      log?.warn({ cause: String(cause) }, 'what limits per day were used for before the start is not known yet');
    }
  };

  return {
    read({ day, scope, nowMs }) {
      if (store === undefined || scope === undefined) {
        day.log = 'read';
      } else if (nowMs >= notBeforeMs) {
        const { startMs } = day;
        day.log = 'reading';
        // One after the other: a start with many keys must not flood the store.
        running = running.then(() => add({ store, day, scope, startMs, nowMs }));
      }
    },
    settled: () => running,
  };
}
