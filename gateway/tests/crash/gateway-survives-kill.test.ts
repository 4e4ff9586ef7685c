import { expect, test } from 'vitest';
import { runChaos } from './chaos-run.ts';

test('killed ten times under load, the gateway loses no acknowledged request, holds nothing, and its ledger adds up', async () => {
  const result = await runChaos({
    kills: 10,
    requestsPerSecond: 100,
    longestLifeMs: 900,
    random: Math.random,
  });
  expect(result.problems).toEqual([]);
  expect(result.lost).toEqual([]);
  expect(result).toMatchObject({ openAttempts: 0, heldNanoUsd: 0 });
  // What was sent to the provider was written down before.
  expect(result.attempts).toBeGreaterThanOrEqual(result.upstreamCalls);
  // A run that proves something: there were answers, and kills in the middle of some.
  expect(result.acknowledged).toBeGreaterThan(50);
  expect(result.interrupted).toBeGreaterThan(0);
  expect(result.spentNanoUsd).toBeGreaterThan(0);
}, 180_000);
