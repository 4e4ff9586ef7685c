import { expect, test } from 'vitest';
import { addedOf, median, ratiosOf, type Sample } from './samples.ts';

function sample(side: Sample['side'], round: number, cpuMicros: number): Sample {
  return { measure: 'steady', side, round, values: { cpuMicros, p99Ms: cpuMicros / 10 } };
}

const samples = [
  sample('gateway', 2, 60),
  sample('direct', 1, 5),
  sample('floor', 1, 10),
  sample('gateway', 1, 15),
  sample('floor', 2, 30),
  sample('direct', 2, 10),
];

test('a ratio compares what was measured in the same round', () => {
  expect(ratiosOf({ samples, measure: 'steady', value: 'cpuMicros' })).toEqual([1.5, 2]);
});

test('what is added is counted against the upstream alone in the same round', () => {
  expect(addedOf({ samples, measure: 'steady', value: 'p99Ms', side: 'gateway' })).toEqual([1, 5]);
});

test('the median of an even number of values lies in the middle of the two in the middle', () => {
  expect(median([9, 1, 2, 4])).toBe(3);
  expect(median([9, 1, 4])).toBe(4);
});
