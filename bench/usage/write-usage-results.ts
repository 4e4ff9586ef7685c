import { writeTable } from '../report/write-table.ts';
import type { ReportFigures } from './measure-report.ts';

/** What each report of a dashboard may take, ms. */
const GOAL_MS = 300;

export interface UsageFigures {
  readonly requests: number;
  readonly attempts: number;
  readonly days: number;
  readonly runs: number;
  readonly fillMs: number;
  readonly rowBytes: number;
  readonly sumBytes: number;
  readonly rebuildMs: number;
  readonly dayMs: number;
  readonly dashboard: readonly ReportFigures[];
  readonly others: readonly ReportFigures[];
  /** After a late record. */
  readonly late: readonly ReportFigures[];
  readonly lateMs: number;
}

export function writeUsageResults({
  machine,
  figures,
}: {
  readonly machine: readonly string[];
  readonly figures: UsageFigures;
}): string {
  const { requests, attempts, days, runs, dashboard, others, late } = figures;
  const slowest = Math.max(...dashboard.map(({ p50Ms }) => p50Ms));
  const verdict = slowest < GOAL_MS ? 'met' : 'missed';
  return `# Usage reports: results

Written by \`npm run bench:usage\` on ${new Date().toISOString().slice(0, 10)}. What is measured: docs/usage.md.

${machine.map((line) => `- ${line}`).join('\n')}

${count(requests)} requests with ${count(attempts)} attempts over ${days} days in SQLite: 200 keys, 20 routes, 15 models, one workspace.
Rows and indexes take ${gigabytes(figures.rowBytes)}, the sums of usage ${gigabytes(figures.sumBytes)}. Each report is made ${runs} times, in one
process, nothing kept between two of them.

**Goal: each report of a month's dashboard under ${GOAL_MS} ms (p50): ${verdict}, the slowest takes ${Math.round(slowest)} ms.**

## The dashboard

${reportTable(dashboard)}

## Other reports

${reportTable(others)}

## The same dashboard right after a late record, before its slot is summed up again

${reportTable(late)}

## Making the sums

${writeTable({
  head: ['', 'seconds'],
  rows: [
    ['one slot and its day again, after a late record', seconds(figures.lateMs)],
    ['one working day again: 96 slots from their rows, and the day', seconds(figures.dayMs)],
    [`all ${days} days from nothing`, seconds(figures.rebuildMs)],
  ],
})}

Filling the database took ${seconds(figures.fillMs)} s.
`;
}

function reportTable(reports: readonly ReportFigures[]): string {
  return writeTable({
    head: ['', 'rows', 'p50, ms', 'worst, ms', 'longest without a turn for others, ms'],
    rows: reports.map(({ name, rows, p50Ms, worstMs, stallMs }) => [
      name,
      count(rows),
      p50Ms.toFixed(1),
      worstMs.toFixed(1),
      stallMs.toFixed(1),
    ]),
  });
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(2)} GB`;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(ms < 10_000 ? 2 : 0);
}
