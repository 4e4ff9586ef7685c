import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { UsageStore } from '../../gateway/src/domain/usage-store.ts';
import { reportUsage } from '../../gateway/src/usage/report-usage.ts';
import type { UsageQuery } from '../../gateway/src/usage/usage-query.ts';

export interface ReportFigures {
  readonly name: string;
  readonly p50Ms: number;
  readonly worstMs: number;
  /** Of the process, in the middle of the runs: what does not depend on how busy the machine is otherwise. */
  readonly cpuMs: number;
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
  const cpuTimes: number[] = [];
  let rows = 0;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  for (let run = 0; run < runs; run++) {
    const [startMs, before] = [performance.now(), process.cpuUsage()];
    const report = await reportUsage({ usage, query, pause: nextTurn });
    times.push(performance.now() - startMs);
    const { user, system } = process.cpuUsage(before);
    cpuTimes.push((user + system) / 1_000);
    rows = report.rows.length;
    await nextTurn();
  }
  delay.disable();
  return {
    name,
    p50Ms: middleOf(times),
    worstMs: Math.max(...times),
    cpuMs: middleOf(cpuTimes),
    stallMs: delay.max / 1e6,
    rows,
  };
}

function middleOf(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}
