import { beforeEach, expect, test } from 'vitest';
import type { Log } from '../domain/ports.ts';
import type { LedgerStore } from '../domain/store.ts';
import { expireCredits } from './expire-credits.ts';
import { verifyLedger } from './verify-ledger.ts';

const NOON = 1_772_366_400_000;
const MINUTE = 60_000;

let logged: [level: string, message: string, fields: Readonly<Record<string, unknown>>][];
beforeEach(() => {
  logged = [];
});
const log: Log = {
  info: (fields, message) => logged.push(['info', message, fields]),
  warn: (fields, message) => logged.push(['warn', message, fields]),
  error: (fields, message) => logged.push(['error', message, fields]),
};

/** A store of which only what a test gives is asked. */
function storeWith(part: Partial<LedgerStore>): { readonly ledger: LedgerStore } {
  const unasked = async (): Promise<never> => {
    throw new Error('the disk is gone');
  };
  return {
    ledger: {
      post: unasked,
      balances: unasked,
      hasCredits: unasked,
      allowanceUsed: unasked,
      find: unasked,
      list: unasked,
      version: unasked,
      verify: unasked,
      expireCredits: unasked,
      ...part,
    },
  };
}

test('a ledger that adds up is a quiet line in the log', async () => {
  await verifyLedger({ store: storeWith({ verify: async () => [] }), log });
  expect(logged).toEqual([['info', 'the ledger was verified: it adds up', {}]]);
});

test('a ledger that does not add up is an error in the log, with the first problems and what to run', async () => {
  const problems = Array.from({ length: 40 }, (_, at) => `problem ${at}`);
  await verifyLedger({ store: storeWith({ verify: async () => problems }), log });
  expect(logged).toEqual([
    [
      'error',
      'the ledger does not add up; run "latentkit ledger verify"',
      { problems: problems.slice(0, 10), problem_count: 40 },
    ],
  ]);
});

test('credits expire a few minutes late, when what was spent before is in the ledger', async () => {
  const asked: number[] = [];
  const store = storeWith({
    expireCredits: async ({ nowMs }) => {
      asked.push(nowMs);
      return 1_500_000_000;
    },
  });
  await expireCredits({ store, clock: { now: () => NOON }, log });
  expect(asked).toEqual([NOON - 5 * MINUTE]);
  expect(logged).toEqual([['info', 'credits have expired', { usd: '1.500000000' }]]);
});

test('an hour in which nothing expires says nothing', async () => {
  await expireCredits({ store: storeWith({ expireCredits: async () => 0 }), clock: { now: () => NOON }, log });
  expect(logged).toEqual([]);
});

test('a store that cannot be asked is a warning, and the next turn asks again', async () => {
  await verifyLedger({ store: storeWith({}), log });
  await expireCredits({ store: storeWith({}), clock: { now: () => NOON }, log });
  expect(logged.map(([level, message]) => [level, message])).toEqual([
    ['warn', 'the ledger could not be verified'],
    ['warn', 'expired credits could not be written off'],
  ]);
});
