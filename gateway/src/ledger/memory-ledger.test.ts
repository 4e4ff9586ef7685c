import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildPrincipal } from '../../tests/build-principal.ts';
import { createIdSource, readId } from '../domain/ids.ts';
import { NANO_PER_USD } from '../domain/money.ts';
import { type BudgetWatcher, type Claim, NO_CHARGES } from '../domain/ports.ts';
import type { ApplyingBudget, Budget, Principal } from '../domain/route.ts';
import type { LedgerStore, Store } from '../domain/store.ts';
import { createMemoryLedger, type MemoryLedger } from './memory-ledger.ts';

const T0 = Date.UTC(2026, 5, 10, 12);
const CENT = NANO_PER_USD / 100;
const ids = createIdSource({ now: () => T0, randomBytes: (count) => new Uint8Array(count).fill(7) });

function budget(usd: number, window: Budget['window'] = 'month'): Budget {
  return { nanoUsd: usd * NANO_PER_USD, window };
}

/** Nothing was ever bought, and nothing is read: these tests are about budgets. */
const NO_LEDGER: LedgerStore = {
  post: async () => {},
  balances: async () => ({ credits: 0, held: 0, spent: 0, covered: 0, byok: 0, house: 0 }),
  hasCredits: async () => false,
  allowanceUsed: async () => 0,
  find: async () => undefined,
  list: async () => [],
  version: async () => '0',
  verify: async () => [],
  expireCredits: async () => 0,
};

type Granted = { readonly held: true; settle(nanoUsd: number): void; release(): void };
type Held = Granted | { readonly held: false; readonly reason: string; readonly resetsAtMs: number | undefined };

interface Wanted {
  readonly budgets?: Readonly<Partial<Record<'key' | 'route' | 'workspace', Budget>>>;
  readonly changes?: Partial<Principal>;
  readonly spentSince?: Store['spentSince'];
  readonly leaseMs?: number;
  readonly watcher?: BudgetWatcher;
}

function applying(budgets: Wanted['budgets'] = {}, keyId = 'key_1'): ApplyingBudget[] {
  const workspaceId = readId({ kind: 'ws', text: 'ws_1' });
  const ids = { key: keyId, route: 'route_1', workspace: 'ws_1' };
  return (['key', 'route', 'workspace'] as const).flatMap((scope) => {
    const own = budgets[scope];
    return own ? [{ scope, scopeId: ids[scope], scopeName: scope, budget: own, workspaceId }] : [];
  });
}

function setUp({ budgets, changes = {}, spentSince = async () => 0, leaseMs = 900_000, watcher }: Wanted) {
  const reads: Parameters<Store['spentSince']>[0][] = [];
  const ledger = createMemoryLedger({
    store: {
      spentSince(query) {
        reads.push(query);
        return spentSince(query);
      },
      ledger: NO_LEDGER,
    },
    leaseMs,
    watcher,
  });
  const principal = buildPrincipal({ budgets: applying(budgets), ...changes });
  const hold = (nanoUsd: number, nowMs = T0) => holdOf({ ledger, principal, nanoUsd, nowMs });
  const states = (nowMs = T0) => ledger.budgetsOf({ principal, nowMs });
  return { ledger, principal, hold, states, reads };
}

/** One attempt that somebody else's account pays: only budgets count it. */
function holdOf(wanted: { ledger: MemoryLedger; principal: Principal; nanoUsd: number; nowMs: number }) {
  const { ledger, principal, nanoUsd, nowMs } = wanted;
  const cover = (claim: Claim): Held => {
    const refusal = claim.cover({ nanoUsd, fundedBy: 'byok', before: NO_CHARGES });
    if (refusal?.kind === 'budget') {
      return { held: false, reason: `${refusal.scope}_budget`, resetsAtMs: refusal.resetsAtMs };
    }
    if (refusal) throw new Error(refusal.kind);
    return {
      held: true,
      settle: (spent) => claim.settle({ nanoUsd: spent, creditsNanoUsd: 0, usedAllowance: false }),
      release: claim.release,
    };
  };
  const claim = ledger.open({ requestId: ids.next('req'), principal, managed: 'chat', platform: false, nowMs });
  return claim instanceof Promise ? claim.then(cover) : cover(claim);
}

function granted(hold: Held): Granted {
  if (!hold.held) throw new Error(`refused: ${hold.reason}`);
  return hold;
}

describe('where no budget applies', () => {
  test('a hold is one shared object, at once, and the store is never asked', () => {
    const { hold, reads, ledger, principal } = setUp({});
    const claim = { requestId: ids.next('req'), principal, managed: 'chat', platform: false, nowMs: T0 } as const;
    expect(ledger.open(claim)).toBe(ledger.open(claim));
    expect(hold(5)).toMatchObject({ held: true });
    expect(reads).toEqual([]);
    expect(ledger.openHolds).toBe(0);
  });

  test('a test key spends nothing, so no budget stands in its way', () => {
    const { hold } = setUp({ budgets: { key: budget(0), workspace: budget(0) }, changes: { kind: 'test' } });
    expect(hold(CENT)).toMatchObject({ held: true });
  });
});

describe('under concurrency', () => {
  test('of 1,000 holds at once against a budget for 50, exactly 50 are granted', async () => {
    const { hold, states } = setUp({ budgets: { key: budget(5) } });
    const holds = await Promise.all(Array.from({ length: 1_000 }, () => hold(10 * CENT)));
    const kept = holds.filter((one) => one.held);
    expect(kept).toHaveLength(50);
    for (const one of kept) granted(one).settle(10 * CENT);
    expect(await states()).toMatchObject([{ spentNanoUsd: 5 * NANO_PER_USD, heldNanoUsd: 0 }]);
    expect(await hold(1)).toMatchObject({ held: false, reason: 'key_budget' });
  });

  test('the same with three nested budgets, of which the middle one is the smallest', async () => {
    const { hold, states } = setUp({
      budgets: { key: budget(100), route: budget(5, 'day'), workspace: budget(50, 'total') },
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
    const { hold, reads } = setUp({ budgets: { key: budget(5) }, spentSince: async () => 460 * CENT });
    const holds = await Promise.all(Array.from({ length: 100 }, () => hold(10 * CENT)));
    expect(holds.filter((one) => one.held)).toHaveLength(4);
    expect(reads).toEqual([{ scope: { keyId: 'key_1' }, sinceMs: Date.UTC(2026, 5, 1) }]);
    expect(hold(10 * CENT)).not.toBeInstanceOf(Promise);
  });
});

describe('all or none', () => {
  test('a hold that one budget refuses takes nothing from the others', async () => {
    const { hold, states, ledger } = setUp({ budgets: { key: budget(5), workspace: budget(1) } });
    granted(await hold(80 * CENT));
    expect(await hold(80 * CENT)).toMatchObject({ held: false, reason: 'workspace_budget' });
    expect(await states()).toMatchObject([{ heldNanoUsd: 80 * CENT }, { heldNanoUsd: 80 * CENT }]);
    expect(ledger.openHolds).toBe(1);
  });

  test('keys of one workspace share its budget', async () => {
    const { ledger, hold } = setUp({ budgets: { workspace: budget(1) } });
    const budgets = applying({ workspace: budget(1) }, 'key_2');
    const other = buildPrincipal({ keyId: readId({ kind: 'key', text: 'key_2' }), budgets });
    granted(await hold(80 * CENT));
    const second = await holdOf({ ledger, principal: other, nanoUsd: 30 * CENT, nowMs: T0 });
    expect(second).toMatchObject({ held: false, reason: 'workspace_budget' });
  });
});

describe('closing a hold', () => {
  test('settling charges the real cost once, whatever is called afterwards', async () => {
    const { hold, states } = setUp({ budgets: { key: budget(5) } });
    const held = granted(await hold(100 * CENT));
    held.settle(30 * CENT);
    held.settle(30 * CENT);
    held.release();
    expect(await states()).toMatchObject([{ spentNanoUsd: 30 * CENT, heldNanoUsd: 0 }]);
  });

  test('a released hold costs nothing, and cannot be settled any more', async () => {
    const { hold, states } = setUp({ budgets: { key: budget(5) } });
    const held = granted(await hold(100 * CENT));
    held.release();
    held.settle(30 * CENT);
    expect(await states()).toMatchObject([{ spentNanoUsd: 0, heldNanoUsd: 0 }]);
  });

  test('a cost above the hold is charged in full, and the overdrawn budget refuses the next request', async () => {
    const { hold, states } = setUp({ budgets: { key: budget(1) } });
    granted(await hold(100 * CENT)).settle(300 * CENT);
    expect(await states()).toMatchObject([{ spentNanoUsd: 300 * CENT }]);
    expect(await hold(0)).toMatchObject({ held: false });
  });

  test('a settlement that is no amount is charged as it was held', async () => {
    const { hold, states } = setUp({ budgets: { key: budget(1) } });
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, -1]) granted(await hold(10 * CENT)).settle(wrong);
    expect(await states()).toMatchObject([{ spentNanoUsd: 30 * CENT, heldNanoUsd: 0 }]);
  });

  test('whatever happens to a hundred holds, what is held adds up and what is spent is what was settled', async () => {
    const step = fc.record({ nanoUsd: fc.integer({ min: 0, max: 10 * CENT }), act: fc.integer({ min: 0, max: 4 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 100 }), async (steps) => {
        const { hold, states, ledger } = setUp({ budgets: { key: budget(3), workspace: budget(2) } });
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
    const { hold, reads } = setUp({ budgets: { key: budget(1, 'day') } });
    granted(await hold(100 * CENT)).settle(100 * CENT);
    expect(await hold(1, Date.UTC(2026, 5, 10, 23, 59, 59, 999))).toMatchObject({
      held: false,
      resetsAtMs: Date.UTC(2026, 5, 11),
    });
    expect(await hold(100 * CENT, Date.UTC(2026, 5, 11))).toMatchObject({ held: true });
    expect(reads.map(({ sinceMs }) => sinceMs)).toEqual([Date.UTC(2026, 5, 10), Date.UTC(2026, 5, 11)]);
  });

  test('a request that ends in the next window is charged to the window in which it began', async () => {
    const { hold, states } = setUp({ budgets: { key: budget(1, 'hour') } });
    const held = granted(await hold(50 * CENT, T0 + 3_599_000));
    granted(await hold(10 * CENT, T0 + 3_600_000)).settle(10 * CENT);
    held.settle(40 * CENT);
    expect(await states(T0 + 3_599_999)).toMatchObject([{ spentNanoUsd: 40 * CENT, heldNanoUsd: 0 }]);
    expect(await states(T0 + 3_600_000)).toMatchObject([{ spentNanoUsd: 10 * CENT }]);
  });

  test('a total budget has no end', async () => {
    const { hold } = setUp({ budgets: { key: budget(1, 'total') } });
    granted(await hold(100 * CENT)).settle(100 * CENT);
    expect(await hold(1, T0 + 10 * 365 * 86_400_000)).toEqual({
      held: false,
      reason: 'key_budget',
      resetsAtMs: undefined,
    });
  });

  test('a raised limit counts at once, and what was spent stays spent', async () => {
    const { ledger, hold, principal } = setUp({ budgets: { key: budget(1) } });
    granted(await hold(100 * CENT)).settle(100 * CENT);
    const raised = { ...principal, budgets: applying({ key: budget(2) }) };
    expect(holdOf({ ledger, principal: raised, nowMs: T0, nanoUsd: 101 * CENT })).toMatchObject({ held: false });
    expect(holdOf({ ledger, principal: raised, nowMs: T0, nanoUsd: 100 * CENT })).toMatchObject({ held: true });
  });

  test('a budget whose window was changed is counted over the new window', async () => {
    const { ledger, principal, hold, reads } = setUp({ budgets: { key: budget(1, 'day') } });
    granted(await hold(CENT));
    const changed = { ...principal, budgets: applying({ key: budget(1, 'month') }) };
    await holdOf({ ledger, principal: changed, nanoUsd: CENT, nowMs: T0 });
    expect(reads.map(({ sinceMs }) => sinceMs)).toEqual([Date.UTC(2026, 5, 10), Date.UTC(2026, 5, 1)]);
  });

  test('a budget of zero refuses everything, what costs nothing too', async () => {
    const { hold } = setUp({ budgets: { key: budget(0) } });
    expect(await hold(0)).toMatchObject({ held: false, reason: 'key_budget' });
  });
});

describe('faults', () => {
  test('while the store cannot say what was spent, nothing is held; the next request asks again', async () => {
    let isDown = true;
    const { hold, ledger } = setUp({
      budgets: { key: budget(1) },
      spentSince: async () => {
        if (isDown) throw new Error('locked');
        return 0;
      },
    });
    await expect(hold(CENT)).rejects.toMatchObject({ code: 'storage_unavailable', retryAfterMs: 1_000 });
    expect(ledger.openHolds).toBe(0);
    isDown = false;
    expect(await hold(CENT)).toMatchObject({ held: true });
  });

  test('a hold that was never closed is freed after its lease, and a late settlement is still charged once', async () => {
    const { hold, states, ledger } = setUp({ budgets: { key: budget(1) }, leaseMs: 60_000 });
    const lost = granted(await hold(100 * CENT));
    expect(await hold(CENT, T0 + 59_999)).toMatchObject({ held: false });
    granted(await hold(CENT, T0 + 60_000)).release();
    expect(ledger.openHolds).toBe(0);
    lost.settle(70 * CENT);
    lost.settle(70 * CENT);
    expect(await states()).toMatchObject([{ spentNanoUsd: 70 * CENT, heldNanoUsd: 0 }]);
  });

  test('an amount that is not whole is refused before anything is held', async () => {
    const { hold, ledger, principal } = setUp({ budgets: { key: budget(1) } });
    await ledger.warm({ principals: [principal], nowMs: T0 });
    for (const amount of [0.5, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => hold(amount)).toThrow(RangeError);
    }
    expect(ledger.openHolds).toBe(0);
  });
});

test('after warming, the first hold of each principal is synchronous', async () => {
  const { ledger, principal, hold } = setUp({ budgets: { key: budget(1), workspace: budget(1) } });
  await ledger.warm({ principals: [principal], nowMs: T0 });
  expect(hold(CENT)).not.toBeInstanceOf(Promise);
});

describe('a budget and its attempts', () => {
  test('each further attempt is held in place of the one before it, on top of what is charged already', async () => {
    const { ledger, principal, states } = setUp({ budgets: { key: budget(1) } });
    const claim = await ledger.open({
      requestId: ids.next('req'),
      principal,
      managed: 'chat',
      platform: false,
      nowMs: T0,
    });
    const charged = { nanoUsd: 15 * CENT, creditsNanoUsd: 0, usedAllowance: false };
    expect(claim.cover({ nanoUsd: 40 * CENT, fundedBy: 'byok', before: NO_CHARGES })).toBeUndefined();
    expect(claim.cover({ nanoUsd: 60 * CENT, fundedBy: 'byok', before: charged })).toBeUndefined();
    expect(await states()).toMatchObject([{ heldNanoUsd: 75 * CENT }]);
    expect(claim.cover({ nanoUsd: 90 * CENT, fundedBy: 'byok', before: charged })).toMatchObject({ kind: 'budget' });
    expect(await states()).toMatchObject([{ heldNanoUsd: 75 * CENT }]);
    claim.settle({ nanoUsd: 20 * CENT, creditsNanoUsd: 0, usedAllowance: false });
    expect(await states()).toMatchObject([{ heldNanoUsd: 0, spentNanoUsd: 20 * CENT }]);
  });

  test('two budgets of one key and one window count a request once, and the smaller one decides', async () => {
    const budgets = [...applying({ key: budget(5) }), ...applying({ key: budget(1) })];
    const { hold, states } = setUp({ changes: { budgets } });
    granted(await hold(60 * CENT)).settle(60 * CENT);
    expect(await hold(60 * CENT)).toMatchObject({ held: false });
    expect(await states()).toMatchObject([{ spentNanoUsd: 60 * CENT }, { spentNanoUsd: 60 * CENT }]);
  });

  test('whoever watches is told of each charge, with what was spent before it', async () => {
    const told: Parameters<BudgetWatcher['spent']>[0][] = [];
    const { hold } = setUp({ budgets: { key: budget(1) }, watcher: { spent: (charge) => told.push(charge) } });
    granted(await hold(60 * CENT)).settle(60 * CENT);
    granted(await hold(10 * CENT)).release();
    granted(await hold(10 * CENT)).settle(5 * CENT);
    expect(told).toMatchObject([
      {
        beforeNanoUsd: 0,
        spentNanoUsd: 60 * CENT,
        windowStartMs: Date.UTC(2026, 5, 1),
        windowEndMs: Date.UTC(2026, 6, 1),
      },
      { beforeNanoUsd: 60 * CENT, spentNanoUsd: 65 * CENT },
    ]);
  });
});
