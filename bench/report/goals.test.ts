import { expect, test } from 'vitest';
import { type Goal, largestRatio, verdictOf } from './goals.ts';

const ratio: Goal = { name: 'CPU', figure: 2, atMost: 1.6, unit: '×' };
const time: Goal = { name: 'p99', figure: 2.9, atMost: 3, unit: 'ms' };

test('a missed goal says by how much', () => {
  expect(verdictOf(ratio)).toBe('missed by 0.40 × (25 %)');
  expect(verdictOf(time)).toBe('met');
});

test('a figure that could not be measured meets no goal', () => {
  expect(verdictOf({ ...time, figure: Number.NaN })).toBe('not measured');
});

test('the check looks only at multiples of the floor', () => {
  expect(largestRatio([ratio, time])).toBe(2);
});
