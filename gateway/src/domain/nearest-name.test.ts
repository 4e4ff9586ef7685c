import { expect, test } from 'vitest';
import { nearestName } from './nearest-name.ts';

const CANDIDATES = ['requests_per_minute', 'requests_per_day', 'concurrency'];

test.each([
  ['requestsPerMinute', 'requests_per_minute'],
  ['request_per_day', 'requests_per_day'],
  ['concurency', 'concurrency'],
  ['speed', undefined],
])('%s most likely means %s', (name, meant) => {
  expect(nearestName({ name, candidates: CANDIDATES })).toBe(meant);
});

test('a text as long as a body costs nothing: it is compared with no candidate', () => {
  const startedAtMs = performance.now();
  for (let times = 0; times < 20; times++) nearestName({ name: 'x'.repeat(1_000_000), candidates: CANDIDATES });
  expect(performance.now() - startedAtMs).toBeLessThan(1_000);
});
