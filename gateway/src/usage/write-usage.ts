import type { UsageAnswer } from './answer-usage.ts';
import { PERCENTILE_ERROR } from './time-buckets.ts';
import { writeCsv } from './write-csv.ts';

/** The body of a JSON answer. */
export function usageJson({ query, columns, rows, totals, next }: UsageAnswer): object {
  const { fromMs, toMs, timeZone, interval, groupBy } = query;
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    time_zone: timeZone,
    interval,
    group_by: groupBy,
    rows: rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at]]))),
    totals,
    // A share of the percentile itself.
    percentile_error: Math.ceil(PERCENTILE_ERROR * 1_000) / 1_000,
    next: next ?? null,
  };
}

/** The rows under their titles. No totals: a program that adds up a column would count everything twice. */
export function usageCsv({ columns, rows }: UsageAnswer): string {
  return writeCsv({ head: columns, rows });
}
