import { expect, test } from 'vitest';
import { createRetryBudget } from './retry-budget.ts';

const T0 = Date.UTC(2026, 5, 1);

test('with every request failing at 1,000 a second, the upstream sees at most 1.1 times the requests', () => {
  const budget = createRetryBudget();
  let seen = 0;
  const requests = 60_000;
  for (let request = 0; request < requests; request++) {
    const nowMs = T0 + request;
    budget.requested('conn_1:m', nowMs);
    seen++;
    if (budget.tryRetry('conn_1:m', nowMs)) seen++;
  }
  expect(seen).toBeGreaterThan(requests * 1.05);
  expect(seen).toBeLessThanOrEqual(requests * 1.1);
});

test('a burst is not followed by more retries than a tenth of it', () => {
  const budget = createRetryBudget();
  for (let request = 0; request < 5_000; request++) budget.requested('conn_1:m', T0);
  let retries = 0;
  for (let later = 0; later < 60_000; later += 10) if (budget.tryRetry('conn_1:m', T0 + later)) retries++;
  // 500 for the burst, and the floor of 10 in each of the windows that follow.
  expect(retries).toBeLessThanOrEqual(500 + 6 * 10);
});

test('a quiet gateway may retry ten times in ten seconds, and again when they have passed', () => {
  const budget = createRetryBudget();
  budget.requested('conn_1:m', T0);
  const allowed = Array.from({ length: 12 }, () => budget.tryRetry('conn_1:m', T0));
  expect(allowed.filter(Boolean)).toHaveLength(10);
  expect(budget.tryRetry('conn_1:m', T0 + 10_000)).toBe(true);
});

test('each target has its own budget', () => {
  const budget = createRetryBudget();
  for (let retry = 0; retry < 10; retry++) budget.tryRetry('conn_1:m', T0);
  expect(budget.tryRetry('conn_1:m', T0)).toBe(false);
  expect(budget.tryRetry('conn_2:m', T0)).toBe(true);
});
