import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleAttemptRecord, sampleRequestRecord } from '../../tests/support/sample-request-record.ts';
import { sampleOpenAttempt } from '../../tests/support/sample-transfer.ts';
import { attemptTransfers, holdTransfer } from './attempt-transfers.ts';
import { FUNDING_SOURCES, LEDGER_ACCOUNTS, type LedgerAccount, type LedgerTransfer } from './ledger.ts';
import { type AttemptRecord, type OpenAttempt, OUTCOMES } from './request-record.ts';
import { NO_USAGE } from './usage.ts';

const START_MS = 1_772_366_400_003;

function transfersOf(...attempts: readonly Partial<AttemptRecord>[]): readonly LedgerTransfer[] {
  const made = attempts.map((attempt, at) => sampleAttemptRecord({ id: `att_${at + 1}`, ...attempt }));
  return attemptTransfers(sampleRequestRecord({ id: 'req_1', attempts: made }));
}

const lines = (transfers: readonly LedgerTransfer[]) =>
  transfers.map(({ id, from, to, nanoUsd }) => `${id}: ${from} → ${to} ${nanoUsd}`);

describe('what credits pay', () => {
  test('is held, settled, and the rest released', () => {
    const transfers = transfersOf({ fundedBy: 'credits', heldNanoUsd: 1_000, costNanoUsd: 300 });
    expect(lines(transfers)).toEqual([
      'att_1.held: credits → held 1000',
      'att_1.settled: held → spent 300',
      'att_1.released: held → credits 700',
    ]);
    expect(transfers.map(({ kind }) => kind)).toEqual(['held', 'settled', 'released']);
  });

  test('beyond what was held is an overrun, never dropped', () => {
    const transfers = transfersOf({ fundedBy: 'credits', heldNanoUsd: 1_000, costNanoUsd: 3_000 });
    expect(lines(transfers)).toEqual([
      'att_1.held: credits → held 1000',
      'att_1.settled: held → spent 1000',
      'att_1.overrun: credits → spent 2000',
    ]);
    expect(transfers.map(({ kind }) => kind)).toEqual(['held', 'settled', 'settled']);
  });

  test('without a hold is taken from the credits themselves', () => {
    expect(lines(transfersOf({ fundedBy: 'credits', heldNanoUsd: 0, costNanoUsd: 5 }))).toEqual([
      'att_1.overrun: credits → spent 5',
    ]);
  });

  test('of an attempt that was interrupted goes back, and says why', () => {
    const [held, released, ...more] = transfersOf({
      fundedBy: 'credits',
      outcome: 'interrupted',
      heldNanoUsd: 1_000,
      costNanoUsd: 0,
    });
    expect(more).toEqual([]);
    expect(held).toMatchObject({ id: 'att_1.held', note: undefined });
    expect(released).toMatchObject({ id: 'att_1.released', nanoUsd: 1_000, note: 'interrupted' });
  });

  test('is held when the attempt was sent, and settled when it ended', () => {
    const [held, settled] = transfersOf({ fundedBy: 'credits', heldNanoUsd: 9, costNanoUsd: 9, totalMs: 20.4 });
    expect(held?.atMs).toBe(START_MS);
    expect(settled?.atMs).toBe(START_MS + 20);
  });

  test('and what an open attempt holds is one and the same transfer', () => {
    const [held] = transfersOf({ fundedBy: 'credits', heldNanoUsd: 1_000, costNanoUsd: 300 });
    expect(holdTransfer(openAttempt({ heldNanoUsd: 1_000 }))).toEqual(held);
    expect(holdTransfer(openAttempt({ heldNanoUsd: 0 }))).toBeUndefined();
    expect(holdTransfer(openAttempt({ heldNanoUsd: 1_000, fundedBy: 'allowance' }))).toBeUndefined();
  });
});

describe('what the allowance of a plan pays', () => {
  test('is covered, and counted even where it costs nothing', () => {
    expect(lines(transfersOf({ fundedBy: 'allowance', costNanoUsd: 40 }))).toEqual([
      'att_1.settled: house → covered 40',
    ]);
    expect(lines(transfersOf({ fundedBy: 'allowance', costNanoUsd: 0 }))).toEqual(['att_1.settled: house → covered 0']);
  });

  test('is not used by an attempt that gave the caller nothing', () => {
    expect(transfersOf({ fundedBy: 'allowance', outcome: 'failed', usage: undefined, costNanoUsd: 0 })).toEqual([]);
    expect(transfersOf({ fundedBy: 'allowance', outcome: 'interrupted', costNanoUsd: 0 })).toEqual([]);
    const estimated = { ...NO_USAGE, outputTokens: 3, estimated: true };
    expect(transfersOf({ fundedBy: 'allowance', outcome: 'cut', usage: estimated, costNanoUsd: 0 })).toEqual([]);
  });
});

describe('what an account of the workspace pays', () => {
  test('never touches its credits', () => {
    expect(lines(transfersOf({ fundedBy: 'byok', costNanoUsd: 21 }))).toEqual(['att_1.settled: house → byok 21']);
  });

  test('is not in the ledger while its price is unknown, or nothing was charged', () => {
    expect(transfersOf({ costNanoUsd: undefined }, { costNanoUsd: 0 }, { costNanoUsd: Number.NaN })).toEqual([]);
  });
});

test('a request that came without a workspace moves nothing', () => {
  expect(attemptTransfers(sampleRequestRecord({ id: 'req_1', workspaceId: undefined }))).toEqual([]);
});

test('each transfer names its request, its attempt, its key and what an allowance counts', () => {
  const [transfer] = transfersOf({});
  expect(transfer).toMatchObject({
    workspaceId: 'ws_01kqtestworkspace0000000000',
    requestId: 'req_1',
    attemptId: 'att_1',
    keyId: 'key_01kqtestkey000000000000000',
    capability: 'chat',
  });
});

describe('whatever the attempts were', () => {
  test('what is settled is what they cost, to the nano-dollar', () => {
    fc.assert(
      fc.property(anyAttempts, (attempts) => {
        const settled = transfersOf(...attempts).filter(({ kind }) => kind === 'settled');
        expect(sumOf(settled)).toBe(attempts.reduce((sum, { costNanoUsd = 0 }) => sum + costNanoUsd, 0));
      }),
    );
  });

  test('the accounts sum up to zero, and nothing stays held', () => {
    fc.assert(
      fc.property(anyAttempts, (attempts) => {
        const balances = balancesAfter(transfersOf(...attempts));
        expect(balances.held).toBe(0);
        expect(LEDGER_ACCOUNTS.reduce((sum, account) => sum + balances[account], 0)).toBe(0);
      }),
    );
  });

  test('amounts are whole and not negative, and no id comes twice', () => {
    fc.assert(
      fc.property(anyAttempts, (attempts) => {
        const transfers = transfersOf(...attempts);
        for (const { nanoUsd, from, to } of transfers) {
          expect(Number.isSafeInteger(nanoUsd) && nanoUsd >= 0).toBe(true);
          expect(from).not.toBe(to);
        }
        expect(new Set(transfers.map(({ id }) => id)).size).toBe(transfers.length);
      }),
    );
  });
});

const anyAmount = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 1_000_000_000 }));
const anyAttempts = fc.array(
  fc.record({
    fundedBy: fc.constantFrom(...FUNDING_SOURCES),
    outcome: fc.constantFrom(...OUTCOMES),
    costNanoUsd: fc.option(anyAmount, { nil: undefined }),
    heldNanoUsd: anyAmount,
  }),
  { maxLength: 5 },
);

const sumOf = (transfers: readonly LedgerTransfer[]) => transfers.reduce((sum, { nanoUsd }) => sum + nanoUsd, 0);

function balancesAfter(transfers: readonly LedgerTransfer[]): Record<LedgerAccount, number> {
  const balances = { credits: 0, held: 0, spent: 0, covered: 0, byok: 0, house: 0 };
  for (const { from, to, nanoUsd } of transfers) {
    balances[from] -= nanoUsd;
    balances[to] += nanoUsd;
  }
  return balances;
}

function openAttempt(change: Partial<OpenAttempt>): OpenAttempt {
  return sampleOpenAttempt({ requestId: 'req_1', attemptId: 'att_1', ...change });
}
