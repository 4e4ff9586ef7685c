import { describe, expect, test } from 'vitest';
import type { NewStorePlace } from '../../tests/support/on-every-database.ts';
import { SAMPLE_WORKSPACE, sampleTransfer } from '../../tests/support/sample-transfer.ts';
import { StoreError } from './store-error.ts';

const OURS = { workspaceId: SAMPLE_WORKSPACE };
const THEIRS = { workspaceId: 'ws_theirs' };
const NOTHING = { credits: 0, held: 0, spent: 0, covered: 0, byok: 0, house: 0 };

export function describeTransfers({ newPlace }: { newPlace: NewStorePlace }): void {
  const newStore = async () => (await newPlace()).open();

  describe('a transfer', () => {
    test('moves its amount from one account of its workspace to another, and nobody else’s', async () => {
      const { ledger } = await newStore();
      await ledger.post([
        sampleTransfer({ id: 'cr_1', nanoUsd: 500 }),
        sampleTransfer({ id: 'cr_2', kind: 'adjusted', from: 'credits', to: 'house', nanoUsd: 30 }),
        sampleTransfer({ id: 'cr_3', ...THEIRS, kind: 'granted', nanoUsd: 7 }),
      ]);
      expect(await ledger.balances(OURS)).toEqual({ ...NOTHING, credits: 470, house: -470 });
      expect(await ledger.balances(THEIRS)).toEqual({ ...NOTHING, credits: 7, house: -7 });
      expect(await ledger.balances({ workspaceId: 'ws_none' })).toEqual(NOTHING);
    });

    test('that is posted twice is one transfer, also in one go and by another process', async () => {
      const place = await newPlace();
      const { ledger } = await place.open();
      const transfer = sampleTransfer({ id: 'cr_1', nanoUsd: 500 });
      await ledger.post([transfer, transfer]);
      await ledger.post([{ ...transfer, atMs: transfer.atMs + 1, note: 'once more' }]);
      await (await place.open()).ledger.post([transfer]);
      expect(await ledger.balances(OURS)).toMatchObject({ credits: 500 });
      expect(await ledger.list({ ...OURS, limit: 9 })).toEqual([transfer]);
    });

    test.each([
      ['another amount', { nanoUsd: 501 }],
      ['other accounts', { from: 'credits', to: 'house' }],
      ['another kind', { kind: 'granted' }],
      ['another workspace', THEIRS],
    ] as const)(
      'with the id of one of %s is refused, and nothing of what came with it is posted',
      async (_, change) => {
        const { ledger } = await newStore();
        const transfer = sampleTransfer({ id: 'cr_1', nanoUsd: 500 });
        await ledger.post([transfer]);
        const posted = ledger.post([sampleTransfer({ id: 'cr_2' }), { ...transfer, ...change }]);
        await expect(posted).rejects.toThrow(StoreError);
        await expect(posted).rejects.toThrow('cr_1');
        expect(await ledger.balances(OURS)).toMatchObject({ credits: 500 });
        expect(await ledger.list({ ...OURS, limit: 9 })).toHaveLength(1);
      },
    );

    test.each([
      ['a part of a nano-dollar', { nanoUsd: 0.5 }],
      ['less than nothing', { nanoUsd: -1 }],
      ['more than can be counted', { nanoUsd: Number.POSITIVE_INFINITY }],
      ['one account only', { to: 'house' }],
    ] as const)('of %s is refused', async (_, change) => {
      const { ledger } = await newStore();
      await expect(ledger.post([sampleTransfer({ id: 'cr_1', ...change })])).rejects.toThrow(StoreError);
      expect(await ledger.balances(OURS)).toEqual(NOTHING);
    });

    test('is listed as it was posted, the newest first, a page at a time', async () => {
      const { ledger } = await newStore();
      const transfers = Array.from({ length: 7 }, (_, at) =>
        // Ids and times say nothing about the order in which they came.
        sampleTransfer({ id: `cr_${(at * 5) % 7}`, atMs: 1_000 - at, note: 'für\0alle', expiresAtMs: 9_000 + at }),
      );
      await ledger.post([...transfers, sampleTransfer({ id: 'cr_theirs', ...THEIRS })]);
      const expected = transfers.map((transfer) => ({ ...transfer, note: 'für\u{fffd}alle' })).toReversed();
      const first = await ledger.list({ ...OURS, limit: 4 });
      const second = await ledger.list({ ...OURS, limit: 4, beforeId: first.at(-1)?.id });
      expect([...first, ...second]).toEqual(expected);
      expect(await ledger.list({ ...OURS, limit: 4, beforeId: expected.at(-1)?.id })).toEqual([]);
    });

    test('can be neither changed nor removed, whoever tries: the database refuses', async () => {
      const place = await newPlace();
      const { ledger } = await place.open();
      await ledger.post([sampleTransfer({ id: 'cr_1', nanoUsd: 500 })]);
      for (const sql of [
        `update ledger_transfers set nano_usd = 1 where id = 'cr_1'`,
        `delete from ledger_transfers where id = 'cr_1'`,
        'delete from ledger_transfers',
      ]) {
        await expect(place.execute(sql), sql).rejects.toThrow('ledger_transfers is append-only');
      }
      expect(await ledger.list({ ...OURS, limit: 9 })).toMatchObject([{ id: 'cr_1', nanoUsd: 500 }]);
    });
  });

  test('sums beyond what a number counts exactly are kept to the nano-dollar', async () => {
    const { ledger } = await newStore();
    const nanoUsd = Number.MAX_SAFE_INTEGER;
    await ledger.post([1, 2, 3].map((at) => sampleTransfer({ id: `cr_${at}`, nanoUsd })));
    expect((await ledger.balances(OURS)).credits).toBe(3 * nanoUsd);
    expect(await ledger.verify()).toEqual([]);
  });

  test.each(['bought', 'granted', 'adjusted'] as const)('a workspace has credits once some were %s', async (kind) => {
    const { ledger } = await newStore();
    await ledger.post([sampleTransfer({ id: 'cr_0', ...THEIRS })]);
    expect(await ledger.hasCredits(OURS)).toBe(false);
    await ledger.post([sampleTransfer({ id: 'cr_1', kind, nanoUsd: 0 })]);
    expect(await ledger.hasCredits(OURS)).toBe(true);
  });

  test('the version grows when credits come or go, for every process, and by nothing else', async () => {
    const place = await newPlace();
    const { ledger } = await place.open();
    const versions = [await ledger.version()];
    const next = async () => versions.push(await (await place.open()).ledger.version());
    await ledger.post([sampleTransfer({ id: 'cr_1', expiresAtMs: 5_000 })]);
    await next();
    await ledger.post([sampleTransfer({ id: 'cr_2', kind: 'adjusted', from: 'credits', to: 'house', nanoUsd: 1 })]);
    await next();
    await ledger.expireCredits({ nowMs: 5_000 });
    await next();
    expect(new Set(versions).size).toBe(4);
    await ledger.post([
      sampleTransfer({ id: 'att_1.settled', kind: 'settled', from: 'house', to: 'byok', attemptId: 'att_1' }),
    ]);
    await ledger.expireCredits({ nowMs: 6_000 });
    expect(await ledger.version()).toBe(versions.at(-1));
  });
}
