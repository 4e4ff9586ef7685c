import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { timeOfId } from '../../src/domain/ids.ts';
import type { RequestRecord } from '../../src/domain/request-record.ts';
import type { Store } from '../../src/domain/store.ts';
import { rollUpUsage } from '../../src/jobs/roll-up-usage.ts';
import { reportUsage } from '../../src/usage/report-usage.ts';
import { PERCENTILE_ERROR } from '../../src/usage/time-buckets.ts';
import { FIGURE_COLUMNS } from '../../src/usage/usage-columns.ts';
import { periodName } from '../../src/usage/usage-periods.ts';
import type { UsageQuery } from '../../src/usage/usage-query.ts';
import type { UsageTally } from '../../src/usage/usage-tally.ts';
import { onEveryDatabase } from '../support/on-every-database.ts';
import { anyQuery, anyTraffic, FIRST_MS, LAST_MS } from './any-usage.ts';
import { bruteForceUsage, exactPercentile, type PlainFigures, type PlainQuery } from './brute-force-usage.ts';

const RUNS = 40;
const pause = async () => {};
/** A new database for each would take longer than all the rest. */
const EMPTY = 'delete from attempts; delete from requests; delete from usage_sums; delete from usage_dirty';
const timeOf = ({ id }: RequestRecord) => timeOfId({ kind: 'req', id }) ?? Number.NaN;

onEveryDatabase(({ newPlace }) => {
  describe('a report of usage', () => {
    test('says what the rows say, whatever was summed up before, between and after', { timeout: 120_000 }, async () => {
      const anyHistory = fc.record({
        traffic: anyTraffic,
        // Who is appended when, how often, and what is rolled up in between.
        order: fc.infiniteStream(fc.nat()),
        steps: fc.array(
          fc.oneof(fc.constant('append' as const), fc.integer({ min: FIRST_MS, max: LAST_MS + 90_000_000 })),
          {
            minLength: 1,
            maxLength: 6,
          },
        ),
        queries: fc.array(anyQuery, { minLength: 4, maxLength: 4 }),
      });
      const place = await newPlace();
      const store = await place.open();
      await fc.assert(
        fc.asyncProperty(anyHistory, async ({ traffic, order, steps, queries }) => {
          await place.execute(EMPTY);
          const records = shuffled({ items: traffic, order });
          for (const [at, step] of [...steps, 'append' as const].entries()) {
            const until = at === steps.length ? records.length : Math.ceil((records.length * at) / steps.length);
            if (step === 'append') await store.appendRequests(records.slice(0, until));
            else await rollUpUsage({ usage: store.usage, nowMs: step, pause });
          }
          for (const query of queries) await expectAgreement({ store, records, query });
          await rollUpUsage({ usage: store.usage, nowMs: LAST_MS + 90_000_000, pause });
          for (const query of queries) await expectAgreement({ store, records, query });
        }),
        { numRuns: RUNS },
      );
    });
  });
});

function shuffled<Item>({ items, order }: { items: readonly Item[]; order: Iterable<number> }): readonly Item[] {
  const numbers = order[Symbol.iterator]();
  const keys = new Map(items.map((item) => [item, Number(numbers.next().value)]));
  return items.toSorted((left, right) => (keys.get(left) ?? 0) - (keys.get(right) ?? 0));
}

async function expectAgreement({
  store,
  records,
  query,
}: {
  readonly store: Store;
  readonly records: readonly RequestRecord[];
  readonly query: PlainQuery;
}): Promise<void> {
  const filters: UsageQuery['filters'] = new Map(
    Object.entries(query.filters).map(([dimension, values]) => [
      dimension as keyof PlainQuery['filters'],
      new Set(values),
    ]),
  );
  const expected = bruteForceUsage({ records, query, timeOf });
  const report = await reportUsage({
    usage: store.usage,
    query: { ...query, filters, limit: 100_000, after: undefined },
    pause,
  });
  const { interval, timeZone } = query;
  const found = new Map(
    report.rows.map(({ startMs, values, tally }) => {
      const period = interval === 'none' ? '' : periodName({ startMs, timeZone, interval });
      return [JSON.stringify([period, ...values]), tally];
    }),
  );
  expect([...found.keys()].sort()).toEqual([...expected.rows.keys()].sort());
  for (const [name, figures] of expected.rows) expectFigures({ tally: found.get(name), figures });
  expectFigures({ tally: report.totals, figures: expected.totals });
}

function expectFigures({ tally, figures }: { tally: UsageTally | undefined; figures: PlainFigures }): void {
  if (tally === undefined) throw new Error('no such row');
  const row = Object.fromEntries(FIGURE_COLUMNS.map(({ name, value }) => [name, value(tally)]));
  const { cost, byok, credits, allowance, provider, latencies, firstContents, ...counts } = figures;
  expect(row).toMatchObject({
    ...counts,
    total_tokens: counts.input_tokens + counts.output_tokens,
    cost_usd: usd(cost),
    byok_cost_usd: usd(byok),
    managed_cost_usd: usd(credits + allowance),
    credits_cost_usd: usd(credits),
    allowance_cost_usd: usd(allowance),
    provider_cost_usd: usd(provider),
  });
  for (const [share, column] of [
    [0.5, 'latency_p50_ms'],
    [0.95, 'latency_p95_ms'],
    [0.99, 'latency_p99_ms'],
  ] as const) {
    expectNear({ found: row[column], exact: exactPercentile({ values: latencies, share }) });
  }
  expectNear({ found: row['first_content_p50_ms'], exact: exactPercentile({ values: firstContents, share: 0.5 }) });
  expectNear({ found: row['first_content_p95_ms'], exact: exactPercentile({ values: firstContents, share: 0.95 }) });
}

function expectNear({ found, exact }: { found: unknown; exact: number | undefined }): void {
  if (exact === undefined) expect(found).toBeNull();
  // Shown with one decimal place.
  else expect(Math.abs(Number(found) - exact)).toBeLessThanOrEqual(exact * PERCENTILE_ERROR + 0.05);
}

function usd(nanoUsd: bigint): string {
  return `${nanoUsd / 1_000_000_000n}.${String(nanoUsd % 1_000_000_000n).padStart(9, '0')}`;
}
