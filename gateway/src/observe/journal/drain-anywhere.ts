import type { Log } from '../../domain/ports.ts';
import type { RequestSink } from './append-all.ts';
import { type DrainResult, type DrainSource, drainJournal } from './drain-journal.ts';
import { isDrained, type Segment } from './journal-segment.ts';
import type { RejectedLines } from './rejected-lines.ts';

export interface ThreadReport {
  readonly result: DrainResult;
  /** Bytes of lines that are in the store now, by the number of the segment. */
  readonly drained: ReadonlyMap<number, number>;
}

/** Another thread, with a connection of its own to the same store. It reads the files, so nothing is handed over. */
export interface OtherThread {
  /** Undefined where it does not do it: the caller's thread has to. */
  drain(segments: readonly Segment[]): Promise<ThreadReport | undefined>;
}

/** Drains on the other thread what it takes on, and here all else. */
export async function drainAnywhere(from: {
  readonly source: DrainSource;
  readonly otherThread: OtherThread | undefined;
  readonly sink: RequestSink;
  readonly rejected: RejectedLines;
  readonly log: Log;
}): Promise<DrainResult> {
  const { source, otherThread, ...rest } = from;
  // What no file has is here only.
  if (otherThread === undefined || source.unwritten.length > 0) return drainJournal({ source, ...rest });
  const report = await otherThread.drain(source.segments.filter((segment) => !isDrained(segment)));
  if (report === undefined) return drainJournal({ source, ...rest });
  for (const segment of source.segments) segment.drained = report.drained.get(segment.number) ?? segment.drained;
  source.recent.dropDrained();
  return report.result;
}
