import { expect, test } from 'vitest';
import { buildRequestRecord } from '../../../tests/support/build-request-record.ts';
import type { RequestRecord } from '../../domain/request-record.ts';
import { boundAnonymous } from './bound-anonymous.ts';

const known = buildRequestRecord();
const unknown = buildRequestRecord({ keyId: undefined });

function start() {
  const kept: RequestRecord[] = [];
  const told: unknown[] = [];
  let nowMs = 1_000;
  const journal = boundAnonymous({
    journal: {
      open: async () => {},
      append: async (record) => {
        kept.push(record);
      },
    },
    clock: { now: () => nowMs },
    log: { info: () => {}, warn: (fields) => told.push(fields), error: () => {} },
  });
  const append = (record: RequestRecord, count: number) => {
    const before = kept.length;
    for (let at = 0; at < count; at++) void journal.append(record);
    return kept.length - before;
  };
  return { append, told, wait: (ms: number) => (nowMs += ms) };
}

test('a flood without a key is kept up to a bound, grows by 20 a second, and hides no request of a key', () => {
  const { append, wait } = start();
  expect(append(unknown, 5_000)).toBe(2_000);
  expect(append(known, 5_000)).toBe(5_000);
  wait(3_000);
  expect(append(unknown, 5_000)).toBe(60);
});

test('what is left out is told once a minute, with how many they were', () => {
  const { append, told, wait } = start();
  append(unknown, 2_010);
  expect(told).toEqual([{ left_out: 1 }]);
  wait(60_000);
  append(unknown, 1_200 + 5);
  expect(told).toEqual([{ left_out: 1 }, { left_out: 10 }]);
});

test('a clock that is set back gives nothing away', () => {
  const { append, wait } = start();
  append(unknown, 2_000);
  wait(-10_000);
  expect(append(unknown, 1)).toBe(0);
});
