import { zoneOffset } from '../domain/time-zone.ts';
import { windowEnd, windowStart } from '../domain/window-start.ts';
import type { UsageInterval, UsageQuery } from './usage-query.ts';

/** An hour, day or month of a time zone, as far as it lies in a report. */
export interface UsagePeriod {
  /** Of the whole period, also where the report begins within it. */
  readonly startMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The periods of a report, in order and without a gap: those that budgets have. Without an interval it is one. */
export function usagePeriods({
  fromMs,
  toMs,
  timeZone,
  interval,
}: Pick<UsageQuery, 'fromMs' | 'toMs' | 'timeZone' | 'interval'>): readonly UsagePeriod[] {
  if (interval === 'none') return [{ startMs: fromMs, fromMs, toMs }];
  const of = { window: interval, timeZone: timeZone === 'UTC' ? undefined : timeZone };
  const periods: UsagePeriod[] = [];
  for (let startMs = windowStart({ ...of, atMs: fromMs }); startMs < toMs; ) {
    const nextMs = windowEnd({ ...of, atMs: startMs }) ?? toMs;
    periods.push({ startMs, fromMs: Math.max(startMs, fromMs), toMs: Math.min(nextMs, toMs) });
    startMs = nextMs;
  }
  return periods;
}

/** `2026-11`, `2026-11-05`, or an hour with its distance to UTC: `2026-11-05T13:00+01:00`. */
export function periodName({
  startMs,
  timeZone,
  interval,
}: {
  readonly startMs: number;
  readonly timeZone: string;
  readonly interval: Exclude<UsageInterval, 'none'>;
}): string {
  const offsetMs = zoneOffset({ timeZone, atMs: startMs });
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
