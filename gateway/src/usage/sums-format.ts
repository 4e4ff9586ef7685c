import { ByteReader } from './byte-reader.ts';
import { type ByteWriter, createByteWriter } from './byte-writer.ts';
import { ENTRY_DIMENSIONS, FIGURES } from './sum-columns.ts';
import { TIME_BUCKETS } from './time-buckets.ts';

/** Changes with everything that changes what the bytes mean: dimensions, figures, buckets of time. */
const FORMAT = 1;

/** One combination of dimensions with its figures. */
export interface SumsEntry {
  /** In the order of `ENTRY_DIMENSIONS`. */
  readonly dimensions: readonly string[];
  /** In the order of `FIGURES`. */
  readonly figures: Float64Array;
  /** Of answered requests: how many there are by the bucket of `time-buckets.ts`, and of those with a first content. */
  readonly latency: ReadonlyMap<number, number>;
  readonly firstContent: ReadonlyMap<number, number>;
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
  const texts = [...new Set(entries.flatMap(({ dimensions }) => dimensions))].sort();
  const placeOf = new Map(texts.map((text, place) => [text, place]));
  const placed = entries.map((entry) => ({
    entry,
    // Texts are in ascending order, so that their places compare as they do.
    places: entry.dimensions.map((text) => placeOf.get(text) ?? 0),
  }));
  writer.whole(FORMAT);
  writer.whole(texts.length);
  for (const text of texts) writer.text(text);
  writer.whole(entries.length);
  for (const { entry, places } of placed.sort((left, right) => comparePlaces(left.places, right.places))) {
    for (const place of places) writer.whole(place);
    for (const figure of entry.figures) writer.whole(Math.min(figure, Number.MAX_SAFE_INTEGER));
    writeCounts({ writer, counts: entry.latency });
    writeCounts({ writer, counts: entry.firstContent });
  }
  return writer.finish();
}

function comparePlaces(left: readonly number[], right: readonly number[]): number {
  for (let at = 0; at < left.length; at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function writeCounts({ writer, counts }: { writer: ByteWriter; counts: ReadonlyMap<number, number> }): void {
  writer.whole(counts.size);
  let before = 0;
  for (const bucket of [...counts.keys()].sort((left, right) => left - right)) {
    writer.whole(bucket - before);
    writer.whole(counts.get(bucket) ?? 0);
    before = bucket;
  }
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
