import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../../domain/ports.ts';
import type { DrainResult } from './drain-journal.ts';

const PAUSE_MS = 200;
/** The pause doubles while the store takes nothing. */
const LONGEST_PAUSE_MS = 30_000;

export interface DrainLoop {
  /** There is something to drain. Cheap: called for every record. */
  wake(): void;
  /** Drains now, and resolves when that is done or the time is up; it goes on in the background then. */
  runWithin(limitMs: number): Promise<void>;
  /** Drains once more within the limit, and never again. */
  stopWithin(limitMs: number): Promise<void>;
}

/** Decides when to drain: soon after something came, later and later while the store is down, one at a time. */
export function createDrainLoop(from: {
  readonly drain: () => Promise<DrainResult>;
  /** Clears up after a drain; `later` where something is left to be cleared up. */
  readonly tidy: () => Promise<'tidy' | 'later'>;
  readonly log: Log;
}): DrainLoop {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let wanted = false;
  let stopped = false;
  let pauseMs = PAUSE_MS;

  const pass = async () => {
    const result = await drainSafely(from);
    if (result === 'store_down') {
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      wanted = true;
      return;
    }
    if (pauseMs > PAUSE_MS) from.log.info({}, 'the store takes requests again; the journal is drained');
    pauseMs = PAUSE_MS;
    if ((await from.tidy()) === 'later') wanted = true;
  };
  const run = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    wanted = false;
    running ??= pass().finally(() => {
      running = undefined;
      if (wanted) schedule();
    });
    return running;
  };
  const schedule = () => {
    if (timer === undefined && !stopped) timer = setTimeout(run, pauseMs).unref();
  };

  return {
    wake() {
      wanted = true;
      if (timer === undefined && running === undefined) schedule();
    },
    runWithin: (limitMs) => within({ limitMs, work: run() }),
    async stopWithin(limitMs) {
      stopped = true;
      await within({ limitMs, work: (running ?? Promise.resolve()).then(run) });
    },
  };
}

async function drainSafely(from: { drain: () => Promise<DrainResult>; log: Log }): Promise<DrainResult> {
  try {
    return await from.drain();
  } catch (error) {
    from.log.error({ error: String(error) }, 'the journal could not be drained');
    return 'store_down';
  }
}

async function within({ limitMs, work }: { limitMs: number; work: Promise<void> }): Promise<void> {
  const limit = new AbortController();
  const timeUp = wait(limitMs, undefined, { signal: limit.signal }).catch(() => {});
  await Promise.race([work, timeUp]);
  limit.abort();
}
