import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { GatewayEvent } from '../domain/event.ts';
import { readId } from '../domain/ids.ts';
import type { Log } from '../domain/ports.ts';
import type { ApplyingBudget, Budget } from '../domain/route.ts';
import { createBudgetThresholds } from './budget-thresholds.ts';

const T0 = Date.UTC(2026, 5, 1);
const NO_LOG: Log = { info: () => {}, warn: () => {}, error: () => {} };

function applying(budget: Partial<Budget> = {}, changes: Partial<ApplyingBudget> = {}): ApplyingBudget {
  return {
    scope: 'key',
    scopeId: 'key_1',
    scopeName: 'backend',
    name: undefined,
    workspaceId: readId({ kind: 'ws', text: 'ws_1' }),
    budget: { nanoUsd: 1_000, window: 'month', ...budget },
    ...changes,
  };
}

/** Keeps an event as the store does: once. */
function createStore() {
  const kept = new Map<string, GatewayEvent>();
  const state = { isAway: false, appended: 0 };
  return {
    kept,
    state,
    percents: () =>
      [...kept.values()].flatMap((event) => (event.type === 'budget.threshold' ? [event.data.percent] : [])),
    append: async (events: readonly GatewayEvent[]) => {
      if (state.isAway) throw new Error('away');
      state.appended += events.length;
      for (const event of events) if (!kept.has(event.id)) kept.set(event.id, event);
      return 0;
    },
  };
}

function charge(budget: ApplyingBudget, spentNanoUsd: number, windowStartMs = T0) {
  return { applying: budget, windowStartMs, windowEndMs: T0 + 1e9, beforeNanoUsd: 0, spentNanoUsd, nowMs: T0 + 5 };
}

describe('an event', () => {
  test('is told when a percentage is reached, to the nano-dollar, and says of what', async () => {
    const store = createStore();
    const thresholds = createBudgetThresholds({ events: store, log: NO_LOG });
    const budget = applying({ nanoUsd: 999, timeZone: 'Europe/Berlin' }, { name: 'monthly' });
    thresholds.spent(charge(budget, 499));
    await thresholds.flush();
    expect(store.percents()).toEqual([]);
    thresholds.spent(charge(budget, 500));
    await thresholds.flush();
    expect([...store.kept.values()]).toEqual([
      {
        id: expect.stringMatching(/^evt_[0-9a-f]{32}$/),
        type: 'budget.threshold',
        workspaceId: 'ws_1',
        atMs: T0 + 5,
        data: {
          scope: 'key',
          scopeId: 'key_1',
          scopeName: 'backend',
          budgetName: 'monthly',
          window: 'month',
          timeZone: 'Europe/Berlin',
          windowStartMs: T0,
          windowEndMs: T0 + 1e9,
          percent: 50,
          spentNanoUsd: 500,
          limitNanoUsd: 999,
        },
      },
    ]);
  });

  test('is told for each percentage that one charge jumps over', async () => {
    const store = createStore();
    const thresholds = createBudgetThresholds({ events: store, log: NO_LOG });
    thresholds.spent(charge(applying(), 2_000));
    await thresholds.flush();
    expect(store.percents()).toEqual([50, 80, 100]);
  });

  test('is told once for a budget, a window and a percentage, whatever is charged after it and by which key', async () => {
    const store = createStore();
    const thresholds = createBudgetThresholds({ events: store, log: NO_LOG });
    const shared = { scope: 'workspace', scopeId: 'ws_1' } as const;
    const keys = [applying({}, shared), applying({}, shared)];
    for (const spent of [500, 600, 700, 800, 900]) for (const key of keys) thresholds.spent(charge(key, spent));
    await thresholds.flush();
    expect(store.percents()).toEqual([50, 80]);
    expect(store.state.appended).toBe(2);
  });

  test('is another one in the next window, of another budget, and of another name for the same scope', async () => {
    const store = createStore();
    const thresholds = createBudgetThresholds({ events: store, log: NO_LOG });
    const budget = applying({ alertAtPercent: [50] });
    thresholds.spent(charge(budget, 500));
    thresholds.spent(charge(budget, 500, T0 + 1e9));
    for (const other of [{ scopeId: 'key_2' }, { name: 'daily' }, { scope: 'tag', scopeId: 'key_1' } as const]) {
      thresholds.spent(charge(applying({ alertAtPercent: [50] }, other), 500));
    }
    thresholds.spent(charge(applying({ alertAtPercent: [50], window: 'total' }), 500));
    await thresholds.flush();
    expect(store.kept.size).toBe(6);
  });

  test('that was reached before this process began is told with the first charge', async () => {
    const store = createStore();
    const before = createBudgetThresholds({ events: store, log: NO_LOG });
    before.spent(charge(applying(), 510));
    await before.flush();
    const after = createBudgetThresholds({ events: store, log: NO_LOG });
    after.spent(charge(applying(), 820));
    await after.flush();
    expect(store.percents()).toEqual([50, 80]);
  });

  test('is told where a limit is lowered below what is spent, and not again where it is raised', async () => {
    const store = createStore();
    const thresholds = createBudgetThresholds({ events: store, log: NO_LOG });
    for (const nanoUsd of [10_000, 1_000, 1_500]) thresholds.spent(charge(applying({ nanoUsd }), 790));
    await thresholds.flush();
    expect(store.percents()).toEqual([50]);
  });

  test('is told for the percentages of the budget, and for none where it has none', async () => {
    const store = createStore();
    const thresholds = createBudgetThresholds({ events: store, log: NO_LOG });
    thresholds.spent(charge(applying({ alertAtPercent: [] }), 1_000));
    thresholds.spent(charge(applying({ nanoUsd: 0 }), 0));
    thresholds.spent(charge(applying({ alertAtPercent: [1, 33] }), 10));
    await thresholds.flush();
    expect(store.percents()).toEqual([1]);
  });

  test('is told for exactly those percentages that the sum has reached, in whatever steps it grows', async () => {
    const percents = fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { maxLength: 5 });
    const costs = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 20 });
    const limits = fc.integer({ min: 1, max: 3_000 });
    await fc.assert(
      fc.asyncProperty(percents, costs, limits, async (alertAtPercent, steps, nanoUsd) => {
        const store = createStore();
        const thresholds = createBudgetThresholds({ events: store, log: NO_LOG });
        const budget = applying({ alertAtPercent, nanoUsd });
        let spent = 0;
        for (const cost of steps) {
          spent += cost;
          thresholds.spent(charge(budget, spent));
        }
        await thresholds.flush();
        const reached = alertAtPercent.filter((percent) => spent * 100 >= nanoUsd * percent);
        expect(store.percents().toSorted()).toEqual(steps.length === 0 ? [] : reached.toSorted());
        expect(store.state.appended).toBe(store.kept.size);
      }),
    );
  });
});

describe('while the store is away', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('nothing is lost: it is tried again', async () => {
    const store = createStore();
    const thresholds = createBudgetThresholds({ events: store, log: NO_LOG });
    store.state.isAway = true;
    thresholds.spent(charge(applying(), 500));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(store.percents()).toEqual([]);
    store.state.isAway = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(store.percents()).toEqual([50]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('closing tries once more, and waits no longer', async () => {
    const store = createStore();
    const thresholds = createBudgetThresholds({ events: store, log: NO_LOG });
    store.state.isAway = true;
    thresholds.spent(charge(applying(), 500));
    await thresholds.close();
    expect(vi.getTimerCount()).toBe(0);
    const late = createBudgetThresholds({ events: store, log: NO_LOG });
    store.state.isAway = false;
    late.spent(charge(applying(), 500));
    await late.close();
    expect(store.percents()).toEqual([50]);
  });
});
