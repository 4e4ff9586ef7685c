import { ByteReader } from './byte-reader.ts';
import { createByteWriter } from './byte-writer.ts';
import { ENTRY_DIMENSIONS, FIGURES } from './sum-columns.ts';
import { TIME_BUCKETS } from './time-buckets.ts';

/** Changes with everything that changes what the bytes mean: dimensions, figures, buckets of time. */
const FORMAT = 1;

/**
 * One combination of dimensions with its figures. Both durations are of answered requests: counts by the bucket of
 * `time-buckets.ts`.
 */
export interface SumsEntry {
  /** In the order of `ENTRY_DIMENSIONS`. */
  readonly dimensions: readonly string[];
  /** In the order of `FIGURES`. */
  readonly figures: Float64Array;
  readonly latency: Uint32Array;
  readonly firstContent: Uint32Array;
}

/** Durations that were counted, without the buckets that are empty. */
export interface SparseCounts {
  readonly buckets: Int32Array;
  readonly counts: Float64Array;
  /** How many of both are set. */
  length: number;
}

/** An entry while it is read: the same object for each, so what shall be kept is to be copied. */
export interface EntryView {
  /** Places in the texts of the sums. */
  readonly dimensions: Int32Array;
  readonly figures: Float64Array;
  readonly latency: SparseCounts;
  readonly firstContent: SparseCounts;
}

/**
 * Writes entries as bytes; the same entries in any order give the same bytes.
 * Format: version, number of texts, texts in ascending order, number of entries, entries in ascending order of their
 * dimensions; an entry is the place of each dimension's text, its figures, and each kind of duration as the number of
 * buckets with, for each, the distance to the bucket before and its count.
 */
export function writeSums(entries: readonly SumsEntry[]): Uint8Array {
  const writer = createByteWriter();
  const texts = [...new Set(entries.flatMap(({ dimensions }) => dimensions))].sort(compareTexts);
  const placeOf = new Map(texts.map((text, place) => [text, place]));
  writer.whole(FORMAT);
  writer.whole(texts.length);
  for (const text of texts) writer.text(text);
  writer.whole(entries.length);
  for (const entry of entries.toSorted(compareEntries)) {
    for (const text of entry.dimensions) writer.whole(placeOf.get(text) ?? 0);
    for (const figure of entry.figures) writer.whole(Math.min(figure, Number.MAX_SAFE_INTEGER));
    for (const counts of [entry.latency, entry.firstContent]) {
      writer.whole(counts.reduce((used, count) => used + (count > 0 ? 1 : 0), 0));
      let before = 0;
      for (let bucket = 0; bucket < counts.length; bucket++) {
        const count = counts[bucket] ?? 0;
        if (count === 0) continue;
        writer.whole(bucket - before);
        writer.whole(count);
        before = bucket;
      }
    }
  }
  return writer.finish();
}

/**
 * Reads them one after the other.
 * @throws RangeError where the bytes are none of `writeSums`, or of another version of it
 */
export function readSums({
  sums,
  onTexts,
  onEntry,
}: {
  readonly sums: Uint8Array;
  /** Called once, first. */
  readonly onTexts: (texts: readonly string[]) => void;
  readonly onEntry: (entry: EntryView) => void;
}): void {
  const reader = new ByteReader(sums);
  if (reader.whole() !== FORMAT) throw new RangeError('the sums are of another version of this program');
  onTexts(Array.from({ length: reader.whole() }, () => reader.text()));
  const entry: EntryView = {
    dimensions: new Int32Array(ENTRY_DIMENSIONS.length),
    figures: new Float64Array(FIGURES.length),
    latency: newSparseCounts(),
    firstContent: newSparseCounts(),
  };
  for (let left = reader.whole(); left > 0; left--) {
    for (let at = 0; at < ENTRY_DIMENSIONS.length; at++) entry.dimensions[at] = reader.whole();
    for (let at = 0; at < FIGURES.length; at++) entry.figures[at] = reader.whole();
    readCounts({ reader, into: entry.latency });
    readCounts({ reader, into: entry.firstContent });
    onEntry(entry);
  }
  if (!reader.isAtEnd) throw new RangeError('the sums go on after their end');
}

function newSparseCounts(): SparseCounts {
  return { buckets: new Int32Array(TIME_BUCKETS), counts: new Float64Array(TIME_BUCKETS), length: 0 };
}

function readCounts({ reader, into }: { reader: ByteReader; into: SparseCounts }): void {
  const length = reader.whole();
  let bucket = 0;
  for (let at = 0; at < length; at++) {
    bucket += reader.whole();
    into.buckets[at] = bucket;
    into.counts[at] = reader.whole();
  }
  into.length = length;
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareEntries(left: SumsEntry, right: SumsEntry): number {
  for (const [at, text] of left.dimensions.entries()) {
    const order = compareTexts(text, right.dimensions[at] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}
