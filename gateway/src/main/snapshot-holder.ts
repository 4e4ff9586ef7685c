import type { Log, SnapshotSource } from '../domain/ports.ts';
import type { Snapshot } from '../domain/route.ts';
import type { Store } from '../domain/store.ts';

export interface SnapshotHolder extends SnapshotSource {
  /** Loads what the store says now. @throws whatever compiling throws: the old snapshot stays */
  refresh(): Promise<void>;
  watch(): void;
  stop(): void;
}

/**
 * How often each process looks whether something has changed, ms. A change is live everywhere within a second: this long to
 * be seen, the rest to be read.
 */
export const SNAPSHOT_POLL_MS = { sqlite: 200, postgres: 400 } as const;

interface HolderInput {
  readonly store: Pick<Store, 'definitionsVersion'>;
  readonly compile: (version: string) => Promise<Snapshot>;
  readonly log: Log;
  readonly pollMs: number;
}

/**
 * Holds the snapshot that requests are served from, and swaps it whole when the store's definitions change, whichever
 * process changed them. A request keeps the snapshot that it began with.
 */
export async function createSnapshotHolder({ store, compile, log, pollMs }: HolderInput): Promise<SnapshotHolder> {
  let version = await store.definitionsVersion();
  let snapshot = await compile(version);
  let timer: NodeJS.Timeout | undefined;
  let failing = false;

  const refresh = async () => {
    const latest = await store.definitionsVersion();
    if (latest === version) return;
    snapshot = await compile(latest);
    version = latest;
  };
  const poll = async () => {
    try {
      await refresh();
      failing = false;
    } catch (cause) {
      // The store may be away for a while: what is published goes on being served.
      if (!failing)
        log.error({ cause: String(cause) }, 'definitions could not be read; serving the last published ones');
      failing = true;
    }
    timer = setTimeout(poll, pollMs).unref();
  };
  return {
    current: () => snapshot,
    refresh,
    watch: () => {
      timer = setTimeout(poll, pollMs).unref();
    },
    stop: () => clearTimeout(timer),
  };
}
