import { expect, test } from 'vitest';
import { sampleAttemptRecord } from '../../tests/support/sample-request-record.ts';
import { NO_USAGE } from '../domain/usage.ts';
import type { UsageRow } from '../domain/usage-store.ts';
import { createSumsGrouping } from './group-sums.ts';
import { createSumsBuilder } from './sums-builder.ts';
import type { UsageQuery } from './usage-query.ts';

const ROW: UsageRow = {
  id: 'req_1',
  workspaceId: 'ws_1',
  keyId: 'key_1',
  keyName: 'backend',
  routeId: undefined,
  routeName: undefined,
  capability: 'chat',
  member: undefined,
  tags: [],
  outcome: 'answered',
  firstContentMs: 5,
  totalMs: 10,
  replayOf: undefined,
  attempts: [sampleAttemptRecord({ id: 'att_1' })],
};

function sumsOf(...changes: readonly Partial<UsageRow>[]): Uint8Array {
  const builder = createSumsBuilder();
  for (const change of changes) builder.addRow({ ...ROW, ...change });
  return builder.detail();
}

function grouping(query: Partial<UsageQuery>, most = 100) {
  return createSumsGrouping({
    query: { groupBy: [], filters: new Map(), keyId: undefined, ...query },
    most,
    onTooMany: () => {
      throw new RangeError('too many');
    },
  });
}

const block = (sums: Uint8Array, startMs = 0) => ({ sums, workspaceId: 'ws_1', startMs });

test('a key that was renamed is one row, with its latest name', () => {
  const { add, groups } = grouping({ groupBy: ['key'] });
  add(block(sumsOf({ keyName: 'zeta' })));
  add(block(sumsOf({ keyName: 'alpha' })));
  expect(groups().map(({ values, names, tally }) => [values, names, tally.figure('answered')])).toEqual([
    [['key_1'], ['alpha'], 2],
  ]);
});

test('a request with several tags is in the row of each, and once in the totals', () => {
  const { add, groups, totals } = grouping({ groupBy: ['tag'] });
  add(block(sumsOf({ tags: ['a', 'b'] }, { tags: ['b'] }, {})));
  const rows = groups().map(({ values, tally }) => `${values[0]}: ${tally.figure('answered')}`);
  expect(rows.sort()).toEqual([': 1', 'a: 1', 'b: 2']);
  expect(totals.figure('answered')).toBe(3);
});

test('a key restriction is by id alone: a key that is named like the id of another sees nothing of it', () => {
  const { add, totals } = grouping({ keyId: 'key_1' });
  add(block(sumsOf({ keyId: 'key_2', keyName: 'key_1' })));
  expect(totals.figure('answered')).toBe(0);
});

test('money stays exact far beyond the largest whole number that a computer counts to', () => {
  const { add, totals } = grouping({});
  const costNanoUsd = Number.MAX_SAFE_INTEGER;
  const attempts = [sampleAttemptRecord({ id: 'att_1', costNanoUsd, providerCostNanoUsd: costNanoUsd })];
  const rows = Array.from({ length: 1_001 }, () => ({ attempts }));
  add(block(sumsOf(...rows)));
  add(block(sumsOf(...rows)));
  const expected = `${BigInt(costNanoUsd) * 2_002n}`;
  for (const amount of ['cost', 'byok', 'provider'] as const) {
    expect(totals.usd(amount).replace('.', '')).toBe(expected);
  }
});

test('what a provider says of tokens spoils no sum, however absurd', () => {
  const usage = { ...NO_USAGE, inputTokens: 1e300, outputTokens: -5 };
  const attempts = [sampleAttemptRecord({ id: 'att_1', usage })];
  const { add, totals } = grouping({});
  add(block(sumsOf({ attempts }, {})));
  expect(totals.figure('input_tokens')).toBe(1e12 + 24);
  expect(totals.figure('output_tokens')).toBe(30);
});

test('more rows than may be are refused, wherever they come from', () => {
  const { add } = grouping({ groupBy: ['key'] }, 2);
  add(block(sumsOf({ keyId: 'key_1' }, { keyId: 'key_2' })));
  expect(() => add(block(sumsOf({ keyId: 'key_3' })))).toThrow(/too many/);
});
