import { type JoinedParts, joinParts, replaceParts, type SnapshotParts } from '../control/snapshot-parts.ts';
import type { Definitions } from '../domain/definitions.ts';
import type { Log, SnapshotSource } from '../domain/ports.ts';
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
  readonly store: Pick<Store, 'definitionsVersion' | 'readDefinitionChanges'>;
  /** Of the workspaces that the definitions hold, by what they and all share. */
  readonly compile: (definitions: Definitions) => Promise<SnapshotParts>;
  readonly log: Log;
  readonly pollMs: number;
}

/**
 * Holds the snapshot that requests are served from, and swaps it whole when the store's definitions change, whichever
 * process changed them. Only the workspaces that changed are read and compiled. A request keeps the snapshot that it began
 * with.
 */
export async function createSnapshotHolder({ store, compile, log, pollMs }: HolderInput): Promise<SnapshotHolder> {
  let held = await load({ store, compile, held: undefined });
  let timer: NodeJS.Timeout | undefined;
  let failing = false;
  let turn = Promise.resolve();

  const refreshNow = async () => {
    if ((await store.definitionsVersion()) === held.snapshot.version) return;
    held = await load({ store, compile, held });
  };
  // One after the other: each builds on what the one before it made.
  const refresh = () => {
    turn = turn.catch(() => {}).then(refreshNow);
    return turn;
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
    current: () => held.snapshot,
    refresh,
    watch: () => {
      timer = setTimeout(poll, pollMs).unref();
    },
    stop: () => clearTimeout(timer),
  };
}

async function load({
  store,
  compile,
  held,
}: Pick<HolderInput, 'store' | 'compile'> & { readonly held: JoinedParts | undefined }): Promise<JoinedParts> {
  const { version, changed, definitions } = await store.readDefinitionChanges({ since: held?.snapshot.version });
  const compiled = await compile(definitions);
  return changed === 'everything' || held === undefined
    ? joinParts({ parts: compiled, version })
    : replaceParts({ joined: held, changed, compiled, version });
}
