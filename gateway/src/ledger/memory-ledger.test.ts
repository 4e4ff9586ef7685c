import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildPrincipal, buildRoute } from '../../tests/build-principal.ts';
import { createIdSource, readId } from '../domain/ids.ts';
import { NANO_PER_USD } from '../domain/money.ts';
import type { Hold } from '../domain/ports.ts';
import type { Budget, Principal } from '../domain/route.ts';
import type { Store } from '../domain/store.ts';
import { createMemoryLedger } from './memory-ledger.ts';

const T0 = Date.UTC(2026, 5, 10, 12);
const CENT = NANO_PER_USD / 100;
const ids = createIdSource({ now: () => T0, randomBytes: (count) => new Uint8Array(count).fill(7) });

function budget(usd: number, window: Budget['window'] = 'month'): Budget {
  return { nanoUsd: usd * NANO_PER_USD, window };
}

function setUp(changes: Partial<Principal>, spentSince: Store['spentSince'] = async () => 0, leaseMs = 900_000) {
  const reads: Parameters<Store['spentSince']>[0][] = [];
  const store: Pick<Store, 'spentSince'> = {
    spentSince(query) {
      reads.push(query);
      return spentSince(query);
    },
  };
  const ledger = createMemoryLedger({ store, leaseMs });
  const principal = buildPrincipal(changes);
  const hold = (nanoUsd: number, nowMs = T0) => ledger.hold({ requestId: ids.next('req'), principal, nanoUsd, nowMs });
  const states = (nowMs = T0) => ledger.budgetsOf({ principal, nowMs });
  return { ledger, principal, hold, states, reads };
}

function granted(hold: Hold): Extract<Hold, { held: true }> {
  if (!hold.held) throw new Error(`refused: ${hold.reason}`);
  return hold;
}

describe('where no budget applies', () => {
  test('a hold is one shared object, at once, and the store is never asked', () => {
    const { hold, reads, ledger } = setUp({});
    const first = hold(5);
    expect(first).toBe(hold(7));
    expect(first).toMatchObject({ held: true });
    expect(reads).toEqual([]);
    expect(ledger.openHolds).toBe(0);
  });

  test('a test key spends nothing, so no budget stands in its way', () => {
    const { hold } = setUp({ kind: 'test', budget: budget(0), workspaceBudget: budget(0) });
    expect(hold(CENT)).toMatchObject({ held: true });
  });
});

describe('under concurrency', () => {
  test('of 1,000 holds at once against a budget for 50, exactly 50 are granted', async () => {
    const { hold, states } = setUp({ budget: budget(5) });
    const holds = await Promise.all(Array.from({ length: 1_000 }, () => hold(10 * CENT)));
    const kept = holds.filter((one) => one.held);
    expect(kept).toHaveLength(50);
    for (const one of kept) granted(one).settle(10 * CENT);
    expect(await states()).toMatchObject([{ spentNanoUsd: 5 * NANO_PER_USD, heldNanoUsd: 0 }]);
    expect(await hold(1)).toMatchObject({ held: false, reason: 'key_budget' });
  });

  test('the same with three nested budgets, of which the middle one is the smallest', async () => {
    const { hold, states } = setUp({
      budget: budget(100),
      route: buildRoute({ budget: budget(5, 'day') }),
      workspaceBudget: budget(50, 'total'),
    });
    const holds = await Promise.all(Array.from({ length: 1_000 }, () => hold(10 * CENT)));
    expect(holds.filter((one) => one.held)).toHaveLength(50);
    expect(holds.find((one) => !one.held)).toEqual({
      held: false,
      reason: 'route_budget',
      resetsAtMs: Date.UTC(2026, 5, 11),
    });
    expect((await states()).map((state) => state.heldNanoUsd)).toEqual([500 * CENT, 500 * CENT, 500 * CENT]);
  });

  test('a budget that is used for the first time is read from the store once, however many wait for it', async () => {
    const { hold, reads } = setUp({ budget: budget(5) }, async () => 460 * CENT);
    const holds = await Promise.all(Array.from({ length: 100 }, () => hold(10 * CENT)));
    expect(holds.filter((one) => one.held)).toHaveLength(4);
    expect(reads).toEqual([{ scope: { keyId: 'key_1' }, sinceMs: Date.UTC(2026, 5, 1) }]);
    expect(hold(10 * CENT)).not.toBeInstanceOf(Promise);
  });
});

describe('all or none', () => {
  test('a hold that one budget refuses takes nothing from the others', async () => {
    const { hold, states, ledger } = setUp({ budget: budget(5), workspaceBudget: budget(1) });
    granted(await hold(80 * CENT));
    expect(await hold(80 * CENT)).toMatchObject({ held: false, reason: 'workspace_budget' });
    expect(await states()).toMatchObject([{ heldNanoUsd: 80 * CENT }, { heldNanoUsd: 80 * CENT }]);
    expect(ledger.openHolds).toBe(1);
  });

  test('keys of one workspace share its budget', async () => {
    const { ledger, hold } = setUp({ workspaceBudget: budget(1) });
    const other = buildPrincipal({ keyId: readId({ kind: 'key', text: 'key_2' }), workspaceBudget: budget(1) });
    granted(await hold(80 * CENT));
    const second = await ledger.hold({ requestId: ids.next('req'), principal: other, nanoUsd: 30 * CENT, nowMs: T0 });
    expect(second).toMatchObject({ held: false, reason: 'workspace_budget' });
  });
});

describe('closing a hold', () => {
  test('settling charges the real cost once, whatever is called afterwards', async () => {
    const { hold, states } = setUp({ budget: budget(5) });
    const held = granted(await hold(100 * CENT));
    held.settle(30 * CENT);
    held.settle(30 * CENT);
    held.release();
    expect(await states()).toMatchObject([{ spentNanoUsd: 30 * CENT, heldNanoUsd: 0 }]);
  });

  test('a released hold costs nothing, and cannot be settled any more', async () => {
    const { hold, states } = setUp({ budget: budget(5) });
    const held = granted(await hold(100 * CENT));
    held.release();
    held.settle(30 * CENT);
    expect(await states()).toMatchObject([{ spentNanoUsd: 0, heldNanoUsd: 0 }]);
  });

  test('a cost above the hold is charged in full, and the overdrawn budget refuses the next request', async () => {
    const { hold, states } = setUp({ budget: budget(1) });
    granted(await hold(100 * CENT)).settle(300 * CENT);
    expect(await states()).toMatchObject([{ spentNanoUsd: 300 * CENT }]);
    expect(await hold(0)).toMatchObject({ held: false });
  });

  test('a settlement that is no amount is charged as it was held', async () => {
    const { hold, states } = setUp({ budget: budget(1) });
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, -1]) granted(await hold(10 * CENT)).settle(wrong);
    expect(await states()).toMatchObject([{ spentNanoUsd: 30 * CENT, heldNanoUsd: 0 }]);
  });

  test('whatever happens to a hundred holds, what is held adds up and what is spent is what was settled', async () => {
    const step = fc.record({ nanoUsd: fc.integer({ min: 0, max: 10 * CENT }), act: fc.integer({ min: 0, max: 4 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 100 }), async (steps) => {
        const { hold, states, ledger } = setUp({ budget: budget(3), workspaceBudget: budget(2) });
        let spent = 0;
        let open = 0;
        for (const { nanoUsd, act } of steps) {
          const held = await hold(nanoUsd);
          if (!held.held) continue;
          if (act === 0) open += nanoUsd;
          if (act === 1) held.release();
          if (act === 2) held.settle(nanoUsd);
          if (act === 3) held.settle(0);
          if (act === 4) held.settle(nanoUsd * 2);
          if (act === 2) spent += nanoUsd;
          if (act === 4) spent += nanoUsd * 2;
        }
        for (const state of await states()) {
          expect(state).toMatchObject({ spentNanoUsd: spent, heldNanoUsd: open });
        }
        ledger.sweep({ nowMs: T0 + 900_000 });
        for (const state of await states()) expect(state).toMatchObject({ spentNanoUsd: spent, heldNanoUsd: 0 });
      }),
      { numRuns: 50 },
    );
  });
});

describe('windows', () => {
  test('a new window starts from nothing and asks the store what was spent in it', async () => {
    const { hold, reads } = setUp({ budget: budget(1, 'day') });
    granted(await hold(100 * CENT)).settle(100 * CENT);
    expect(await hold(1, Date.UTC(2026, 5, 10, 23, 59, 59, 999))).toMatchObject({
      held: false,
      resetsAtMs: Date.UTC(2026, 5, 11),
    });
    expect(await hold(100 * CENT, Date.UTC(2026, 5, 11))).toMatchObject({ held: true });
    expect(reads.map(({ sinceMs }) => sinceMs)).toEqual([Date.UTC(2026, 5, 10), Date.UTC(2026, 5, 11)]);
  });

  test('a request that ends in the next window is charged to the window in which it began', async () => {
    const { hold, states } = setUp({ budget: budget(1, 'hour') });
    const held = granted(await hold(50 * CENT, T0 + 3_599_000));
    granted(await hold(10 * CENT, T0 + 3_600_000)).settle(10 * CENT);
    held.settle(40 * CENT);
    expect(await states(T0 + 3_599_999)).toMatchObject([{ spentNanoUsd: 40 * CENT, heldNanoUsd: 0 }]);
    expect(await states(T0 + 3_600_000)).toMatchObject([{ spentNanoUsd: 10 * CENT }]);
  });

  test('a total budget has no end', async () => {
    const { hold } = setUp({ budget: budget(1, 'total') });
    granted(await hold(100 * CENT)).settle(100 * CENT);
    expect(await hold(1, T0 + 10 * 365 * 86_400_000)).toEqual({
      held: false,
      reason: 'key_budget',
      resetsAtMs: undefined,
    });
  });

  test('a raised limit counts at once, and what was spent stays spent', async () => {
    const { ledger, hold, principal } = setUp({ budget: budget(1) });
    granted(await hold(100 * CENT)).settle(100 * CENT);
    const raised = { ...principal, budget: budget(2) };
    const claim = { requestId: ids.next('req'), principal: raised, nowMs: T0 };
    expect(ledger.hold({ ...claim, nanoUsd: 101 * CENT })).toMatchObject({ held: false });
    expect(ledger.hold({ ...claim, nanoUsd: 100 * CENT })).toMatchObject({ held: true });
  });

  test('a budget whose window was changed is counted over the new window', async () => {
    const { ledger, principal, hold, reads } = setUp({ budget: budget(1, 'day') });
    granted(await hold(CENT));
    const changed = { ...principal, budget: budget(1, 'month') };
    await ledger.hold({ requestId: ids.next('req'), principal: changed, nanoUsd: CENT, nowMs: T0 });
    expect(reads.map(({ sinceMs }) => sinceMs)).toEqual([Date.UTC(2026, 5, 10), Date.UTC(2026, 5, 1)]);
  });

  test('a budget of zero refuses everything, what costs nothing too', async () => {
    const { hold } = setUp({ budget: budget(0) });
    expect(await hold(0)).toMatchObject({ held: false, reason: 'key_budget' });
  });
});

describe('faults', () => {
  test('while the store cannot say what was spent, nothing is held; the next request asks again', async () => {
    let isDown = true;
    const { hold, ledger } = setUp({ budget: budget(1) }, async () => {
      if (isDown) throw new Error('locked');
      return 0;
    });
    await expect(hold(CENT)).rejects.toMatchObject({ code: 'storage_unavailable', retryAfterMs: 1_000 });
    expect(ledger.openHolds).toBe(0);
    isDown = false;
    expect(await hold(CENT)).toMatchObject({ held: true });
  });

  test('a hold that was never closed is freed after its lease, and a late settlement is still charged once', async () => {
    const { hold, states, ledger } = setUp({ budget: budget(1) }, async () => 0, 60_000);
    const lost = granted(await hold(100 * CENT));
    expect(await hold(CENT, T0 + 59_999)).toMatchObject({ held: false });
    granted(await hold(CENT, T0 + 60_000)).release();
    expect(ledger.openHolds).toBe(0);
    lost.settle(70 * CENT);
    lost.settle(70 * CENT);
    expect(await states()).toMatchObject([{ spentNanoUsd: 70 * CENT, heldNanoUsd: 0 }]);
  });

  test('an amount that is not whole is refused before anything is held', () => {
    const { hold, ledger } = setUp({ budget: budget(1) });
    for (const amount of [0.5, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => hold(amount)).toThrow(RangeError);
    expect(ledger.openHolds).toBe(0);
  });
});

test('after warming, the first hold of each principal is synchronous', async () => {
  const { ledger, principal, hold } = setUp({ budget: budget(1), workspaceBudget: budget(1) });
  await ledger.warm({ principals: [principal], nowMs: T0 });
  expect(hold(CENT)).not.toBeInstanceOf(Promise);
});
