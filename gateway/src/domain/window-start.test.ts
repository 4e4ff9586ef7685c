import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { windowEnd, windowStart } from './window-start.ts';

const WINDOWS = ['hour', 'day', 'week', 'month'] as const;
type Window = (typeof WINDOWS)[number];

function bounds(window: Window, at: string): [string, string] {
  const query = { window, atMs: Date.parse(at) };
  return [new Date(windowStart(query)).toISOString(), new Date(windowEnd(query) ?? Number.NaN).toISOString()];
}

const CASES: readonly [Window, string, string, string][] = [
  ['hour', '2026-03-29T01:59:59.999Z', '2026-03-29T01:00:00.000Z', '2026-03-29T02:00:00.000Z'],
  ['hour', '2026-12-31T23:30:00.000Z', '2026-12-31T23:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ['day', '2024-02-29T23:59:59.999Z', '2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
  ['day', '2026-02-28T12:00:00.000Z', '2026-02-28T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
  ['week', '2026-01-01T00:00:00.000Z', '2025-12-29T00:00:00.000Z', '2026-01-05T00:00:00.000Z'],
  ['week', '2026-06-07T23:59:59.999Z', '2026-06-01T00:00:00.000Z', '2026-06-08T00:00:00.000Z'],
  ['week', '2026-06-08T00:00:00.000Z', '2026-06-08T00:00:00.000Z', '2026-06-15T00:00:00.000Z'],
  ['week', '2024-02-29T10:00:00.000Z', '2024-02-26T00:00:00.000Z', '2024-03-04T00:00:00.000Z'],
  ['month', '2024-02-29T23:59:59.999Z', '2024-02-01T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
  ['month', '2026-01-31T12:00:00.000Z', '2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'],
  ['month', '2026-12-31T23:59:59.999Z', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
];

test.each(CASES)('the %s of %s runs from %s to %s', (window, at, start, end) => {
  expect(bounds(window, at)).toEqual([start, end]);
});

test('a total budget starts with time and never ends', () => {
  expect(windowStart({ window: 'total', atMs: Date.now() })).toBe(0);
  expect(windowEnd({ window: 'total', atMs: Date.now() })).toBeUndefined();
});

test('every moment lies in exactly one window, and its neighbours begin where it ends', () => {
  const moments = fc.integer({ min: 0, max: Date.UTC(2400, 0, 1) });
  fc.assert(
    fc.property(moments, fc.constantFrom(...WINDOWS), (atMs, window) => {
      const startMs = windowStart({ window, atMs });
      const endMs = windowEnd({ window, atMs }) ?? Number.NaN;
      expect(startMs).toBeLessThanOrEqual(atMs);
      expect(endMs).toBeGreaterThan(atMs);
      expect(windowStart({ window, atMs: startMs })).toBe(startMs);
      expect(windowStart({ window, atMs: endMs - 1 })).toBe(startMs);
      expect(windowStart({ window, atMs: endMs })).toBe(endMs);
    }),
  );
});
