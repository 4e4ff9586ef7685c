import { expect, test } from 'vitest';
import { createSweepingMap } from './sweeping-map.ts';

const IDLE_AFTER_MS = 1_000;

function mapOfTimes() {
  return createSweepingMap<{ usedAtMs: number }>({
    create: (_key, nowMs) => ({ usedAtMs: nowMs }),
    isIdle: ({ usedAtMs }, nowMs) => nowMs - usedAtMs > IDLE_AFTER_MS,
  });
}

test('a key keeps its entry while it is in use', () => {
  const map = mapOfTimes();
  const first = map.getOrCreate('a', 0);
  for (let key = 0; key < 100; key++) {
    first.usedAtMs = key * 500;
    map.getOrCreate(`other-${key}`, key * 500);
    expect(map.getOrCreate('a', key * 500)).toBe(first);
  }
});

test('100,000 keys that came and went leave no more than a few behind', () => {
  const map = mapOfTimes();
  for (let key = 0; key < 100_000; key++) map.getOrCreate(`key-${key}`, key * 10);
  expect(map.size).toBeLessThan(300);
});

test('a deleted key starts anew', () => {
  const map = mapOfTimes();
  const first = map.getOrCreate('a', 0);
  map.delete('a');
  expect(map.get('a')).toBeUndefined();
  expect(map.getOrCreate('a', 0)).not.toBe(first);
});

test('a map with a bound holds no more than that, and loses none while it is below', () => {
  const map = createSweepingMap({ create: (key) => key, isIdle: () => false, maxEntries: 100 });
  for (let key = 0; key < 100; key++) map.getOrCreate(`key-${key}`, 0);
  for (let key = 0; key < 100; key++) expect(map.get(`key-${key}`)).toBe(`key-${key}`);
  for (let key = 100; key < 10_000; key++) {
    map.getOrCreate(`key-${key}`, 0);
    expect(map.size).toBe(100);
    expect(map.get(`key-${key}`)).toBe(`key-${key}`);
  }
});
