import type { Budget } from './route.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Weeks are ISO weeks: they start on Monday. 1970-01-01, day 0, was a Thursday. */
const MONDAY_BEFORE_EPOCH_DAYS = -3;

interface WindowQuery {
  readonly window: Budget['window'];
  readonly atMs: number;
}

/** Start of the budget window that a moment lies in, UTC, ms since the epoch. It belongs to the window. */
export function windowStart({ window, atMs }: WindowQuery): number {
  switch (window) {
    case 'hour':
      return Math.floor(atMs / HOUR_MS) * HOUR_MS;
    case 'day':
      return Math.floor(atMs / DAY_MS) * DAY_MS;
    case 'week': {
      const day = Math.floor(atMs / DAY_MS) - MONDAY_BEFORE_EPOCH_DAYS;
      return (Math.floor(day / 7) * 7 + MONDAY_BEFORE_EPOCH_DAYS) * DAY_MS;
    }
    case 'month':
      return monthStart({ atMs, monthsLater: 0 });
    case 'total':
      return 0;
  }
}

/** End of that window: the next one's start. Undefined for `total`, which never ends. */
export function windowEnd({ window, atMs }: WindowQuery): number | undefined {
  const startMs = windowStart({ window, atMs });
  switch (window) {
    case 'hour':
      return startMs + HOUR_MS;
    case 'day':
      return startMs + DAY_MS;
    case 'week':
      return startMs + 7 * DAY_MS;
    case 'month':
      return monthStart({ atMs, monthsLater: 1 });
    case 'total':
      return undefined;
  }
}

function monthStart({ atMs, monthsLater }: { atMs: number; monthsLater: number }): number {
  const date = new Date(atMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + monthsLater, 1);
}
