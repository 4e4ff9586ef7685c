import { momentOfWallTime, utcOffsetMs, wallTimeOf } from '../domain/local-time.ts';
import type { UsageInterval, UsageQuery } from './usage-query.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** An hour, day or month of a time zone, as far as it lies in a report. */
export interface UsagePeriod {
  /** Of the whole period, also where the report begins within it. */
  readonly startMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

type Span = Pick<UsageQuery, 'fromMs' | 'toMs' | 'timeZone' | 'interval'>;

/** The periods of a report, in order and without a gap. Without an interval it is one. */
export function usagePeriods({ fromMs, toMs, timeZone, interval }: Span): readonly UsagePeriod[] {
  if (interval === 'none') return [{ startMs: fromMs, fromMs, toMs }];
  const periods: UsagePeriod[] = [];
  let startMs = periodStart({ atMs: fromMs, timeZone, interval });
  while (startMs < toMs) {
    const nextMs = nextPeriodStart({ startMs, timeZone, interval });
    periods.push({ startMs, fromMs: Math.max(startMs, fromMs), toMs: Math.min(nextMs, toMs) });
    startMs = nextMs;
  }
  return periods;
}

interface At {
  readonly timeZone: string;
  readonly interval: Exclude<UsageInterval, 'none'>;
}

function periodStart({ atMs, timeZone, interval }: At & { readonly atMs: number }): number {
  const wallMs = wallTimeOf({ atMs, timeZone });
  // Not by the wall time of the hour's start: where clocks are put back it comes twice.
  if (interval === 'hour') return atMs - modulo(wallMs, HOUR_MS);
  const startMs = momentOfWallTime({ wallMs: wallStart({ wallMs, interval }), timeZone });
  return Math.min(startMs, atMs);
}

function nextPeriodStart({ startMs, timeZone, interval }: At & { readonly startMs: number }): number {
  const wallMs = wallTimeOf({ atMs: startMs, timeZone });
  if (interval === 'hour') {
    const anHourLaterMs = startMs + HOUR_MS;
    if (modulo(wallTimeOf({ atMs: anHourLaterMs, timeZone }), HOUR_MS) === 0) return anHourLaterMs;
    // Clocks are put forward or back by half an hour somewhere.
    return momentOfWallTime({ wallMs: wallMs - modulo(wallMs, HOUR_MS) + HOUR_MS, timeZone });
  }
  // A day may be skipped as a whole where the date line moves.
  for (let later = 1; ; later++) {
    const nextMs = momentOfWallTime({ wallMs: wallStart({ wallMs, interval, later }), timeZone });
    if (nextMs > startMs) return nextMs;
  }
}

/** Start of the day or month that a wall time lies in, or of a later one. */
function wallStart({
  wallMs,
  interval,
  later = 0,
}: {
  readonly wallMs: number;
  readonly interval: 'day' | 'month';
  readonly later?: number;
}): number {
  if (interval === 'day') return wallMs - modulo(wallMs, DAY_MS) + later * DAY_MS;
  const date = new Date(wallMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later, 1);
}

/** `2026-11`, `2026-11-05`, or an hour with its distance to UTC: `2026-11-05T13:00+01:00`. */
export function periodName({ startMs, timeZone, interval }: At & { readonly startMs: number }): string {
  const offsetMs = utcOffsetMs({ atMs: startMs, timeZone });
  const wall = new Date(startMs + offsetMs).toISOString();
  switch (interval) {
    case 'month':
      return wall.slice(0, 7);
    case 'day':
      return wall.slice(0, 10);
    case 'hour':
      return `${wall.slice(0, 16)}${offsetText(offsetMs)}`;
  }
}

function offsetText(offsetMs: number): string {
  if (offsetMs === 0) return 'Z';
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'));
  return `${offsetMs < 0 ? '-' : '+'}${hours}:${rest}`;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
