import type { RequestRecord } from '../../domain/request-record.ts';
import type { JournalEntry } from './journal-entry.ts';

export interface GroupCommit {
  /** Resolves once the entry was written, together with all that came in the same turn of the event loop. */
  add(entry: JournalEntry): Promise<void>;
  /** Writes what waits, now. */
  flush(): void;
  /** A record that waits to be written. */
  find(requestId: string): RequestRecord | undefined;
}

/**
 * Writes what comes in one turn of the event loop at once: a write costs as much as the rest of a small request, and under
 * load many requests end, or begin, in the same turn. `write` must not throw.
 */
export function createGroupCommit({ write }: { write: (entries: readonly JournalEntry[]) => void }): GroupCommit {
  let waiting: JournalEntry[] = [];
  let written: PromiseWithResolvers<void> | undefined;
  const flush = () => {
    if (written === undefined) return;
    const entries = waiting;
    const { resolve } = written;
    waiting = [];
    written = undefined;
    write(entries);
    resolve();
  };
  return {
    add(entry) {
      waiting.push(entry);
      if (written === undefined) {
        written = Promise.withResolvers();
        setImmediate(flush);
      }
      return written.promise;
    },
    flush,
    find(requestId) {
      const found = waiting.find((entry) => 'record' in entry && entry.record.id === requestId);
      return found !== undefined && 'record' in found ? found.record : undefined;
    },
  };
}
