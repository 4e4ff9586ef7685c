import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseRetryAfter, parseRetryDelay } from './parse-retry-after.ts';

const NOW = Date.parse('2026-03-01T12:00:00Z');

// A date without a zone means GMT, wherever the gateway runs.
const zone = process.env.TZ;
beforeAll(() => {
  process.env.TZ = 'America/New_York';
});
afterAll(() => {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
});

describe('Retry-After in ms, within 0–300 000', () => {
  test.each([
    ['2', 2_000],
    ['0', 0],
    ['1.5', 1_500],
    [' 7 ', 7_000],
    ['-1', 0],
    ['999999', 300_000],
    ['9'.repeat(400), 300_000],
    ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
    ['Sunday, 01-Mar-26 12:00:30 GMT', 30_000],
    ['Sun Mar  1 12:00:30 2026', 30_000],
    ['2026-03-01T12:00:30Z', 30_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['Mon, 02 Mar 2026 12:00:00 GMT', 300_000],
    ['', undefined],
    ['soon', undefined],
    ['garbage 5', undefined],
    ['1e3', undefined],
    ['NaN', undefined],
    ['Infinity', undefined],
    ['Sun, 99 Foo 2026', undefined],
  ])('%j is %s', (value, expected) => {
    expect(parseRetryAfter({ headers: { 'retry-after': value }, nowMs: NOW })).toBe(expected);
  });

  test('retry-after-ms is finer and goes first', () => {
    expect(parseRetryAfter({ headers: { 'retry-after': '2', 'retry-after-ms': '1250' }, nowMs: NOW })).toBe(1_250);
    expect(parseRetryAfter({ headers: { 'retry-after': '2', 'retry-after-ms': 'x' }, nowMs: NOW })).toBe(2_000);
  });

  test('a repeated header counts once', () => {
    expect(parseRetryAfter({ headers: { 'retry-after': ['3', '9'] }, nowMs: NOW })).toBe(3_000);
  });

  test('no header, no wait', () => {
    expect(parseRetryAfter({ headers: {}, nowMs: NOW })).toBeUndefined();
  });
});

describe('a duration in a body', () => {
  test.each([
    ['34.4s', 34_400],
    ['0s', 0],
    ['-3s', 0],
    ['86400s', 300_000],
    ['34.4', undefined],
    ['1m', undefined],
    [34, undefined],
    [null, undefined],
  ])('%j is %s', (value, expected) => {
    expect(parseRetryDelay(value)).toBe(expected);
  });
});
