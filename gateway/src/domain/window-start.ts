import type { Budget } from './route.ts';
import { type ZoneStretch, zoneStretches } from './time-zone.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Weeks are ISO weeks: they start on Monday. 1970-01-01, day 0, was a Thursday. */
const MONDAY_BEFORE_EPOCH_DAYS = -3;
/** Wherever on Earth, the first moment of a date lies this close to its midnight in UTC: a whole date was left out once. */
const DATE_STARTS_FROM_MS = -16 * HOUR_MS;
const DATE_STARTS_BEFORE_MS = 40 * HOUR_MS;

export interface WindowQuery {
  readonly window: Budget['window'];
  /** IANA name; undefined: UTC. */
  readonly timeZone?: string | undefined;
  readonly atMs: number;
}

/**
 * Start of the window that a moment lies in, ms since the epoch. It belongs to the window. The windows of a zone follow
 * each other without a gap and never overlap, also where clocks are changed: a day may have 23 or 25 hours then.
 * @throws RangeError where there is no such zone
 */
export function windowStart(query: WindowQuery): number {
  if (query.window === 'total') return 0;
  return query.window === 'hour' ? hourWindow(query).startMs : dateWindow({ ...query, window: query.window }).startMs;
}

/** End of that window: the next one's start. Undefined for `total`, which never ends. */
export function windowEnd(query: WindowQuery): number | undefined {
  if (query.window === 'total') return undefined;
  return query.window === 'hour' ? hourWindow(query).endMs : dateWindow({ ...query, window: query.window }).endMs;
}

interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

/** Of the clock on the wall, as long as nobody changes it: an hour that comes twice is two windows. */
function hourWindow({ timeZone, atMs }: WindowQuery): Window {
  const around = stretchesOf({ timeZone, fromMs: atMs - HOUR_MS, toMs: atMs + HOUR_MS });
  const stretch = around.find(({ endMs }) => atMs < endMs);
  const offsetMs = stretch?.offsetMs ?? 0;
  const startMs = Math.floor((atMs + offsetMs) / HOUR_MS) * HOUR_MS - offsetMs;
  return {
    startMs: Math.max(startMs, stretch?.startMs ?? startMs),
    endMs: Math.min(startMs + HOUR_MS, stretch?.endMs ?? startMs + HOUR_MS),
  };
}

type DateWindow = Exclude<Budget['window'], 'hour' | 'total'>;

function dateWindow({ window, timeZone, atMs }: WindowQuery & { readonly window: DateWindow }): Window {
  const date = dateAt({ timeZone, atMs });
  const first = firstDateOf({ window, date });
  const next = dateAfter({ window, first });
  return { startMs: dateStart({ timeZone, date: first }), endMs: dateStart({ timeZone, date: next }) };
}

/** Dates are counted in days since 1970-01-01. */
type DateNumber = number;

/** The date that has begun last: where clocks go back over midnight, it stays the new one. */
function dateAt({ timeZone, atMs }: { readonly timeZone: string | undefined; readonly atMs: number }): DateNumber {
  const offsetMs = stretchesOf({ timeZone, fromMs: atMs, toMs: atMs + 1 })[0]?.offsetMs ?? 0;
  let date = Math.floor((atMs + offsetMs) / DAY_MS);
  while (dateStart({ timeZone, date: date + 1 }) <= atMs) date += 1;
  return date;
}

/** The first moment at which the clocks of the zone show this date or a later one. */
function dateStart({ timeZone, date }: { readonly timeZone: string | undefined; readonly date: DateNumber }): number {
  const midnightMs = date * DAY_MS;
  if (timeZone === undefined) return midnightMs;
  const around = { fromMs: midnightMs + DATE_STARTS_FROM_MS, toMs: midnightMs + DATE_STARTS_BEFORE_MS };
  for (const { startMs, endMs, offsetMs } of stretchesOf({ timeZone, ...around })) {
    const shownMs = Math.max(startMs, midnightMs - offsetMs);
    if (shownMs < endMs) return shownMs;
  }
  return midnightMs;
}

function firstDateOf({ window, date }: { readonly window: DateWindow; readonly date: DateNumber }): DateNumber {
  switch (window) {
    case 'day':
      return date;
    case 'week':
      return Math.floor((date - MONDAY_BEFORE_EPOCH_DAYS) / 7) * 7 + MONDAY_BEFORE_EPOCH_DAYS;
    case 'month':
      return monthStart({ date, monthsLater: 0 });
  }
}

function dateAfter({ window, first }: { readonly window: DateWindow; readonly first: DateNumber }): DateNumber {
  switch (window) {
    case 'day':
      return first + 1;
    case 'week':
      return first + 7;
    case 'month':
      return monthStart({ date: first, monthsLater: 1 });
  }
}

function monthStart({ date, monthsLater }: { readonly date: DateNumber; readonly monthsLater: number }): DateNumber {
  const at = new Date(date * DAY_MS);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + monthsLater, 1) / DAY_MS;
}

function stretchesOf(of: {
  readonly timeZone: string | undefined;
  readonly fromMs: number;
  readonly toMs: number;
}): readonly ZoneStretch[] {
  const { timeZone, fromMs, toMs } = of;
  if (timeZone === undefined) return [{ startMs: fromMs, endMs: toMs, offsetMs: 0 }];
  return zoneStretches({ timeZone, fromMs, toMs });
}
