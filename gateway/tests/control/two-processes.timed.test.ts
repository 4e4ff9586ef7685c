import { afterAll, beforeAll, expect, test } from 'vitest';
import { findPostgres, startTestPostgres, type TestPostgres } from '../support/start-test-postgres.ts';
import { runTwoProcesses } from './two-processes-run.ts';

/** What is promised of two processes on one database. */
const LIVE_WITHIN_MS = 1_000;
const REFUSED_WITHIN_MS = 2_000;
const STREAMS_END_WITHIN_MS = 5_000;

const postgres = findPostgres();
const skipped = !postgres.found && process.env.CI !== 'true';
let server: TestPostgres | undefined;
beforeAll(async () => {
  if (postgres.found) server = await startTestPostgres(postgres);
}, 60_000);
afterAll(() => server?.stop());

test.skipIf(skipped)(
  'published, rolled back and revoked through one process while both serve: nothing fails, nothing is mixed, and it is live everywhere within a second',
  async () => {
    if (server === undefined) return expect.fail('PostgreSQL is not installed');
    const result = await runTwoProcesses({
      databaseUrl: await server.createDatabase(),
      requestsPerSecond: 60,
      publications: 6,
      rollbacks: 3,
      revocations: 2,
      everyMs: 1_100,
    });
    expect(result.failed).toEqual([]);
    expect(result.mixed).toEqual([]);
    // A run that proves something.
    expect(result.versionsServed).toBe(7);
    expect(result.records).toBeGreaterThan(300);
    expect(result.lags).toHaveLength(18);
    expect(result.refusedMs).toHaveLength(4);
    expect(Math.max(...result.lags.map(({ lastOldMs }) => lastOldMs))).toBeLessThan(LIVE_WITHIN_MS);
    expect(Math.max(...result.lags.map(({ firstNewMs }) => firstNewMs))).toBeLessThan(LIVE_WITHIN_MS);
    expect(Math.max(...result.refusedMs.map(({ ms }) => ms))).toBeLessThan(REFUSED_WITHIN_MS);
    expect(Math.max(...result.streamsEndedMs.map(({ ms }) => ms))).toBeLessThan(STREAMS_END_WITHIN_MS);
  },
  90_000,
);
