import { describe, expect, test } from 'vitest';
import type { NewStorePlace } from '../../tests/support/on-every-database.ts';
import { sampleAttemptRecord, sampleRequestRecord } from '../../tests/support/sample-request-record.ts';
import { SAMPLE_WORKSPACE, sampleOpenAttempt, sampleTransfer } from '../../tests/support/sample-transfer.ts';
import type { LedgerTransfer } from '../domain/ledger.ts';
import type { Store } from '../domain/store.ts';

const OURS = { workspaceId: SAMPLE_WORKSPACE };
const NOON = 1_772_366_400_000;
const HOUR = 3_600_000;

/** A workspace with credits: what comes, what is spent, and what expires. */
function withCredits(store: Store) {
  const { ledger } = store;
  let made = 0;
  const end = (name: string, heldNanoUsd: number, costNanoUsd: number) => {
    const money = { access: 'platform', fundedBy: 'credits', heldNanoUsd, costNanoUsd } as const;
    const attempts = [sampleAttemptRecord({ id: `att_${name}`, ...money })];
    return store.appendRequests([sampleRequestRecord({ id: `req_${name}`, costNanoUsd, attempts })]);
  };
  return {
    ledger,
    come: (id: string, nanoUsd: number, expiresAtMs?: number) =>
      ledger.post([sampleTransfer({ id, kind: 'granted', nanoUsd, expiresAtMs })]),
    takeBack: (id: string, nanoUsd: number) =>
      ledger.post([sampleTransfer({ id, kind: 'adjusted', from: 'credits', to: 'house', nanoUsd, note: 'mistake' })]),
    hold: (name: string, heldNanoUsd: number) =>
      store.appendOpenAttempts([
        sampleOpenAttempt({ requestId: `req_${name}`, attemptId: `att_${name}`, heldNanoUsd }),
      ]),
    end,
    spend(nanoUsd: number) {
      made += 1;
      return end(`spent${made}`, nanoUsd, nanoUsd);
    },
    /** What is written off at that moment, as `lot id: amount`. */
    async expired(nowMs: number) {
      const total = await ledger.expireCredits({ nowMs });
      const transfers = (await ledger.list({ ...OURS, limit: 500 })).filter(
        ({ kind, atMs }) => kind === 'expired' && atMs === nowMs,
      );
      expect(transfers.reduce((sum, { nanoUsd }) => sum + nanoUsd, 0)).toBe(total);
      return Object.fromEntries(transfers.map(({ id, nanoUsd }): [string, number] => [id, nanoUsd]));
    },
    credits: async () => (await ledger.balances(OURS)).credits,
  };
}

export function describeCredits({ newPlace }: { newPlace: NewStorePlace }): void {
  const newCredits = async () => withCredits(await (await newPlace()).open());

  describe('credits', () => {
    test('expire when their time is over, once, and only what is left of them', async () => {
      const { come, spend, expired, credits, ledger } = await newCredits();
      await come('cr_1', 1_000, NOON);
      await come('cr_2', 500);
      await spend(300);
      expect(await expired(NOON - 1)).toEqual({});
      expect(await expired(NOON)).toEqual({ 'cr_1.expired': 700 });
      expect(await expired(NOON + 1)).toEqual({});
      expect(await credits()).toBe(500);
      expect(await ledger.verify()).toEqual([]);
    });

    test('are spent in the order in which they expire, those that never do come last', async () => {
      const { come, spend, expired, credits } = await newCredits();
      await come('cr_never', 100);
      await come('cr_late', 100, NOON + 2 * HOUR);
      await come('cr_soon', 100, NOON + HOUR);
      await spend(130);
      expect(await expired(NOON + HOUR)).toEqual({});
      expect(await expired(NOON + 2 * HOUR)).toEqual({ 'cr_late.expired': 70 });
      expect(await credits()).toBe(100);
    });

    test('that came later did not pay for what was spent before, however soon they expire', async () => {
      const { come, spend, expired } = await newCredits();
      await come('cr_late', 100, NOON + 2 * HOUR);
      await spend(60);
      await come('cr_soon', 100, NOON + HOUR);
      expect(await expired(NOON + HOUR)).toEqual({ 'cr_soon.expired': 100 });
      expect(await expired(NOON + 2 * HOUR)).toEqual({ 'cr_late.expired': 40 });
    });

    test('that expire together are used up in the order in which they came', async () => {
      const { come, spend, expired } = await newCredits();
      await come('cr_b', 100, NOON);
      await come('cr_a', 100, NOON);
      await spend(150);
      expect(await expired(NOON)).toEqual({ 'cr_a.expired': 50 });
    });

    test('that are taken back leave those that expire first', async () => {
      const { come, takeBack, expired, credits } = await newCredits();
      await come('cr_soon', 100, NOON);
      await come('cr_late', 100, NOON + HOUR);
      await takeBack('cr_back', 120);
      expect(await expired(NOON)).toEqual({});
      expect(await expired(NOON + HOUR)).toEqual({ 'cr_late.expired': 80 });
      expect(await credits()).toBe(0);
    });

    test('pay first what was spent when there were none', async () => {
      const { come, spend, expired, credits, ledger } = await newCredits();
      await spend(30);
      await come('cr_1', 100, NOON);
      expect(await expired(NOON)).toEqual({ 'cr_1.expired': 70 });
      expect(await credits()).toBe(0);
      await spend(50);
      await come('cr_2', 20, NOON);
      expect(await expired(NOON + 1)).toEqual({});
      expect(await credits()).toBe(-30);
      expect(await ledger.verify()).toEqual([]);
    });

    test('that are held when they expire stay until it is known what becomes of them', async () => {
      const { come, hold, end, expired, credits, ledger } = await newCredits();
      await come('cr_1', 100, NOON);
      await come('cr_2', 500);
      await hold('a', 40);
      await hold('b', 30);
      expect(await expired(NOON)).toEqual({ 'cr_1.expired': 30 });
      await end('a', 40, 25);
      expect(await expired(NOON + 1)).toEqual({ 'cr_1.expired.2': 15 });
      await end('b', 30, 30);
      expect(await expired(NOON + 2)).toEqual({});
      expect(await credits()).toBe(500);
      expect(await ledger.verify()).toEqual([]);
    });

    test('are written off once, however many do it at the same time', async () => {
      const place = await newPlace();
      const stores = await Promise.all(Array.from({ length: 4 }, place.open));
      const [first] = stores;
      if (first === undefined) throw new Error('no store');
      const { come, spend, credits, ledger } = withCredits(first);
      for (let at = 0; at < 5; at++) await come(`cr_${at}`, 100, NOON);
      await spend(120);
      const totals = await Promise.all(stores.map((store) => store.ledger.expireCredits({ nowMs: NOON })));
      expect(totals.reduce((sum, total) => sum + total, 0)).toBe(380);
      expect(await credits()).toBe(0);
      expect(await ledger.verify()).toEqual([]);
    });

    test('of one workspace are not touched by another', async () => {
      const { come, ledger } = await newCredits();
      await come('cr_1', 100, NOON);
      const theirs: LedgerTransfer = sampleTransfer({ id: 'cr_2', workspaceId: 'ws_theirs', expiresAtMs: NOON + 1 });
      await ledger.post([theirs]);
      expect(await ledger.expireCredits({ nowMs: NOON })).toBe(100);
      expect(await ledger.balances({ workspaceId: 'ws_theirs' })).toMatchObject({ credits: theirs.nanoUsd });
    });
  });
}
