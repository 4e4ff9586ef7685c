import { expect, test } from 'vitest';
import { readId } from '../domain/ids.ts';
import { createMeasuredLoad, FORGOTTEN_AFTER_MS, SESSION_AFTER_MS } from './measured-load.ts';

const HOME = { connectionId: readId({ kind: 'conn', text: 'conn_1' }), model: 'm' };

function measured(load: ReturnType<typeof createMeasuredLoad>, { tookMs, atMs }: { tookMs: number; atMs: number }) {
  load.began('k', atMs);
  load.ended({ circuitKey: 'k', stream: true, tookMs, nowMs: atMs });
}

test('what runs is counted from its beginning to its end', () => {
  const load = createMeasuredLoad();
  load.began('k', 0);
  load.began('k', 0);
  expect(load.underWay('k')).toBe(2);
  load.ended({ circuitKey: 'k', stream: true, tookMs: undefined, nowMs: 1 });
  expect([load.underWay('k'), load.underWay('other')]).toEqual([1, 0]);
  expect(load.firstContentMs('k', 1)).toBeUndefined();
});

test('a measurement moves the average, the more the older that is, and is forgotten in the end', () => {
  const load = createMeasuredLoad();
  measured(load, { tookMs: 100, atMs: 0 });
  expect(load.firstContentMs('k', 0)).toBe(100);
  measured(load, { tookMs: 200, atMs: 1 });
  expect(load.firstContentMs('k', 1)).toBeCloseTo(120);
  measured(load, { tookMs: 200, atMs: 120_001 });
  expect(load.firstContentMs('k', 120_001)).toBeGreaterThan(185);
  expect(load.firstContentMs('k', 120_001 + FORGOTTEN_AFTER_MS)).toBeDefined();
  expect(load.firstContentMs('k', 120_002 + FORGOTTEN_AFTER_MS)).toBeUndefined();
  measured(load, { tookMs: 50, atMs: 200_000 + FORGOTTEN_AFTER_MS });
  expect(load.firstContentMs('k', 200_000 + FORGOTTEN_AFTER_MS)).toBe(50);
});

test('streams and whole answers are measured apart', () => {
  const load = createMeasuredLoad();
  load.ended({ circuitKey: 'k', stream: false, tookMs: 900, nowMs: 0 });
  expect(load.wholeAnswerMs('k', 0)).toBeUndefined();
  load.began('k', 0);
  load.ended({ circuitKey: 'k', stream: false, tookMs: 900, nowMs: 0 });
  expect([load.firstContentMs('k', 0), load.wholeAnswerMs('k', 0)]).toEqual([undefined, 900]);
});

test('a session keeps its home for as long as it is not quiet for an hour', () => {
  const load = createMeasuredLoad();
  load.answered({ session: 7, home: HOME, nowMs: 0 });
  load.answered({ session: 7, home: HOME, nowMs: SESSION_AFTER_MS });
  expect(load.homeOf(7, 2 * SESSION_AFTER_MS)).toEqual(HOME);
  expect(load.homeOf(7, 2 * SESSION_AFTER_MS + 1)).toBeUndefined();
  expect(load.homeOf(8, 0)).toBeUndefined();
});

test('it stays within its bounds, whoever comes: the newest are known, and no count falls below zero', () => {
  const load = createMeasuredLoad({ mostTargets: 10, mostSessions: 10 });
  for (let index = 0; index < 1_000; index++) {
    load.began(`k${index}`, 0);
    load.answered({ session: index, home: HOME, nowMs: 0 });
  }
  const known = Array.from({ length: 1_000 }, (_, index) => load.underWay(`k${index}`));
  expect(known.reduce((sum, one) => sum + one, 0)).toBe(10);
  expect(Array.from({ length: 1_000 }, (_, index) => load.homeOf(index, 0)).filter(Boolean)).toHaveLength(10);
  expect([load.underWay('k999'), load.homeOf(999, 0)]).toEqual([1, HOME]);
  for (let index = 0; index < 1_000; index++) {
    load.ended({ circuitKey: `k${index}`, stream: true, tookMs: 1, nowMs: 0 });
    load.ended({ circuitKey: `k${index}`, stream: true, tookMs: 1, nowMs: 0 });
  }
  expect(load.underWay('k999')).toBe(0);
});
