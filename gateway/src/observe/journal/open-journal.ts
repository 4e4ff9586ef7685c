import type { Clock, Journal, Log } from '../../domain/ports.ts';
import type { ContentJournal } from '../../domain/request-content.ts';
import type { RequestRecord } from '../../domain/request-record.ts';
import type { RequestSink } from './append-all.ts';
import { drainAnywhere, type OtherThread } from './drain-anywhere.ts';
import type { DrainSource } from './drain-journal.ts';
import { createDrainLoop } from './drain-loop.ts';
import { findInSegments } from './find-in-segments.ts';
import { createGroupCommit } from './group-commit.ts';
import { type JournalEntry, recordsOf, writeEntry } from './journal-entry.ts';
import { listSegments } from './journal-segment.ts';
import { createJournalWriter } from './journal-writer.ts';
import { createRecentRecords } from './recent-records.ts';
import { createRejectedLines } from './rejected-lines.ts';
import { removeDrained } from './remove-drained.ts';

const QUIET_AFTER_MS = 2_000;
/** How long a start waits for what an earlier process left behind; the rest is drained while it serves. */
const REPLAY_WITHIN_MS = 5_000;
const CLOSE_WITHIN_MS = 5_000;
const CATCH_UP_WITHIN_MS = 1_000;
const CATCH_UP_TURNS = 3;
/** Kept in memory for the drain, which would have to parse it otherwise. */
const MOST_RECENT = 8_192;
/** The other thread reads the files, and what is drained here is little: to keep more costs more than it saves. */
const MOST_RECENT_BESIDE_THREAD = 64;
/** What is kept in memory where the disk takes nothing: about 15 MB. */
const MOST_UNWRITTEN = 10_000;

export interface OpenJournal extends Journal, ContentJournal {
  /** A record that may not be in the store yet. Undefined: it is there, or nowhere. */
  find(requestId: string): Promise<RequestRecord | undefined>;
  /** What is not in the store yet: bytes of the files, and records that no disk took. */
  backlog(): { readonly bytes: number; readonly unwritten: number };
  /** Resolves when everything that was appended by now is in the store. @throws Error where the store is behind */
  caughtUp(): Promise<void>;
  /** Drains as much as the store takes now; the rest is drained by the next start. */
  close(): Promise<void>;
}

/**
 * Opens the journal of a data folder, drains what earlier processes left in it, and goes on draining it to the store.
 * One process at a time: the data folder has to be locked.
 *
 * What is added in one turn of the event loop is handed to the operating system in one write; what was added has been
 * resolved then, so that a killed process loses nothing that had an effect. Within 50 ms it is on the disk. Where the disk
 * takes nothing, records go to the store from memory.
 */
export async function openJournal(from: {
  readonly directory: string;
  readonly clock: Clock;
  readonly store: RequestSink;
  readonly otherThread?: OtherThread | undefined;
  readonly log: Log;
}): Promise<OpenJournal> {
  const { directory, clock, store: sink, otherThread, log } = from;
  const segments = listSegments({ directory });
  const unwritten: RequestRecord[] = [];
  const recent = createRecentRecords({ most: otherThread ? MOST_RECENT_BESIDE_THREAD : MOST_RECENT });
  const rejected = createRejectedLines({ directory });
  const writer = createJournalWriter({
    directory,
    firstNumber: (segments.at(-1)?.number ?? 0) + 1,
    onSegment: (segment) => segments.push(segment),
    log,
  });
  const source: DrainSource = { segments, recent, unwritten };
  let lastAppendMs = clock.now();
  const isQuiet = () => clock.now() - lastAppendMs >= QUIET_AFTER_MS;
  const loop = createDrainLoop({
    drain: () => drainAnywhere({ source, otherThread, sink, rejected, log }),
    tidy: () => removeDrained({ segments, writer, sink, quiet: isQuiet(), log }),
    log,
  });
  const keepUnwritten = createUnwrittenKeeper({ unwritten, log });
  if (segments.length > 0) await loop.runWithin(REPLAY_WITHIN_MS);

  const commit = createGroupCommit({
    write(entries) {
      lastAppendMs = clock.now();
      try {
        recent.add({ entries, ...writer.write(linesOf(entries)) });
      } catch (error) {
        for (const record of recordsOf(entries)) keepUnwritten({ record, error });
      }
      loop.wake();
    },
  });

  return {
    open: (attempt) => commit.add({ open: attempt }),
    append: (record) => commit.add({ record }),
    keep: (content) => void commit.add({ content }),
    find: async (requestId) =>
      commit.find(requestId) ??
      recent.find(requestId) ??
      unwritten.find(({ id }) => id === requestId) ??
      (await findInSegments({ segments, requestId })),
    backlog: () => ({
      bytes: segments.reduce((bytes, segment) => bytes + segment.size - segment.drained, 0),
      unwritten: unwritten.length,
    }),
    async caughtUp() {
      commit.flush();
      const sizes = segments.map((segment) => ({ segment, size: segment.size }));
      const isThere = () => unwritten.length === 0 && sizes.every(({ segment, size }) => segment.drained >= size);
      for (let turn = 0; turn < CATCH_UP_TURNS && !isThere(); turn++) await loop.runWithin(CATCH_UP_WITHIN_MS);
      if (!isThere()) throw new Error('the store is behind the journal');
    },
    async close() {
      commit.flush();
      await loop.stopWithin(CLOSE_WITHIN_MS);
      await removeDrained({ segments, writer, sink, quiet: true, log });
      writer.rotate();
      await writer.settled();
    },
  };
}

function linesOf(entries: readonly JournalEntry[]): string {
  let lines = '';
  for (const entry of entries) lines += `${writeEntry(entry)}\n`;
  return lines;
}

/** Serving goes on where the disk is full: nothing is lost as long as the store takes it, or the process lives. */
function createUnwrittenKeeper({ unwritten, log }: { unwritten: RequestRecord[]; log: Log }) {
  return ({ record, error }: { record: RequestRecord; error: unknown }) => {
    // Told once for each time that it begins, not once for every request.
    if (unwritten.length === 0) log.error({ error: String(error) }, 'the journal cannot be written');
    if (unwritten.length < MOST_UNWRITTEN) unwritten.push(record);
    else log.error({ request: record.id }, 'a request is lost to the log: neither the disk nor the store takes it');
  };
}
