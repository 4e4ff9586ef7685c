import type { RequestRecord } from '../../domain/request-record.ts';
import { type JournalEntry, weightOfAll } from './journal-entry.ts';
import type { Segment } from './journal-segment.ts';
import type { WrittenLines } from './journal-writer.ts';

interface RecentLines extends WrittenLines {
  readonly entries: readonly JournalEntry[];
}

interface WeighedLines extends RecentLines {
  readonly weight: number;
}

export interface RecentRecords {
  add(recent: RecentLines): void;
  /** The entries that follow what is drained of a segment, if they are still here, and where the last of them ends. */
  next(wanted: {
    readonly segment: Segment;
    /** One write of the journal is never divided, so there may be more. */
    readonly mostEntries: number;
  }): { readonly entries: readonly JournalEntry[]; readonly end: number } | undefined;
  /** A record that is here still. */
  find(requestId: string): RequestRecord | undefined;
  /** Lets go of what is in the store. */
  dropDrained(): void;
}

/**
 * What was written last, still in memory, so that it need not be read and parsed again a moment later. It forgets
 * everything once it weighs `most` (a thousand are about 1 MB): the journal's files have it.
 */
export function createRecentRecords({ most }: { readonly most: number }): RecentRecords {
  let kept: WeighedLines[] = [];
  let weight = 0;
  return {
    add(recent) {
      if (weight >= most) {
        kept = [];
        weight = 0;
      }
      const added = { ...recent, weight: weightOfAll(recent.entries) };
      kept.push(added);
      weight += added.weight;
    },
    next({ segment, mostEntries }) {
      if (kept[0]?.segment !== segment || kept[0].start !== segment.drained) return undefined;
      const entries: JournalEntry[] = [];
      let end = segment.drained;
      let taken = 0;
      for (const lines of kept) {
        if (lines.segment !== segment || (taken > 0 && taken + lines.weight > mostEntries)) break;
        taken += lines.weight;
        entries.push(...lines.entries);
        end = lines.end;
      }
      return { entries, end };
    },
    find(requestId) {
      for (let index = kept.length - 1; index >= 0; index--) {
        const found = kept[index]?.entries.find((entry) => 'record' in entry && entry.record.id === requestId);
        if (found !== undefined && 'record' in found) return found.record;
      }
      return undefined;
    },
    dropDrained() {
      const first = kept.findIndex(({ segment, end }) => end > segment.drained);
      kept = first < 0 ? [] : kept.slice(first);
      weight = kept.reduce((sum, lines) => sum + lines.weight, 0);
    },
  };
}
