import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ENTRY_DIMENSIONS, FIGURES } from './sum-columns.ts';
import { readSums, type SumsEntry, writeSums } from './sums-format.ts';
import { TIME_BUCKETS } from './time-buckets.ts';

const anyText = fc.oneof(fc.constant(''), fc.string({ unit: 'grapheme', maxLength: 8 }), fc.constantFrom('a', 'b'));
const anyCounts = fc
  .array(fc.tuple(fc.nat({ max: TIME_BUCKETS - 1 }), fc.integer({ min: 1, max: 2 ** 40 })), { maxLength: 6 })
  .map((pairs) => new Map(pairs));
const anyEntries: fc.Arbitrary<SumsEntry[]> = fc.uniqueArray(
  fc.record({
    dimensions: fc.array(anyText, { minLength: ENTRY_DIMENSIONS.length, maxLength: ENTRY_DIMENSIONS.length }),
    figures: fc
      .array(fc.maxSafeNat(), { minLength: FIGURES.length, maxLength: FIGURES.length })
      .map((figures) => Float64Array.from(figures)),
    latency: anyCounts,
    firstContent: anyCounts,
  }),
  { selector: ({ dimensions }) => JSON.stringify(dimensions), maxLength: 12 },
);

function readAll(sums: Uint8Array): SumsEntry[] {
  const entries: SumsEntry[] = [];
  let texts: readonly string[] = [];
  readSums({
    sums,
    onTexts: (found) => {
      texts = found;
    },
    onEntry({ dimensions, figures, latency, firstContent }) {
      const counts = ({ buckets, counts: times, length }: typeof latency) =>
        new Map(Array.from({ length }, (_, at) => [buckets[at] ?? -1, times[at] ?? -1]));
      entries.push({
        dimensions: Array.from(dimensions, (place) => texts[place] ?? 'none'),
        figures: Float64Array.from(figures),
        latency: counts(latency),
        firstContent: counts(firstContent),
      });
    },
  });
  return entries;
}

const byName = (left: SumsEntry, right: SumsEntry) =>
  JSON.stringify(left.dimensions) < JSON.stringify(right.dimensions) ? -1 : 1;

test('entries come back as they were', () => {
  fc.assert(
    fc.property(anyEntries, (entries) => {
      expect(readAll(writeSums(entries)).sort(byName)).toEqual(entries.toSorted(byName));
    }),
  );
});

test('the same entries in any order are the same bytes', () => {
  const withOrder = anyEntries.chain((entries) =>
    fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries, { minLength: entries.length })),
  );
  fc.assert(
    fc.property(withOrder, ([entries, shuffled]) => {
      expect(writeSums(shuffled)).toEqual(writeSums(entries));
    }),
  );
});

test('bytes that are cut off, go on, or are of another version are refused', () => {
  fc.assert(
    fc.property(anyEntries, (entries) => {
      const sums = writeSums(entries);
      expect(() => readAll(sums.subarray(0, -1))).toThrow(RangeError);
      expect(() => readAll(Uint8Array.of(...sums, 0))).toThrow(RangeError);
      expect(() => readAll(Uint8Array.of(99, ...sums.subarray(1)))).toThrow(/another version/);
    }),
    { numRuns: 50 },
  );
});
