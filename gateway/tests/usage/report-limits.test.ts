import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIdSource } from '../../src/domain/ids.ts';
import { rollUpUsage } from '../../src/jobs/roll-up-usage.ts';
import { openSqliteStore, type SqliteStore } from '../../src/store/open-sqlite-store.ts';
import { reportUsage, type UsageLimits } from '../../src/usage/report-usage.ts';
import type { UsageQuery } from '../../src/usage/usage-query.ts';
import { sampleAttemptRecord, sampleRequestRecord } from '../support/sample-request-record.ts';

const FROM_MS = Date.parse('2026-11-03T00:00:00Z');
const TO_MS = Date.parse('2026-11-04T00:00:00Z');
const REQUESTS = 1_200;

let dataDir: string;
let store: SqliteStore;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-usage-'));
  store = await openSqliteStore({ dataDir });
  let atMs = FROM_MS;
  const ids = createIdSource({ now: () => atMs, randomBytes });
  const records = Array.from({ length: REQUESTS }, (_, at) => {
    atMs = FROM_MS + at * 60_000;
    const attempts = [sampleAttemptRecord({ id: ids.next('att') })];
    return sampleRequestRecord({ id: ids.next('req'), keyId: `key_${at % 20}`, attempts });
  });
  await store.appendRequests(records);
});
afterAll(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Report {
  readonly query?: Partial<UsageQuery>;
  readonly limits?: UsageLimits;
  readonly pause?: () => Promise<void>;
}

function report({ query, limits = { rows: 100, logRows: 10_000 }, pause = async () => {} }: Report = {}) {
  return reportUsage({
    usage: store.usage,
    query: {
      fromMs: FROM_MS,
      toMs: TO_MS,
      timeZone: 'UTC',
      interval: 'none',
      groupBy: [],
      filters: new Map(),
      workspaceId: undefined,
      keyId: undefined,
      limit: 1_000,
      after: undefined,
      ...query,
    },
    limits,
    pause,
  });
}

test('a report that would be too long is refused with what makes it shorter', async () => {
  expect((await report({ query: { groupBy: ['key'] } })).rows).toHaveLength(20);
  const tooLong = report({ query: { groupBy: ['key'], interval: 'hour' } });
  await expect(tooLong).rejects.toMatchObject({
    code: 'validation_error',
    param: 'group_by',
    message: 'This report would have more than 100 rows.',
    hint: expect.stringContaining('shorter time'),
  });
});

test('a report that would read too much of the request log says when to ask again, and can be made once sums are', async () => {
  const limits = { rows: 100, logRows: 999 };
  await expect(report({ limits })).rejects.toMatchObject({ code: 'storage_unavailable', retryAfterMs: 10_000 });
  await rollUpUsage({ usage: store.usage, nowMs: TO_MS + 60_000, pause: async () => {} });
  expect((await report({ limits })).totals.figure('answered')).toBe(REQUESTS);
});

test('others get their turn while a report is made, also while it reads rows', async () => {
  await store.usage.markAll();
  let pauses = 0;
  await report({
    pause: async () => {
      pauses++;
    },
  });
  // 500 rows at once.
  expect(pauses).toBe(2);
});
