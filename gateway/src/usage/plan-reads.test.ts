import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SPAN_MS, SPANS, type UsageSpan } from '../domain/usage-store.ts';
import { planReads } from './plan-reads.ts';

const { slot: SLOT, day: DAY } = SPAN_MS;
const FIRST = 20_000 * DAY;
const NONE = { slot: new Set<number>(), hour: new Set<number>(), part: new Set<number>(), day: new Set<number>() };

const anyMoment = fc
  .tuple(fc.nat({ max: 4 * 96 }), fc.constantFrom(0, 0, 1, SLOT - 1))
  .map(([slot, within]) => FIRST + slot * SLOT + within);
const anyStarts = (span: UsageSpan) => {
  const count = (5 * SPAN_MS.day) / SPAN_MS[span];
  const few = fc.uniqueArray(fc.nat({ max: count }), { maxLength: 8 });
  return few.map((starts) => new Set(starts.map((start) => FIRST + start * SPAN_MS[span])));
};
const anyDirty = fc.record({
  slot: anyStarts('slot'),
  hour: anyStarts('hour'),
  part: anyStarts('part'),
  day: anyStarts('day'),
});

test('all of the time is read once: no gap, no overlap, nothing out of date, no period mixed with another', () => {
  fc.assert(
    fc.property(
      fc
        .uniqueArray(anyMoment, { minLength: 2, maxLength: 6 })
        .map((moments) => moments.toSorted((left, right) => left - right)),
      anyDirty,
      (boundariesMs, dirty) => {
        const reads = planReads({ boundariesMs, dirty });
        expect(reads[0]?.fromMs).toBe(boundariesMs[0]);
        expect(reads.at(-1)?.toMs).toBe(boundariesMs.at(-1));
        for (const [at, { from, fromMs, toMs }] of reads.entries()) {
          if (at > 0) expect(fromMs).toBe(reads[at - 1]?.toMs);
          expect(toMs).toBeGreaterThan(fromMs);
          const inside = boundariesMs.filter((boundary) => boundary > fromMs && boundary < toMs);
          if (from === 'rows') expect(inside).toEqual([]);
          else {
            const within = (start: number) => start >= fromMs && start < toMs;
            expect([fromMs, toMs, ...inside].filter((moment) => moment % SPAN_MS[from] !== 0)).toEqual([]);
            // Neither themselves nor what they were made of.
            for (const span of SPANS.slice(0, SPANS.indexOf(from) + 1)) {
              expect([...dirty[span]].filter(within)).toEqual([]);
            }
          }
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('a clean month is read as days, and one quarter of an hour that is out of date costs as little as it can', () => {
  const boundariesMs = [FIRST, FIRST + 30 * DAY];
  expect(planReads({ boundariesMs, dirty: NONE })).toEqual([{ from: 'day', fromMs: FIRST, toMs: FIRST + 30 * DAY }]);
  const dirty = { ...NONE, slot: new Set([FIRST + DAY]) };
  const reads = planReads({ boundariesMs, dirty });
  expect(reads.map(({ from, fromMs, toMs }) => [from, (toMs - fromMs) / SLOT])).toEqual([
    ['day', 96],
    ['rows', 1],
    ['slot', 3],
    ['hour', 20],
    ['part', 72],
    ['day', 28 * 96],
  ]);
});

test('days of a zone are read in pieces as wide as they can be', () => {
  const boundariesMs = [FIRST - 2 * SPAN_MS.hour, FIRST + 22 * SPAN_MS.hour];
  const reads = planReads({ boundariesMs, dirty: NONE });
  expect(reads.map(({ from, fromMs, toMs }) => [from, (toMs - fromMs) / SPAN_MS.hour])).toEqual([
    ['hour', 2],
    ['part', 18],
    ['hour', 4],
  ]);
});
