import { expect, test } from 'vitest';
import { orderWords } from './order-words.ts';

test('the order of the route needs no words', () => {
  expect(orderWords(undefined)).toBeUndefined();
});

test('what was drawn says by what, and for whom', () => {
  expect(orderWords({ strategy: 'weighted', first: 'drawn', ranks: [] })).toBe(
    'drawn by their weights, anew for each request',
  );
  expect(orderWords({ strategy: 'in_order', first: 'session', ranks: [] })).toBe(
    'neighbours with weights drawn by those, the same for the whole session',
  );
});

test('what was compared says what of, and never calls an unknown price a low one', () => {
  const ranks = [
    { attempt: 3, value: 1_234_567.8 },
    { attempt: 1, value: undefined },
  ];
  expect(orderWords({ strategy: 'cheapest', first: 'best', ranks })).toBe(
    'the cheapest first: attempt 3 about $0.001234568, attempt 1 without a known price',
  );
  expect(orderWords({ strategy: 'least_busy', first: 'best', ranks: [{ attempt: 2, value: 2 / 3 }] })).toBe(
    'the least busy first: attempt 2 with 0.67 under way',
  );
});

test('who does not come first by the strategy says why', () => {
  const ranks = [
    { attempt: 2, value: undefined },
    { attempt: 1, value: 419.6 },
  ];
  expect(orderWords({ strategy: 'fastest', first: 'explored', ranks })).toBe(
    'the fastest first: attempt 2 not measured lately, attempt 1 after 420 ms; attempt 2 comes first to be measured',
  );
  expect(orderWords({ strategy: 'fastest', first: 'session', ranks })).toContain(
    '; attempt 2 comes first because the session was answered there before',
  );
});
