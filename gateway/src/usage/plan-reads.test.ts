import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SPAN_MS } from '../domain/usage-store.ts';
import { planReads } from './plan-reads.ts';

const { slot: SLOT, day: DAY } = SPAN_MS;
const FIRST = 20_000 * DAY;
const NONE: ReadonlySet<number> = new Set();

const anyMoment = fc
  .tuple(fc.nat({ max: 4 * 96 }), fc.constantFrom(0, 0, 1, SLOT - 1))
  .map(([slot, within]) => FIRST + slot * SLOT + within);
const slotSet = fc
  .uniqueArray(fc.nat({ max: 4 * 96 }))
  .map((slots) => new Set(slots.map((slot) => FIRST + slot * SLOT)));
const daySet = fc.uniqueArray(fc.nat({ max: 4 })).map((days) => new Set(days.map((day) => FIRST + day * DAY)));

test('all of the time is read once: no gap, no overlap, nothing out of date, no period mixed with another', () => {
  fc.assert(
    fc.property(
      fc
        .uniqueArray(anyMoment, { minLength: 2, maxLength: 6 })
        .map((moments) => moments.toSorted((left, right) => left - right)),
      slotSet,
      daySet,
      (boundariesMs, dirtySlots, dirtyDays) => {
        const reads = planReads({ boundariesMs, dirtySlots, dirtyDays });
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
            expect([...dirtySlots].filter(within)).toEqual([]);
            if (from === 'day') expect([...dirtyDays].filter(within)).toEqual([]);
          }
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('a clean month is read as days, and an unclean quarter of an hour costs one day its sums', () => {
  const boundariesMs = [FIRST, FIRST + 30 * DAY];
  expect(planReads({ boundariesMs, dirtySlots: NONE, dirtyDays: NONE })).toEqual([
    { from: 'day', fromMs: FIRST, toMs: FIRST + 30 * DAY },
  ]);
  const dirtySlots = new Set([FIRST + DAY]);
  expect(planReads({ boundariesMs, dirtySlots, dirtyDays: NONE }).map(({ from }) => from)).toEqual([
    'day',
    'rows',
    'slot',
    'day',
  ]);
});
