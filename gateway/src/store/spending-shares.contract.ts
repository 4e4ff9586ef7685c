import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { NewStorePlace, StorePlace } from '../../tests/support/on-every-database.ts';
import { sampleAttemptRecord, sampleRequestRecord } from '../../tests/support/sample-request-record.ts';
import { SAMPLE_WORKSPACE, sampleTransfer } from '../../tests/support/sample-transfer.ts';
import type { KnownSpending, SharedAccount, ShareHolder } from '../domain/spending-shares.ts';
import type { Store } from '../domain/store.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const workspaceId = SAMPLE_WORKSPACE;

const BUDGET: SharedAccount = {
  name: 'budget of the workspace',
  endsAtMs: undefined,
  spending: { kind: 'budget', scope: { workspaceId }, sinceMs: 0 },
};
const CREDITS: SharedAccount = {
  name: 'credits',
  endsAtMs: undefined,
  spending: { kind: 'credits', workspaceId },
};
const ALLOWANCE: SharedAccount = {
  name: 'allowance',
  endsAtMs: undefined,
  spending: { kind: 'allowance', workspaceId, capability: 'chat', sinceMs: 0 },
};

const holder = (instance: string, process = 'first'): ShareHolder => ({ instance, process });

interface Asking {
  readonly store: Store;
  readonly by: ShareHolder;
  readonly share: number;
  readonly account?: SharedAccount;
  readonly leaseMs?: number;
}

/** Takes a share, and tells what was known then. */
async function take({ store, by, share, account = BUDGET, leaseMs = HOUR_MS }: Asking): Promise<KnownSpending> {
  let told: KnownSpending | undefined;
  await store.shares.change({
    holder: by,
    accounts: [account],
    leaseMs,
    decide: ([known]) => {
      told = known;
      return [share];
    },
  });
  if (told === undefined) throw new Error('nobody was asked');
  return told;
}

async function spend({ store, name, nanoUsd }: { store: Store; name: string; nanoUsd: number }): Promise<void> {
  const money = { access: 'platform', fundedBy: 'credits', heldNanoUsd: nanoUsd, costNanoUsd: nanoUsd } as const;
  const attempts = [sampleAttemptRecord({ id: `att_${name}`, ...money })];
  await store.appendRequests([sampleRequestRecord({ id: `req_${name}`, costNanoUsd: nanoUsd, attempts })]);
}

async function openMany({ place, count }: { place: StorePlace; count: number }): Promise<readonly Store[]> {
  const stores: Store[] = [];
  for (let at = 0; at < count; at++) stores.push(await place.open());
  return stores;
}

export function describeSpendingShares({ newPlace }: { newPlace: NewStorePlace }): void {
  describe('shares in what several gateways spend', () => {
    test('each is told what is stored and what the others may use, and never its own share', async () => {
      const store = await (await newPlace()).open();
      await spend({ store, name: 'one', nanoUsd: 30 });
      expect(await take({ store, by: holder('a'), share: 10 })).toEqual({ spent: 30, others: 0, granted: undefined });
      expect(await take({ store, by: holder('b'), share: 5 })).toMatchObject({ others: 10 });
      expect(await take({ store, by: holder('a'), share: 20 })).toMatchObject({ others: 5 });
      expect(await take({ store, by: holder('c'), share: 0 })).toMatchObject({ others: 25 });
      await spend({ store, name: 'two', nanoUsd: 7 });
      expect(await take({ store, by: holder('c'), share: 0 })).toMatchObject({ spent: 37, others: 25 });
    });

    test('one changes at a time: of 60 who come at once over three processes, as many get something as there is', async () => {
      const place = await newPlace();
      const stores = await openMany({ place, count: 3 });
      let got = 0;
      await Promise.all(
        Array.from({ length: 60 }, (_, at) =>
          stores[at % 3]?.shares.change({
            holder: holder(`instance ${at}`),
            accounts: [BUDGET],
            leaseMs: HOUR_MS,
            decide: ([known]) => {
              const mine = (known?.others ?? 0) + 10 <= 250 ? 10 : 0;
              got += mine;
              return [mine];
            },
          }),
        ),
      );
      expect(got).toBe(250);
      expect(await take({ store: await place.open(), by: holder('x'), share: 0 })).toMatchObject({ others: 250 });
    });

    test('those who want the same accounts in another order do not wait for each other for ever', async () => {
      const stores = await openMany({ place: await newPlace(), count: 2 });
      const orders = [
        [BUDGET, CREDITS],
        [CREDITS, BUDGET],
      ];
      await Promise.all(
        Array.from({ length: 40 }, (_, at) =>
          stores[at % 2]?.shares.change({
            holder: holder(`instance ${at}`),
            accounts: orders[at % 2] ?? [],
            leaseMs: HOUR_MS,
            decide: () => [1, 1],
          }),
        ),
      );
      const [store] = stores;
      if (store === undefined) throw new Error('there is no store');
      for (const account of [BUDGET, CREDITS]) {
        expect(await take({ store, by: holder('x'), share: 0, account })).toMatchObject({ others: 40 });
      }
    }, 20_000);

    test('credits: with what came in, all in all; none: undefined. An allowance counts requests', async () => {
      const store = await (await newPlace()).open();
      expect(await take({ store, by: holder('a'), share: 0, account: CREDITS })).toMatchObject({ granted: undefined });
      await store.ledger.post([sampleTransfer({ id: 'grant', kind: 'granted', nanoUsd: 100 })]);
      await spend({ store, name: 'one', nanoUsd: 30 });
      expect(await take({ store, by: holder('a'), share: 0, account: CREDITS })).toEqual({
        spent: 30,
        others: 0,
        granted: 100,
      });
      expect(await take({ store, by: holder('a'), share: 0, account: ALLOWANCE })).toMatchObject({ spent: 0 });
      const covered = { access: 'platform', fundedBy: 'allowance', costNanoUsd: 0 } as const;
      const attempts = [sampleAttemptRecord({ id: 'att_covered', ...covered })];
      await store.appendRequests([sampleRequestRecord({ id: 'req_covered', costNanoUsd: 0, attempts })]);
      expect(await take({ store, by: holder('a'), share: 0, account: ALLOWANCE })).toMatchObject({ spent: 1 });
    });

    test('a share that nobody renewed counts no more after its lease', async () => {
      const store = await (await newPlace()).open();
      await take({ store, by: holder('gone'), share: 10 });
      await wait(60);
      expect(await take({ store, by: holder('a'), share: 0, leaseMs: 50 })).toMatchObject({ others: 0 });
      expect(await take({ store, by: holder('a'), share: 0 })).toMatchObject({ others: 10 });
    });

    test('are given back by their holder, or by the next process on its data folder', async () => {
      const store = await (await newPlace()).open();
      await take({ store, by: holder('a', 'before'), share: 10 });
      // What an earlier process has not stored yet, it has spent all the same.
      expect(await take({ store, by: holder('a', 'now'), share: 20 })).toMatchObject({ others: 10 });
      await take({ store, by: holder('b'), share: 40 });
      await store.shares.giveBack({ holder: holder('a', 'now'), othersOf: true });
      expect(await take({ store, by: holder('x'), share: 0 })).toMatchObject({ others: 60 });
      await store.shares.giveBack({ holder: holder('a', 'now') });
      expect(await take({ store, by: holder('x'), share: 0 })).toMatchObject({ others: 40 });
    });

    test('a transaction that fails changes nothing', async () => {
      const store = await (await newPlace()).open();
      await take({ store, by: holder('a'), share: 10 });
      const failing = store.shares.change({
        holder: holder('a'),
        accounts: [BUDGET],
        leaseMs: HOUR_MS,
        decide: () => {
          throw new Error('on purpose');
        },
      });
      await expect(failing).rejects.toThrow('on purpose');
      expect(await take({ store, by: holder('b'), share: 0 })).toMatchObject({ others: 10 });
    });

    test('accounts whose windows ended long ago are forgotten', async () => {
      const store = await (await newPlace()).open();
      const ended = { ...BUDGET, name: 'of last week', endsAtMs: Date.now() - 2 * DAY_MS };
      const today = { ...BUDGET, name: 'of today', endsAtMs: Date.now() - HOUR_MS };
      for (const account of [ended, today, BUDGET]) await take({ store, by: holder('a'), share: 10, account });
      expect(await store.shares.forget()).toBe(1);
      expect(await take({ store, by: holder('b'), share: 0, account: ended })).toMatchObject({ others: 0 });
      expect(await take({ store, by: holder('b'), share: 0, account: today })).toMatchObject({ others: 10 });
    });
  });
}
