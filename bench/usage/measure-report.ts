import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { UsageStore } from '../../gateway/src/domain/usage-store.ts';
import { reportUsage } from '../../gateway/src/usage/report-usage.ts';
import type { UsageQuery } from '../../gateway/src/usage/usage-query.ts';

export interface ReportFigures {
  readonly name: string;
  readonly p50Ms: number;
  readonly worstMs: number;
  /** The longest that nothing else of the process got its turn, ms. */
  readonly stallMs: number;
  readonly rows: number;
}

/** Makes a report again and again, and gives the middle of the times. */
export async function measureReport({
  name,
  usage,
  query,
  runs,
}: {
  readonly name: string;
  readonly usage: UsageStore;
  readonly query: UsageQuery;
  readonly runs: number;
}): Promise<ReportFigures> {
  const times: number[] = [];
  let rows = 0;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  for (let run = 0; run < runs; run++) {
    const startMs = performance.now();
    const report = await reportUsage({ usage, query, pause: nextTurn });
    times.push(performance.now() - startMs);
    rows = report.rows.length;
    await nextTurn();
  }
  delay.disable();
  const sorted = times.toSorted((left, right) => left - right);
  return {
    name,
    p50Ms: sorted[Math.floor(sorted.length / 2)] ?? 0,
    worstMs: sorted.at(-1) ?? 0,
    stallMs: delay.max / 1e6,
    rows,
  };
}
