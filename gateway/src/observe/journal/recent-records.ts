import type { RequestRecord } from '../../domain/request-record.ts';
import type { Segment } from './journal-segment.ts';
import type { WrittenLine } from './journal-writer.ts';

/** About 6 MB at most. */
const MOST_RECORDS = 4_096;

interface RecentRecord extends WrittenLine {
  readonly record: RequestRecord;
}

export interface RecentRecords {
  add(recent: RecentRecord): void;
  /** The records that follow what is drained of a segment, if they are still here, and where the last of them ends. */
  next(wanted: {
    readonly segment: Segment;
    readonly mostRecords: number;
  }): { readonly records: readonly RequestRecord[]; readonly end: number } | undefined;
  /** A record that is here still. */
  find(requestId: string): RequestRecord | undefined;
  /** Lets go of what is in the store. */
  dropDrained(): void;
}

/**
 * What was written last, still in memory, so that it need not be read and parsed again a moment later. It forgets
 * everything when the store falls behind: the journal's files have it.
 */
export function createRecentRecords(): RecentRecords {
  let kept: RecentRecord[] = [];
  return {
    add(recent) {
      if (kept.length >= MOST_RECORDS) kept = [];
      kept.push(recent);
    },
    next({ segment, mostRecords }) {
      if (kept[0]?.segment !== segment || kept[0].start !== segment.drained) return undefined;
      const batch = kept.slice(0, mostRecords).filter((recent) => recent.segment === segment);
      return { records: batch.map((recent) => recent.record), end: batch.at(-1)?.end ?? segment.drained };
    },
    find: (requestId) => kept.findLast(({ record }) => record.id === requestId)?.record,
    dropDrained() {
      const first = kept.findIndex(({ segment, end }) => end > segment.drained);
      kept = first < 0 ? [] : kept.slice(first);
    },
  };
}
