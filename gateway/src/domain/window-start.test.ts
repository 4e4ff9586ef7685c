import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isTimeZone } from './time-zone.ts';
import { windowEnd, windowStart } from './window-start.ts';

const WINDOWS = ['hour', 'day', 'week', 'month'] as const;
type Window = (typeof WINDOWS)[number];

function bounds(window: Window, at: string, timeZone?: string): [string, string] {
  const query = { window, timeZone, atMs: Date.parse(at) };
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

/** Rules of every kind: none, half hours, forty-five minutes, changes at midnight and just after it, dates left out. */
const ZONES = [
  undefined,
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'America/St_Johns',
  'America/Havana',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Asia/Beirut',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Pacific/Chatham',
  'Antarctica/Troll',
] as const;

test('every moment lies in exactly one window, and its neighbours begin where it ends, in every zone', () => {
  // Near a change of clocks as often as not: these are the last Sundays of March and October, and their neighbours.
  const changes = [
    Date.UTC(2026, 2, 29, 1),
    Date.UTC(2026, 9, 25, 1),
    Date.UTC(2026, 10, 1, 6),
    Date.UTC(2006, 9, 29, 2),
  ];
  const moments = fc.oneof(
    fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) }),
    fc.tuple(fc.constantFrom(...changes), fc.integer({ min: -90_000_000, max: 90_000_000 })).map(([at, by]) => at + by),
  );
  fc.assert(
    fc.property(moments, fc.constantFrom(...WINDOWS), fc.constantFrom(...ZONES), (atMs, window, timeZone) => {
      const startMs = windowStart({ window, timeZone, atMs });
      const endMs = windowEnd({ window, timeZone, atMs }) ?? Number.NaN;
      expect(startMs).toBeLessThanOrEqual(atMs);
      expect(endMs).toBeGreaterThan(atMs);
      expect(windowStart({ window, timeZone, atMs: startMs })).toBe(startMs);
      expect(windowEnd({ window, timeZone, atMs: startMs })).toBe(endMs);
      expect(windowStart({ window, timeZone, atMs: endMs - 1 })).toBe(startMs);
      expect(windowStart({ window, timeZone, atMs: endMs })).toBe(endMs);
    }),
    { numRuns: 1_000 },
  );
});

const IN_ZONES: readonly [string, Window, string, string, string][] = [
  [
    'the 23 hours of a day on which clocks go forward',
    'day',
    'Europe/Berlin',
    '2026-03-28T23:00:00.000Z',
    '2026-03-29T22:00:00.000Z',
  ],
  [
    'the 25 hours of a day on which clocks go back',
    'day',
    'Europe/Berlin',
    '2026-10-24T22:00:00.000Z',
    '2026-10-25T23:00:00.000Z',
  ],
  ['a leap day', 'day', 'America/New_York', '2028-02-29T05:00:00.000Z', '2028-03-01T05:00:00.000Z'],
  [
    'a month that begins in winter and ends in summer',
    'month',
    'America/New_York',
    '2026-03-01T05:00:00.000Z',
    '2026-04-01T04:00:00.000Z',
  ],
  ['a week from Monday in the zone', 'week', 'Asia/Tokyo', '2026-11-15T15:00:00.000Z', '2026-11-22T15:00:00.000Z'],
  [
    'an hour of a zone that is half an hour off',
    'hour',
    'Asia/Kolkata',
    '2026-06-10T08:30:00.000Z',
    '2026-06-10T09:30:00.000Z',
  ],
  [
    'half an hour, where clocks go back by as much',
    'hour',
    'Australia/Lord_Howe',
    '2026-04-04T15:00:00.000Z',
    '2026-04-04T15:30:00.000Z',
  ],
  [
    'a day that begins at one, since midnight was left out',
    'day',
    'Africa/Cairo',
    '2026-04-23T22:00:00.000Z',
    '2026-04-24T21:00:00.000Z',
  ],
  [
    'the day before the one that Samoa left out',
    'day',
    'Pacific/Apia',
    '2011-12-29T10:00:00.000Z',
    '2011-12-30T10:00:00.000Z',
  ],
  [
    'a day that clocks went back into just after its end',
    'day',
    'America/St_Johns',
    '2006-10-29T02:30:00.000Z',
    '2006-10-30T03:30:00.000Z',
  ],
];

test.each(IN_ZONES)('%s is a window, from its first moment to its last', (_name, window, timeZone, start, end) => {
  expect(bounds(window, start, timeZone)).toEqual([start, end]);
  expect(bounds(window, new Date(Date.parse(end) - 1).toISOString(), timeZone)).toEqual([start, end]);
  expect(bounds(window, end, timeZone)[0]).toBe(end);
});

test('the first moment of a day is the first at which a clock of the zone shows that date', () => {
  const days = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2030, 0, 1) });
  const dateShown = (timeZone: string, atMs: number) =>
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(atMs);
  // Havana and the like change at midnight, but none of these goes back over it.
  const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Africa/Cairo', 'America/Havana'];
  fc.assert(
    fc.property(days, fc.constantFrom(...zones), (atMs, timeZone) => {
      const startMs = windowStart({ window: 'day', timeZone, atMs });
      expect(dateShown(timeZone, startMs)).toBe(dateShown(timeZone, atMs));
      expect(dateShown(timeZone, startMs - 1)).not.toBe(dateShown(timeZone, atMs));
    }),
  );
});

test('an hour that comes twice is two windows of an hour each', () => {
  expect(bounds('hour', '2026-10-25T00:30:00Z', 'Europe/Berlin')[0]).toBe('2026-10-25T00:00:00.000Z');
  expect(bounds('hour', '2026-10-25T01:30:00Z', 'Europe/Berlin')[0]).toBe('2026-10-25T01:00:00.000Z');
});

test('clocks that go back over midnight do not bring a date back', () => {
  // In 2006, Newfoundland's went from 00:01 on the 29th to 23:01 on the 28th.
  const [start, end] = bounds('day', '2006-10-29T03:00:00Z', 'America/St_Johns');
  expect([start, end]).toEqual(['2006-10-29T02:30:00.000Z', '2006-10-30T03:30:00.000Z']);
  expect(bounds('hour', '2006-10-29T02:30:30Z', 'America/St_Johns')).toEqual([
    '2006-10-29T02:30:00.000Z',
    '2006-10-29T02:31:00.000Z',
  ]);
});

test('only names of the tz database are zones', () => {
  expect(['Europe/Berlin', 'UTC', 'America/Argentina/Ushuaia', 'Etc/GMT+5', 'EST5EDT'].filter(isTimeZone)).toHaveLength(
    5,
  );
  expect(['', '+01:00', 'Europe/Bielefeld', 'Berlin', 'Europe/Berlin ', '../etc'].filter(isTimeZone)).toEqual([]);
});

test('a zone that does not exist has no windows', () => {
  expect(() => windowStart({ window: 'day', timeZone: 'Mars/Olympus', atMs: 0 })).toThrow(RangeError);
});
