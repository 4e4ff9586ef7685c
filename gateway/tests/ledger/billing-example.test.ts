import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { attemptTransfers } from '../../src/domain/attempt-transfers.ts';
import type { LedgerTransfer } from '../../src/domain/ledger.ts';
import { NANO_PER_USD } from '../../src/domain/money.ts';
import type { AttemptRecord } from '../../src/domain/request-record.ts';
import { sampleAttemptRecord, sampleRequestRecord } from '../support/sample-request-record.ts';
import { sampleTransfer } from '../support/sample-transfer.ts';

const PAGE = new URL('../../../docs/billing.md', import.meta.url);

/** Dollars, as the page writes them. */
interface Line {
  readonly id: string;
  readonly way: string;
  readonly usd: number;
  readonly creditsAfterwards: number;
}

function linesOfPage(): readonly Line[] {
  const [, example = ''] = readFileSync(PAGE, 'utf8').split('## An example');
  return [...example.matchAll(/^\| \d? ?\| `(\S+)`.*? \| (\w+ → \w+) \| ([\d.]+) \| ([\d.]+) \|$/gm)].map(
    ([, id = '', way = '', usd, creditsAfterwards]) => ({
      id,
      way,
      usd: Number(usd),
      creditsAfterwards: Number(creditsAfterwards),
    }),
  );
}

function linesOf(transfers: readonly LedgerTransfer[]): readonly Line[] {
  let credits = 0;
  return transfers.map(({ id, from, to, nanoUsd }) => {
    if (from === 'credits') credits -= nanoUsd;
    if (to === 'credits') credits += nanoUsd;
    return { id, way: `${from} → ${to}`, usd: nanoUsd / NANO_PER_USD, creditsAfterwards: credits / NANO_PER_USD };
  });
}

test('the worked example of the page on billing is what the ledger does', () => {
  const cents = (amount: number) => Math.round(amount * (NANO_PER_USD / 100));
  const paidBy = (fundedBy: AttemptRecord['fundedBy'], costNanoUsd: number, more: Partial<AttemptRecord> = {}) => ({
    fundedBy,
    costNanoUsd,
    ...more,
  });
  const onCredits = (cost: number, more: Partial<AttemptRecord> = {}) =>
    paidBy('credits', cents(cost), { heldNanoUsd: cents(4), ...more });
  const requests = [
    [paidBy('byok', cents(0.02))],
    [paidBy('byok', 0, { outcome: 'failed' }), paidBy('allowance', cents(0.04))],
    [onCredits(4)],
    [onCredits(0, { outcome: 'cut' }), onCredits(5)],
    [onCredits(0, { outcome: 'interrupted' })],
  ];
  let made = 0;
  const transfers = requests.flatMap((attempts, at) =>
    attemptTransfers(
      sampleRequestRecord({
        id: `req_${at + 1}`,
        attempts: attempts.map((attempt) => sampleAttemptRecord({ id: `att_${++made}`, ...attempt })),
      }),
    ),
  );
  expect(linesOf([sampleTransfer({ id: 'welcome' }), ...transfers])).toEqual(linesOfPage());
});
