import { writeTable } from '../report/write-table.ts';
import type { ReportFigures } from './measure-report.ts';

/** What each report of a dashboard may take, ms. */
const GOAL_MS = 300;

export interface Took {
  readonly ms: number;
  /** Of the process. */
  readonly cpuMs: number;
}

export interface UsageFigures {
  readonly requests: number;
  readonly attempts: number;
  readonly days: number;
  readonly runs: number;
  readonly rowBytes: number;
  readonly sumBytes: number;
  readonly rebuild: Took;
  readonly day: Took;
  readonly dashboard: readonly ReportFigures[];
  readonly others: readonly ReportFigures[];
  /** After a late record. */
  readonly late: readonly ReportFigures[];
  readonly afterLate: Took;
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
process, nothing kept between two of them. "Processor" is the time of this process alone, whatever else the machine did.

**Goal: each report of a month's dashboard under ${GOAL_MS} ms (p50): ${verdict}, the slowest takes ${Math.round(slowest)} ms.**

## The dashboard

${reportTable(dashboard)}

## Other reports

${reportTable(others)}

## The same dashboard right after a late record, before its slot is summed up again

${reportTable(late)}

## Making the sums

${writeTable({
  head: ['', 'seconds', 'of the processor'],
  rows: [
    tookRow('after one late record: its quarter of an hour, hour, part of a day, and day', figures.afterLate),
    tookRow('a working day: 96 quarters of an hour from their rows, and what is made of them', figures.day),
    tookRow(`all ${days} days from nothing`, figures.rebuild),
  ],
})}
`;
}

function reportTable(reports: readonly ReportFigures[]): string {
  return writeTable({
    head: ['', 'rows', 'p50, ms', 'worst, ms', 'processor, ms', 'longest without a turn for others, ms'],
    rows: reports.map(({ name, rows, p50Ms, worstMs, cpuMs, stallMs }) => [
      name,
      count(rows),
      p50Ms.toFixed(1),
      worstMs.toFixed(1),
      cpuMs.toFixed(1),
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

function tookRow(name: string, { ms, cpuMs }: Took): readonly string[] {
  return [name, ...[ms, cpuMs].map((value) => (value / 1_000).toFixed(2))];
}
