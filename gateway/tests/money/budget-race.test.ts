import { expect, test } from 'vitest';
import { readId } from '../../src/domain/ids.ts';
import { NANO_PER_USD } from '../../src/domain/money.ts';
import { NO_RATES } from '../../src/domain/price.ts';
import { schedulePrices } from '../../src/domain/price-schedule.ts';
import type { ApplyingBudget, Budget } from '../../src/domain/route.ts';
import { createPipelineRig, type RigRequest } from './pipeline-rig.ts';

const ROUNDS = 50;
const CALLS = 1_000;
/** A call costs this much, whatever it says; in the second half of a round twice as much. */
const PRICE_USD = 0.1;
const BEFORE = Date.UTC(2026, 1, 28, 23, 59, 59);
const BOUNDARY = Date.UTC(2026, 2, 1);

const CALL: RigRequest = {
  plays: ['answers'],
  stream: false,
  throwsAt: undefined,
  breaks: 'nothing',
  clientLeaves: false,
  onCut: 'error',
  paidBy: 'budget',
};

const workspaceId = readId({ kind: 'ws', text: 'ws_1' });
const budgetOf = (scope: 'key' | 'workspace', usd: number, window: Budget['window']): ApplyingBudget => ({
  scope,
  scopeId: scope,
  scopeName: scope,
  budget: { nanoUsd: usd * NANO_PER_USD, window },
  workspaceId,
});

test(`${CALLS} calls at once against a budget for 50: exactly 50 are admitted and it is never overdrawn, ${ROUNDS} times`, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const rig = createPipelineRig({
      now: () => BEFORE,
      silenceMs: 60_000,
      budgets: [budgetOf('key', 5, 'month')],
      prices: perRequest([{ fromMs: 0, usd: PRICE_USD }]),
    });
    await Promise.all(Array.from({ length: CALLS }, () => rig.run(CALL)));
    expect(rig.records.filter(({ outcome }) => outcome === 'answered')).toHaveLength(50);
    expect(rig.records.filter(({ errorReason }) => errorReason === 'key_budget')).toHaveLength(CALLS - 50);
    expect(await rig.budgets(BEFORE)).toMatchObject([{ spentNanoUsd: 5 * NANO_PER_USD, heldNanoUsd: 0 }]);
  }
}, 120_000);

test('the same under two nested budgets, with the end of the window and a new price in the middle', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    let nowMs = BEFORE;
    const rig = createPipelineRig({
      now: () => nowMs,
      silenceMs: 60_000,
      // The key's budget has room for 50 calls of the old price in each month; the workspace's for 50 and 20 of the new one.
      budgets: [budgetOf('key', 5, 'month'), budgetOf('workspace', 9, 'total')],
      prices: perRequest([
        { fromMs: 0, usd: PRICE_USD },
        { fromMs: BOUNDARY, usd: 2 * PRICE_USD },
      ]),
    });
    const old = Array.from({ length: CALLS / 2 }, () => rig.run(CALL));
    // The others begin while these run: a call keeps the price, and the window, that it began with.
    await new Promise((resolve) => setImmediate(resolve));
    nowMs = BOUNDARY;
    await Promise.all([...old, ...Array.from({ length: CALLS / 2 }, () => rig.run(CALL))]);
    const answered = rig.records.filter(({ outcome }) => outcome === 'answered');
    const costs = Map.groupBy(answered, ({ costNanoUsd }) => costNanoUsd);
    expect(costs.get(PRICE_USD * NANO_PER_USD)).toHaveLength(50);
    expect(costs.get(2 * PRICE_USD * NANO_PER_USD)).toHaveLength(20);
    expect(answered).toHaveLength(70);
    expect(await rig.budgets(BEFORE)).toMatchObject([{ spentNanoUsd: 5 * NANO_PER_USD, heldNanoUsd: 0 }, {}]);
    expect(await rig.budgets(BOUNDARY)).toMatchObject([
      { spentNanoUsd: 4 * NANO_PER_USD, heldNanoUsd: 0 },
      { spentNanoUsd: 9 * NANO_PER_USD, heldNanoUsd: 0 },
    ]);
  }
}, 120_000);

function perRequest(versions: readonly { readonly fromMs: number; readonly usd: number }[]) {
  const price = (usd: number) => ({
    ...NO_RATES,
    inputUsdPerMtok: 0,
    outputUsdPerMtok: 0,
    usdPerRequest: usd,
    tiers: [],
  });
  return schedulePrices({
    versions: versions.map(({ fromMs, usd }) => ({ fromMs, price: price(usd) })),
    marginPercent: 0,
  });
}
