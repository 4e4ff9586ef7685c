import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildPrincipal } from '../../tests/build-principal.ts';
import { createIdSource, readId } from '../domain/ids.ts';
import { type Claim, NO_CHARGES } from '../domain/ports.ts';
import type { ApplyingBudget } from '../domain/route.ts';
import type { SpendingShares } from '../domain/spending-shares.ts';
import { createMemoryLedger, type MemoryLedger } from './memory-ledger.ts';
import { createAccountSharing } from './share-accounts.ts';

const T0 = Date.UTC(2026, 5, 10, 12);
const WORKSPACE = readId({ kind: 'ws', text: 'ws_1' });
const ids = createIdSource({ now: () => T0, randomBytes: (count) => new Uint8Array(count).fill(7) });

/** A turn of whoever else runs. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

function applying({
  scope,
  limit,
  scopeId = `the ${scope}`,
}: {
  scope: 'key' | 'workspace';
  limit: number;
  scopeId?: string;
}): ApplyingBudget {
  return {
    scope,
    scopeId,
    scopeName: scope,
    budget: { nanoUsd: limit, window: 'month' },
    workspaceId: WORKSPACE,
  };
}

/** A store that several gateways share: what is stored, and the shares, with one change at a time of each account. */
class SharedStore implements SpendingShares {
  stored = 0;
  isDown = false;
  changes = 0;
  /** The transaction fails at its end. */
  failsNext = false;
  readonly shares = new Map<string, Map<string, number>>();
  private last: Promise<unknown> = Promise.resolve();

  change(change: Parameters<SpendingShares['change']>[0]): Promise<void> {
    const run = this.last.then(async () => {
      await turn();
      if (this.isDown) throw new Error('no such store');
      this.changes++;
      const known = change.accounts.map(({ name }) => ({
        spent: this.stored,
        others: this.sum(name, change.holder.process),
        granted: undefined,
      }));
      const shares = change.decide(known);
      await turn();
      if (this.failsNext) {
        this.failsNext = false;
        throw new Error('could not be written');
      }
      for (const [index, { name }] of change.accounts.entries()) {
        this.of(name).set(change.holder.process, shares[index] ?? 0);
      }
    });
    this.last = run.catch(() => {});
    return run;
  }

  async giveBack({ holder }: Parameters<SpendingShares['giveBack']>[0]): Promise<void> {
    for (const shares of this.shares.values()) shares.delete(holder.process);
  }

  forget = async () => 0;

  sum(name: string, except?: string): number {
    let sum = 0;
    for (const [holder, amount] of this.of(name)) if (holder !== except) sum += amount;
    return sum;
  }

  private of(name: string): Map<string, number> {
    let shares = this.shares.get(name);
    if (shares === undefined) {
      shares = new Map();
      this.shares.set(name, shares);
    }
    return shares;
  }
}

interface Call {
  readonly hold: number;
  readonly charge: number;
  /** Which of the rig's keys. */
  readonly key?: number;
  /** How long it runs. */
  readonly turns: number;
  /** How long after it has ended its record is written. */
  readonly recordTurns?: number;
}

interface Gateway {
  readonly ledger: MemoryLedger;
  readonly lookAgain: () => Promise<void>;
  /** Brings into the store what is recorded. */
  readonly drain: () => Promise<void>;
  /** What it holds, and has charged and not stored. */
  used(): number;
  readonly process: string;
  /** Runs a request that holds so much and is charged so much. Undefined: it was refused. */
  call(call: Call): Promise<number | undefined>;
}

interface Rig {
  readonly store: SharedStore;
  readonly clock: { nowMs: number };
  readonly gateways: readonly Gateway[];
  /** What is charged and held everywhere now. */
  used(): number;
  /** That every gateway keeps to its shares, and all of them to the limit. */
  check(query: { readonly limit: number; readonly account: string }): void;
}

function startRig({ keys, count = 3 }: { keys: readonly (readonly ApplyingBudget[])[]; count?: number }): Rig {
  const store = new SharedStore();
  const clock = { nowMs: T0 };
  const principals = keys.map((budgets) => buildPrincipal({ budgets }));
  const gateways = Array.from({ length: count }, (_, at): Gateway => {
    const journal: number[] = [];
    let used = 0;
    const caughtUp = async () => {
      await turn();
      for (const amount of journal.splice(0)) {
        store.stored += amount;
        used -= amount;
      }
      await turn();
    };
    const sharing = createAccountSharing({
      shares: store,
      holder: { instance: `folder ${at}`, process: `process ${at}` },
      caughtUp,
      clock: { now: () => clock.nowMs },
    });
    const noStore: never = undefined as never;
    const ledger = createMemoryLedger({ store: noStore, sharing });
    const cover = async (claim: Claim, hold: number): Promise<boolean> => {
      for (let asks = 0; ; asks++) {
        const refusal = claim.cover({ nanoUsd: hold, fundedBy: 'byok', before: NO_CHARGES });
        if (refusal === undefined) return true;
        if (refusal.askable !== true || asks === 8) return false;
        await claim.grow();
      }
    };
    return {
      ledger,
      lookAgain: () => sharing.lookAgain(),
      drain: caughtUp,
      used: () => used,
      process: `process ${at}`,
      async call({ hold, charge, turns, recordTurns = 1, key = 0 }) {
        const principal = principals[key];
        if (principal === undefined) throw new Error(`there is no key ${key}`);
        const claim = await ledger.open({
          requestId: ids.next('req'),
          principal,
          managed: 'chat',
          platform: false,
          nowMs: clock.nowMs,
        });
        if (!(await cover(claim, hold))) {
          claim.release();
          return undefined;
        }
        used += hold;
        for (let left = turns; left > 0; left--) await turn();
        used += charge - hold;
        claim.settle({ nanoUsd: charge, creditsNanoUsd: 0, usedAllowance: false });
        // The journal comes later than the settlement.
        for (let left = recordTurns; left > 0; left--) await turn();
        journal.push(charge);
        claim.recorded();
        return charge;
      },
    };
  });
  return {
    store,
    clock,
    gateways,
    used: () => store.stored + gateways.reduce((sum, gateway) => sum + gateway.used(), 0),
    check({ limit, account }) {
      const used = gateways.reduce((sum, gateway) => sum + gateway.used(), 0);
      expect(store.stored + used).toBeLessThanOrEqual(limit);
      for (const [name, shares] of store.shares) {
        if (!name.includes(account)) continue;
        for (const { process, used } of gateways) expect(used()).toBeLessThanOrEqual(shares.get(process) ?? 0);
      }
    },
  };
}

/** What a store refuses that is away for a moment. */
const settled = (work: Promise<unknown> | undefined) => Promise.allSettled([work]);

const answeredOf = (results: readonly (number | undefined)[]) =>
  results.filter((result) => result !== undefined).length;

describe('gateways that share a budget', () => {
  test('1,000 calls at once against a budget for 50: exactly 50, over three of them, with two nested budgets', async () => {
    const budgets = [applying({ scope: 'key', limit: 5_000 }), applying({ scope: 'workspace', limit: 6_000 })];
    for (let round = 0; round < 20; round++) {
      const rig = startRig({ keys: [budgets] });
      const calls = Array.from({ length: 1_000 }, (_, at) =>
        rig.gateways[at % 3]?.call({ hold: 100, charge: 100, turns: at % 5 }),
      );
      expect(answeredOf(await Promise.all(calls))).toBe(50);
      expect(rig.used()).toBe(5_000);
    }
  });

  test('never use more than it together, whatever they do, and leave nothing aside where nobody asks', async () => {
    const step = fc.record({
      gateway: fc.nat(2),
      hold: fc.integer({ min: 1, max: 100 }),
      spare: fc.double({ min: 0, max: 1, noNaN: true }),
      turns: fc.nat(12),
      recordTurns: fc.nat(12),
      calls: fc.integer({ min: 1, max: 8 }),
      pause: fc.nat(4),
      laterMs: fc.constantFrom(0, 0, 0, 0, 300, 11_000),
      drains: fc.boolean(),
      key: fc.nat(1),
      fails: fc.constantFrom(true, false, false, false),
    });
    const run = async (steps: readonly Step[], limit: number) => {
      // Keys with budgets of their own within that of their workspace.
      const workspace = applying({ scope: 'workspace', limit });
      const rig = startRig({
        keys: ['one', 'other'].map((id) => [applying({ scope: 'key', scopeId: id, limit: limit * 2 }), workspace]),
      });
      const checked = { limit, account: 'budget workspace' };
      const running: Promise<unknown>[] = [];
      for (const { gateway: at, hold, spare, turns, recordTurns, calls, pause, laterMs, drains, key, fails } of steps) {
        const gateway = rig.gateways[at];
        const call = { hold, charge: Math.floor(hold * spare), turns, recordTurns, key };
        rig.store.failsNext ||= fails;
        for (let left = calls; left > 0; left--) running.push(settled(gateway?.call(call)));
        if (drains) running.push(settled(gateway?.drain()));
        rig.clock.nowMs += laterMs;
        if (laterMs > 1_000) for (const { lookAgain } of rig.gateways) running.push(settled(lookAgain()));
        for (let left = pause; left >= 0; left--) {
          await turn();
          rig.check(checked);
        }
      }
      const all = Promise.all(running);
      let isOver = false;
      void all.finally(() => {
        isOver = true;
      });
      while (!isOver) {
        await turn();
        rig.check(checked);
      }
      rig.store.failsNext = false;
      for (let round = 0; round < 3; round++) {
        rig.clock.nowMs += 11_000;
        for (const { lookAgain } of rig.gateways) await lookAgain();
      }
      for (const name of rig.store.shares.keys()) expect(rig.store.sum(name)).toBe(0);
      const left = limit - rig.used();
      if (left > 0) expect(await rig.gateways[0]?.call({ hold: left, charge: left, turns: 0 })).toBe(left);
    };
    type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
    const steps = fc.array(step, { minLength: 5, maxLength: 40 });
    await fc.assert(fc.asyncProperty(steps, fc.integer({ min: 50, max: 3_000 }), run), { numRuns: 100 });
  }, 60_000);

  test('each shows what the others have spent', async () => {
    const [key] = [applying({ scope: 'key', limit: 5_000 })];
    const rig = startRig({ keys: [[key]] });
    await rig.gateways[0]?.call({ hold: 300, charge: 250, turns: 0 });
    await rig.gateways[1]?.call({ hold: 300, charge: 250, turns: 0 });
    rig.clock.nowMs += 11_000;
    for (const { lookAgain } of rig.gateways) await lookAgain();
    // What is shown is a second old at most.
    rig.clock.nowMs += 1_001;
    const principal = buildPrincipal({ budgets: [key] });
    for (const { ledger } of rig.gateways) {
      const states = await ledger.budgetsOf({ principal, nowMs: rig.clock.nowMs });
      expect(states).toMatchObject([{ spentNanoUsd: 500, heldNanoUsd: 0 }]);
    }
  });

  test('an answer needs no store as long as the share has room, and a store that is away refuses only what lacks it', async () => {
    const rig = startRig({ keys: [[applying({ scope: 'key', limit: 1_000_000 })]] });
    const one = rig.gateways[0];
    await one?.call({ hold: 100, charge: 100, turns: 0 });
    const { changes } = rig.store;
    rig.store.isDown = true;
    for (let at = 0; at < 100; at++) expect(await one?.call({ hold: 100, charge: 100, turns: 0 })).toBe(100);
    expect(rig.store.changes).toBe(changes);
    await expect(one?.call({ hold: 500_000, charge: 1, turns: 0 })).rejects.toMatchObject({
      code: 'storage_unavailable',
    });
    rig.store.isDown = false;
    expect(await one?.call({ hold: 500_000, charge: 1, turns: 0 })).toBe(1);
  });

  test('a share that could not be renewed for long is not used any more', async () => {
    const rig = startRig({ keys: [[applying({ scope: 'key', limit: 1_000_000 })]] });
    const one = rig.gateways[0];
    await one?.call({ hold: 100, charge: 100, turns: 0 });
    rig.store.isDown = true;
    rig.clock.nowMs += 450_000;
    await expect(one?.call({ hold: 100, charge: 100, turns: 0 })).rejects.toMatchObject({
      code: 'storage_unavailable',
    });
  });
});
