import { expect, test } from 'vitest';
import { createRollingCount } from './rolling-count.ts';

const START_MS = Date.UTC(2026, 0, 1);

test('what happened within the window is counted, what is older is not', () => {
  const count = createRollingCount({ windowMs: 10_000, slots: 10 });
  for (let second = 0; second < 20; second++) count.add(START_MS + second * 1_000);
  expect(count.sum(START_MS + 19_999)).toBe(10);
  expect(count.sum(START_MS + 24_999)).toBe(5);
  expect(count.sum(START_MS + 29_000)).toBe(0);
});

test('a long silence empties the count at once', () => {
  const count = createRollingCount({ windowMs: 10_000, slots: 10 });
  count.add(START_MS);
  expect(count.sum(START_MS + 86_400_000)).toBe(0);
  count.add(START_MS + 86_400_000);
  expect(count.sum(START_MS + 86_400_000)).toBe(1);
});

test('a clock that is set back neither loses the count nor freezes it', () => {
  const count = createRollingCount({ windowMs: 10_000, slots: 10 });
  count.add(START_MS);
  count.add(START_MS - 3_000);
  expect(count.sum(START_MS)).toBe(2);
  expect(count.sum(START_MS - 3_600_000)).toBe(0);
  count.add(START_MS - 3_600_000);
  expect(count.sum(START_MS - 3_600_000)).toBe(1);
});
