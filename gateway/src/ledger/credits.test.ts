import { describe, expect, test } from 'vitest';
import { buildPrincipal } from '../../tests/build-principal.ts';
import { createIdSource } from '../domain/ids.ts';
import { NANO_PER_USD } from '../domain/money.ts';
import { NO_CHARGES } from '../domain/ports.ts';
import type { Plan } from '../domain/route.ts';
import { createMemoryLedger } from './memory-ledger.ts';

const T0 = Date.UTC(2026, 5, 10, 12);
const CENT = NANO_PER_USD / 100;
const ids = createIdSource({ now: () => T0, randomBytes: (count) => new Uint8Array(count).fill(7) });

const FREE_PLAN: Plan = {
  name: 'free',
  managed: { chat: 3, embeddings: undefined, image: undefined },
  window: 'month',
  timeZone: undefined,
  excludes: ['tools'],
  capabilities: undefined,
  rateLimit: undefined,
  upgradeTo: 'pro',
};

function setUp({
  granted,
  spent = 0,
  used = 0,
  plan,
}: {
  granted?: number;
  spent?: number;
  used?: number;
  plan?: Plan;
}) {
  const state = { granted };
  const ledger = createMemoryLedger({
    store: {
      spentSince: async () => 0,
      ledger: {
        post: async () => {},
        balances: async () => {
          const credits = (state.granted ?? 0) - spent;
          return { credits, held: 0, spent, covered: 0, byok: 0, house: -(state.granted ?? 0) };
        },
        hasCredits: async () => state.granted !== undefined,
        allowanceUsed: async () => used,
        find: async () => undefined,
        list: async () => [],
        version: async () => '0',
        verify: async () => [],
        expireCredits: async () => 0,
      },
    },
  });
  const principal = buildPrincipal({ plan });
  const open = () => ledger.open({ requestId: ids.next('req'), principal, managed: 'chat', platform: true, nowMs: T0 });
  return { ledger, principal, open, state };
}

const credits = (nanoUsd: number) => ({ nanoUsd, fundedBy: 'credits', before: NO_CHARGES }) as const;
const allowance = { nanoUsd: CENT, fundedBy: 'allowance', before: NO_CHARGES } as const;

describe('credits', () => {
  test('of 1,000 requests at once, credits for 50 let exactly 50 through', async () => {
    const { open, ledger } = setUp({ granted: 500 * CENT });
    const claims = await Promise.all(Array.from({ length: 1_000 }, () => open()));
    const covered = claims.filter((claim) => claim.cover(credits(10 * CENT)) === undefined);
    expect(covered).toHaveLength(50);
    for (const claim of covered) {
      claim.settle({ nanoUsd: 10 * CENT, creditsNanoUsd: 10 * CENT, usedAllowance: false });
    }
    expect((await open()).cover(credits(1))).toEqual({ kind: 'credits', hasCredits: true });
    expect(await ledger.creditsOf({ workspaceId: 'ws_1', nowMs: T0 })).toMatchObject({ leftNanoUsd: 0 });
  });

  test('what was spent before counts, and new credits count once they are read', async () => {
    const { open, ledger, state } = setUp({ granted: 100 * CENT, spent: 95 * CENT });
    expect((await open()).cover(credits(6 * CENT))).toMatchObject({ kind: 'credits' });
    state.granted = 200 * CENT;
    await ledger.refreshCredits();
    expect((await open()).cover(credits(6 * CENT))).toBeUndefined();
  });

  test('a workspace that never had credits is not limited by them; one that was given none has nothing', async () => {
    expect((await setUp({}).open()).cover(credits(1_000 * CENT))).toBeUndefined();
    expect((await setUp({ granted: 0 }).open()).cover(credits(1))).toMatchObject({ kind: 'credits' });
  });

  test("an attempt on the workspace's own account needs none", async () => {
    const { open } = setUp({ granted: 0 });
    expect((await open()).cover({ nanoUsd: CENT, fundedBy: 'byok', before: NO_CHARGES })).toBeUndefined();
  });

  test('the credits of a failed attempt are free again for what follows it', async () => {
    const { open } = setUp({ granted: 10 * CENT });
    const [first, second] = [await open(), await open()];
    expect(first.cover(credits(10 * CENT))).toBeUndefined();
    expect(first.cover({ nanoUsd: 10 * CENT, fundedBy: 'byok', before: NO_CHARGES })).toBeUndefined();
    expect(second.cover(credits(10 * CENT))).toBeUndefined();
  });
});

describe('the allowance of a plan', () => {
  test('ends exactly at its number, however many come at once, and says when it starts anew', async () => {
    const { open } = setUp({ plan: FREE_PLAN });
    const claims = await Promise.all(Array.from({ length: 20 }, () => open()));
    const refusals = claims.map((claim) => claim.cover(allowance)).filter((refusal) => refusal !== undefined);
    expect(refusals).toHaveLength(17);
    expect(refusals[0]).toEqual({ kind: 'allowance', capability: 'chat', resetsAtMs: Date.UTC(2026, 6, 1) });
  });

  test('counts what was used before, and gives back what came to nothing', async () => {
    const { open, ledger, principal } = setUp({ plan: FREE_PLAN, used: 2 });
    const first = await open();
    expect(first.cover(allowance)).toBeUndefined();
    expect((await open()).cover(allowance)).toMatchObject({ kind: 'allowance' });
    first.settle(NO_CHARGES);
    const second = await open();
    expect(second.cover(allowance)).toBeUndefined();
    second.settle({ nanoUsd: CENT, creditsNanoUsd: 0, usedAllowance: true });
    expect(await ledger.allowancesOf({ principal, nowMs: T0 })).toMatchObject([
      { capability: 'chat', limit: 3, used: 3 },
    ]);
  });

  test('is not spent by credits, and what it does not pay for needs them', async () => {
    const { open } = setUp({ plan: FREE_PLAN });
    expect((await open()).cover(credits(CENT))).toEqual({ kind: 'credits', hasCredits: false });
    const withCredits = setUp({ plan: FREE_PLAN, granted: 10 * CENT });
    expect((await withCredits.open()).cover(credits(CENT))).toBeUndefined();
    expect((await withCredits.open()).cover(allowance)).toBeUndefined();
  });
});
