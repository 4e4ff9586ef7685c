import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Log } from '../../domain/ports.ts';
import type { RequestRecord } from '../../domain/request-record.ts';
import { appendAll, appendContents, appendOpen, type RequestSink } from './append-all.ts';
import { contentsOf, openAmong, recordsOf } from './journal-entry.ts';
import { isDrained, type Segment } from './journal-segment.ts';
import type { ParsedLines } from './parse-lines.ts';
import { createSegmentReader, type SegmentReader } from './read-segment.ts';
import type { RecentRecords } from './recent-records.ts';
import type { RejectedLines } from './rejected-lines.ts';

/** Large, since a transaction has a price of its own; but larger ones outlive collections of what is young. */
const ENTRIES_AT_ONCE = 512;
const BYTES_AT_ONCE = 512 * 1024;

/** Whose thread it is: one that serves requests as well, or one of its own. */
export type DrainPlace = 'beside_requests' | 'alone';

export interface DrainSource {
  /** Oldest first. */
  readonly segments: Segment[];
  readonly recent: RecentRecords;
  /** What the disk did not take: only in memory, so it goes first. */
  readonly unwritten: RequestRecord[];
}

export type DrainResult = 'drained' | 'store_down';

interface Drain {
  readonly source: DrainSource;
  readonly sink: RequestSink;
  readonly rejected: RejectedLines;
  readonly log: Log;
  readonly place?: DrainPlace;
}

/** Moves what is in the journal to the store, until all of it is there or the store takes no more. */
export async function drainJournal({ place = 'beside_requests', ...drain }: Drain): Promise<DrainResult> {
  const reader = createSegmentReader({ mostEntries: ENTRIES_AT_ONCE, bytesAtOnce: BYTES_AT_ONCE });
  try {
    for (;;) {
      const result = await drainBatch({ ...drain, reader });
      if (result !== 'more') return result;
      if (place === 'beside_requests') await nextTurn();
    }
  } finally {
    await reader.close();
  }
}

/** A function of its own: what it leaves behind is free before the next batch comes. */
async function drainBatch(from: Omit<Drain, 'place'> & BatchSource): Promise<DrainResult | 'more'> {
  const { source, sink, rejected, log } = from;
  const batch = await nextBatch(from);
  if (batch === undefined) return 'drained';
  const { records } = batch;
  const result = await appendAll({ records, sink });
  if (!result.done) {
    log.warn({ error: String(result.error) }, 'the store takes no requests; the journal keeps them');
    return 'store_down';
  }
  for (const { record, error } of result.refused) {
    log.error({ request: record.id, error: String(error) }, `the store refuses a request; it is in ${rejected.path}`);
    rejected.add(JSON.stringify(record));
  }
  const opened = await appendOpen({ opened: batch.opened, sink });
  if (!opened.done) return 'store_down';
  if (opened.error !== undefined) log.error({ error: String(opened.error) }, 'the store refuses open attempts');
  const kept = await appendContents({ contents: batch.contents, sink });
  if (!kept.done) return 'store_down';
  if (kept.error !== undefined) log.error({ error: nameOf(kept.error) }, 'the store refuses contents of requests');
  batch.accept();
  source.recent.dropDrained();
  return 'more';
}

/** A database's message may quote a whole row. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

interface Batch extends Pick<ParsedLines, 'records' | 'opened' | 'contents'> {
  /** Called when they are in the store. */
  readonly accept: () => void;
}

interface BatchSource {
  readonly source: DrainSource;
  readonly reader: SegmentReader;
  readonly rejected: RejectedLines;
  readonly log: Log;
}

async function nextBatch({ source, reader, rejected, log }: BatchSource): Promise<Batch | undefined> {
  if (source.unwritten.length > 0) {
    const records = source.unwritten.slice(0, ENTRIES_AT_ONCE);
    const accept = () => source.unwritten.splice(0, records.length);
    return { records, opened: [], contents: [], accept };
  }
  const segment = source.segments.find((candidate) => !isDrained(candidate));
  if (segment === undefined) return undefined;
  const advanceTo = (end: number) => () => {
    segment.drained = end;
  };
  const remembered = source.recent.next({ segment, mostEntries: ENTRIES_AT_ONCE });
  if (remembered !== undefined) {
    const { entries, end } = remembered;
    const records = recordsOf(entries);
    return { records, opened: openAmong(entries, records), contents: contentsOf(entries), accept: advanceTo(end) };
  }
  const read = await reader.read(segment);
  if (read.torn) log.warn({ file: segment.path }, 'the last line of a journal file was cut off; it is left out');
  if (read.unreadable.length > 0) {
    const lines = read.unreadable.length;
    log.error({ file: segment.path, lines }, `journal lines are damaged; see ${rejected.path}`);
  }
  return {
    ...read,
    accept: () => {
      for (const line of read.unreadable) rejected.add(line);
      advanceTo(read.end)();
    },
  };
}
