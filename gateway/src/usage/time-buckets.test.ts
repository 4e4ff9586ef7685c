import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PERCENTILE_ERROR, percentile, TIME_BUCKETS, timeBucket } from './time-buckets.ts';

function countsOf(durations: readonly number[]): number[] {
  const counts = Array.from({ length: TIME_BUCKETS }, () => 0);
  for (const duration of durations) counts[timeBucket(duration)] = (counts[timeBucket(duration)] ?? 0) + 1;
  return counts;
}

test('a percentile is at most five percent off, whatever the durations', () => {
  expect(PERCENTILE_ERROR).toBeLessThan(0.05);
  const anyDuration = fc.oneof(fc.nat({ max: 50 }), fc.nat({ max: 10_000 }), fc.nat({ max: 14_400_000 }));
  const anyShare = fc.constantFrom(0, 0.5, 0.95, 0.99, 1);
  fc.assert(
    fc.property(fc.array(anyDuration, { minLength: 1, maxLength: 300 }), anyShare, (durations, share) => {
      const sorted = durations.toSorted((left, right) => left - right);
      const exact = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
      const found = percentile({ counts: countsOf(durations), share }) ?? Number.NaN;
      expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * PERCENTILE_ERROR + 0.05);
    }),
    { numRuns: 2_000 },
  );
});

test('a duration of a few milliseconds is exact', () => {
  for (let duration = 0; duration <= 19; duration++) {
    expect(percentile({ counts: countsOf([duration]), share: 0.5 })).toBe(duration);
  }
});

test('what is no duration, and what lasts for days, is counted all the same', () => {
  const counts = countsOf([Number.NaN, -5, 1e12, Number.POSITIVE_INFINITY]);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4);
  expect(counts[0]).toBe(2);
  expect(counts.at(-1)).toBe(2);
});

test('nothing has no percentile', () => {
  expect(percentile({ counts: countsOf([]), share: 0.5 })).toBeUndefined();
});
