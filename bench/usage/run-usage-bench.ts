import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, exit } from 'node:process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { SPAN_MS, type UsageStore } from '../../gateway/src/domain/usage-store.ts';
import { rollUpUsage } from '../../gateway/src/jobs/roll-up-usage.ts';
import { openSqliteStore, type SqliteStore } from '../../gateway/src/store/open-sqlite-store.ts';
import { describeMachine } from '../report/describe-machine.ts';
import { fillDatabase } from './fill-database.ts';
import { DASHBOARD, NOW_MS, OTHER_REPORTS } from './listed-reports.ts';
import { measureReport, type ReportFigures } from './measure-report.ts';
import { usageTraffic } from './usage-traffic.ts';
import { type Took, type UsageFigures, writeUsageResults } from './write-usage-results.ts';

const HELP = `npm run bench:usage -- [options]
  --requests N   rows of the request log (10000000), over 60 days
  --runs N       how often each report is made (9)
  --out FILE     where the figures are written (bench/usage/RESULTS.md; with fewer requests nowhere)`;

const ALL_REQUESTS = 10_000_000;
const DAYS = 60;
/** A working day in the month before. */
const SOME_DAY_MS = Date.parse('2026-10-14T00:00:00Z');

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    requests: { type: 'string', default: String(ALL_REQUESTS) },
    runs: { type: 'string', default: '9' },
    out: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  exit(0);
}
const requests = Number(values.requests);
const runs = Number(values.runs);
if (!(requests >= 1_000 && runs >= 1))
  throw new Error('--requests and --runs must be numbers, --requests from 1000 on');
const outPath = values.out ?? (requests === ALL_REQUESTS ? 'bench/usage/RESULTS.md' : undefined);

const machine = describeMachine();
const dataDir = mkdtempSync(join(tmpdir(), 'latentkit-bench-usage-'));
try {
  const figures = await measure();
  const text = writeUsageResults({ machine, figures });
  console.log(text);
  if (outPath !== undefined) writeFileSync(outPath, text);
} finally {
  rmSync(dataDir, { recursive: true, force: true });
}

async function measure(): Promise<UsageFigures> {
  // The store makes the tables.
  await (await openSqliteStore({ dataDir })).close();
  const path = join(dataDir, 'latentkit.db');
  const records = usageTraffic({ requests, fromMs: NOW_MS - DAYS * 86_400_000, toMs: NOW_MS, seed: 7 });
  const filled = fillDatabase({ path, records, say });
  const rowBytes = statSync(path).size;
  const store = await openSqliteStore({ dataDir });
  try {
    return { ...filled, days: DAYS, runs, rowBytes, ...(await measureStore({ store, path, rowBytes })) };
  } finally {
    await store.close();
  }
}

async function measureStore({ store, path, rowBytes }: { store: SqliteStore; path: string; rowBytes: number }) {
  const { usage } = store;
  say('all sums from nothing');
  const rebuild = await timed(async () => {
    await usage.markAll();
    await rollUp(usage);
  });
  const sumBytes = statSync(path).size + store.logBytes() - rowBytes;
  await appendLate({ store, slots: 96 });
  const day = await timed(() => rollUp(usage));
  const dashboard = await measureReports({ usage, reports: DASHBOARD });
  const others = await measureReports({ usage, reports: OTHER_REPORTS });
  await appendLate({ store, slots: 1 });
  const late = await measureReports({ usage, reports: DASHBOARD.slice(0, 4) });
  const afterLate = await timed(() => rollUp(usage));
  return { rebuild, sumBytes, day, dashboard, others, late, afterLate };
}

function rollUp(usage: UsageStore) {
  return rollUpUsage({ usage, nowMs: NOW_MS, pause: nextTurn });
}

/** What late records do: some quarters of an hour of a day in the past are out of date. */
async function appendLate({ store, slots }: { store: SqliteStore; slots: number }): Promise<void> {
  for (let slot = 0; slot < slots; slot++) {
    const fromMs = SOME_DAY_MS + slot * SPAN_MS.slot;
    const toMs = fromMs + SPAN_MS.slot;
    await store.appendRequests([...usageTraffic({ requests: 1, fromMs, toMs, seed: 1_000 + slots + slot })]);
  }
}

async function measureReports({ usage, reports }: { usage: UsageStore; reports: typeof DASHBOARD }) {
  const figures: ReportFigures[] = [];
  for (const { name, query } of reports) {
    say(name);
    figures.push(await measureReport({ name, usage, query, runs }));
  }
  return figures;
}

async function timed(work: () => Promise<unknown>): Promise<Took> {
  const [startMs, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - startMs, cpuMs: (user + system) / 1_000 };
}

function say(line: string): void {
  console.error(`${new Date().toISOString().slice(11, 19)} ${line}`);
}
