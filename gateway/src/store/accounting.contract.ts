import { describe, expect, test } from 'vitest';
import type { NewStorePlace } from '../../tests/support/on-every-database.ts';
import { sampleAttemptRecord, sampleRequestRecord } from '../../tests/support/sample-request-record.ts';
import { SAMPLE_WORKSPACE, sampleOpenAttempt, sampleTransfer } from '../../tests/support/sample-transfer.ts';
import { attemptTransfers } from '../domain/attempt-transfers.ts';
import { createIdSource } from '../domain/ids.ts';
import type { AttemptRecord, RequestRecord } from '../domain/request-record.ts';
import type { Store } from '../domain/store.ts';

const OURS = { workspaceId: SAMPLE_WORKSPACE };
const START_MS = 1_772_366_400_000;
const NOTHING = { credits: 0, held: 0, spent: 0, covered: 0, byok: 0, house: 0 };

/** A request with one attempt, whose ids end with `name`. */
function request(
  name: string,
  attempt: Partial<AttemptRecord> = {},
  change: Partial<RequestRecord> = {},
): RequestRecord {
  const made = sampleAttemptRecord({ id: `att_${name}`, ...attempt });
  return sampleRequestRecord({ id: `req_${name}`, costNanoUsd: made.costNanoUsd, attempts: [made], ...change });
}

const onCredits = (heldNanoUsd: number, costNanoUsd: number): Partial<AttemptRecord> => ({
  access: 'platform',
  fundedBy: 'credits',
  heldNanoUsd,
  costNanoUsd,
});

const opened = (name: string, heldNanoUsd = 1_000) =>
  sampleOpenAttempt({ requestId: `req_${name}`, attemptId: `att_${name}`, heldNanoUsd });

const transferIds = async (store: Store) =>
  (await store.ledger.list({ ...OURS, limit: 1_000 })).map(({ id }) => id).reverse();

export function describeAccounting({ newPlace }: { newPlace: NewStorePlace }): void {
  const newStore = async () => (await newPlace()).open();

  describe('a record', () => {
    test('brings its transfers with it, and the balances follow', async () => {
      const store = await newStore();
      const records = [
        request('byok', { costNanoUsd: 21 }),
        request('credits', onCredits(1_000, 300)),
        request('covered', { access: 'platform', fundedBy: 'allowance', costNanoUsd: 40 }),
        request('unpriced', { costNanoUsd: undefined }),
      ];
      await store.appendRequests(records);
      expect(await store.ledger.balances(OURS)).toEqual({
        credits: -300,
        held: 0,
        spent: 300,
        covered: 40,
        byok: 21,
        house: -61,
      });
      const listed = await store.ledger.list({ ...OURS, limit: 9 });
      expect(new Set(listed)).toEqual(new Set(records.flatMap(attemptTransfers)));
      expect(await store.ledger.verify()).toEqual([]);
    });

    test('that comes again changes nothing: alone, among others, twice in one go, from another process', async () => {
      const place = await newPlace();
      const store = await place.open();
      const records = Array.from({ length: 40 }, (_, at) => request(`r${at}`, onCredits(50, at)));
      await store.appendRequests(records.slice(0, 20));
      await store.appendRequests(records.slice(3, 4));
      await (await place.open()).appendRequests([...records.slice(10), ...records.slice(15)]);
      const spent = records.reduce((sum, { costNanoUsd }) => sum + (costNanoUsd ?? 0), 0);
      expect(await store.ledger.balances(OURS)).toEqual({ ...NOTHING, credits: -spent, spent });
      expect(await store.ledger.verify()).toEqual([]);
    });

    test('is the first one of its request: another that comes later, with other costs, changes nothing', async () => {
      const store = await newStore();
      await store.appendOpenAttempts([opened('a')]);
      await store.appendRequests([request('a', { ...onCredits(1_000, 0), outcome: 'interrupted' })]);
      const late = request('a', onCredits(1_000, 400));
      await store.appendRequests([request('b', onCredits(5, 5)), late]);
      expect(await store.ledger.balances(OURS)).toEqual({ ...NOTHING, credits: -5, spent: 5 });
      expect((await store.findRequest({ requestId: late.id }))?.costNanoUsd).toBe(0);
      expect(await store.ledger.verify()).toEqual([]);
    });

    test('comes to the same, however many processes bring it at the same time', async () => {
      const place = await newPlace();
      const stores = await Promise.all(Array.from({ length: 4 }, place.open));
      const records = Array.from({ length: 60 }, (_, at) => request(`r${at}`, onCredits(50, 10)));
      await Promise.all(
        stores.map((store, at) => store.appendRequests([...records.slice(at * 10), ...records.slice(0, at * 10)])),
      );
      expect(await stores[0]?.ledger.balances(OURS)).toEqual({ ...NOTHING, credits: -600, spent: 600 });
      expect(await stores[0]?.ledger.verify()).toEqual([]);
    });

    test('says who paid each attempt, whether the provider bills it, and what was held', async () => {
      const store = await newStore();
      const record = request(
        'all',
        { ...onCredits(50, 10), providerCostNanoUsd: 8, billable: 'yes', outcome: 'interrupted' },
        { outcome: 'interrupted', capability: 'embeddings', member: 'ada', tags: ['a', 'b"c'] },
      );
      await store.appendRequests([record]);
      expect(await store.findRequest({ requestId: record.id })).toEqual(record);
    });
  });

  describe('an attempt that was sent', () => {
    test('is open, with its hold, until its record closes it', async () => {
      const store = await newStore();
      const both = [opened('a', 1_000), opened('b', 70)];
      await store.appendOpenAttempts(both);
      expect(await store.openAttempts()).toEqual(both);
      expect(await store.ledger.balances(OURS)).toEqual({ ...NOTHING, credits: -1_070, held: 1_070 });
      expect(await store.ledger.verify()).toEqual([]);

      await store.appendRequests([request('a', onCredits(1_000, 400))]);
      expect(await store.openAttempts()).toEqual(both.slice(1));
      expect(await store.ledger.balances(OURS)).toEqual({ ...NOTHING, credits: -470, held: 70, spent: 400 });
      expect(await transferIds(store)).toEqual(['att_a.held', 'att_b.held', 'att_a.settled', 'att_a.released']);
      expect(await store.ledger.verify()).toEqual([]);
    });

    test('is not opened again, and not after its record', async () => {
      const place = await newPlace();
      const store = await place.open();
      await store.appendOpenAttempts([opened('a'), opened('a')]);
      await (await place.open()).appendOpenAttempts([opened('a')]);
      expect(await store.openAttempts()).toHaveLength(1);
      await store.appendRequests([request('a', onCredits(1_000, 400))]);
      await store.appendOpenAttempts([opened('a'), opened('b')]);
      expect((await store.openAttempts()).map(({ attemptId }) => attemptId)).toEqual(['att_b']);
      expect(await store.ledger.balances(OURS)).toMatchObject({ held: 1_000, spent: 400 });
      expect(await store.ledger.verify()).toEqual([]);
    });

    test('is kept with everything that its record will need', async () => {
      const store = await newStore();
      const full = sampleOpenAttempt({
        requestId: 'req_a',
        attemptId: 'att_a',
        member: 'ada',
        tags: ['night', 'a"b\\'],
        capability: 'image_edit',
        model: 'a\0b',
        stream: true,
      });
      const bare = { ...opened('b'), capability: undefined, fundedBy: 'byok' as const, startedAtMs: START_MS + 9 };
      await store.appendOpenAttempts([bare, full]);
      expect(await store.openAttempts()).toEqual([full, bare]);
    });

    test('holds nothing where credits do not pay it', async () => {
      const store = await newStore();
      await store.appendOpenAttempts([
        { ...opened('a'), fundedBy: 'byok' },
        { ...opened('b'), fundedBy: 'allowance' },
      ]);
      expect(await store.openAttempts()).toHaveLength(2);
      expect(await store.ledger.list({ ...OURS, limit: 9 })).toEqual([]);
    });

    test('gives its hold back when the gateway ended while it ran', async () => {
      const store = await newStore();
      await store.appendOpenAttempts([opened('a')]);
      await store.appendRequests([request('a', { ...onCredits(1_000, 0), outcome: 'interrupted' })]);
      expect(await store.openAttempts()).toEqual([]);
      expect(await store.ledger.balances(OURS)).toEqual(NOTHING);
      const [released] = await store.ledger.list({ ...OURS, limit: 1 });
      expect(released).toMatchObject({ kind: 'released', note: 'interrupted' });
    });
  });

  test('an allowance counts the requests that it paid for, by what they were and by when they came', async () => {
    const store = await newStore();
    let nowMs = START_MS;
    const ids = createIdSource({
      now: () => nowMs,
      randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    });
    const covered = { access: 'platform', fundedBy: 'allowance', costNanoUsd: 0 } as const;
    const add = async (capability: RequestRecord['capability'], attempt: Partial<AttemptRecord> = covered) => {
      nowMs += 1_000;
      const id = ids.next('req');
      await store.appendRequests([request(id.slice(4), attempt, { capability, startedAtMs: nowMs })]);
    };
    await add('chat');
    await add('chat', { ...covered, costNanoUsd: 7 });
    await add('chat', onCredits(5, 5));
    await add('chat', { ...covered, outcome: 'failed', usage: undefined });
    await add('embeddings');
    await add('image_generation');
    await add('image_edit');
    const used = (capability: 'chat' | 'embeddings' | 'image', sinceMs = 0) =>
      store.ledger.allowanceUsed({ ...OURS, capability, sinceMs });
    expect([await used('chat'), await used('embeddings'), await used('image')]).toEqual([2, 1, 2]);
    expect(await used('chat', START_MS + 2_000)).toBe(1);
    expect(await used('chat', START_MS + 2_001)).toBe(0);
    expect(await store.ledger.allowanceUsed({ workspaceId: 'ws_none', capability: 'chat', sinceMs: 0 })).toBe(0);
  });

  test('what a member or a tag spent is summed up within its workspace, since a moment', async () => {
    const store = await newStore();
    let nowMs = START_MS;
    const ids = createIdSource({
      now: () => nowMs,
      randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
    });
    const add = async (costNanoUsd: number, change: Partial<RequestRecord>) => {
      nowMs += 1_000;
      await store.appendRequests([request(ids.next('req').slice(4), { costNanoUsd }, change)]);
    };
    await add(1, { member: 'ada', tags: ['prod'] });
    await add(10, { member: 'ada', tags: ['test', 'prod'] });
    await add(100, { member: 'Ada', tags: ['Prod', 'product', 'a,"prod', 'a["prod'] });
    await add(1_000, { member: undefined, tags: [] });
    await add(10_000, { member: 'ada', tags: ['prod'], workspaceId: 'ws_theirs' });
    const spent = (scope: { member: string } | { tag: string }, sinceMs = 0) =>
      store.spentSince({ scope: { ...OURS, ...scope }, sinceMs });
    expect([await spent({ member: 'ada' }), await spent({ member: 'Ada' })]).toEqual([11, 100]);
    expect([await spent({ tag: 'prod' }), await spent({ tag: 'test' }), await spent({ tag: 'pro' })]).toEqual([
      11, 10, 0,
    ]);
    expect(await spent({ tag: 'a,"prod' })).toBe(100);
    expect(await spent({ tag: '' })).toBe(0);
    expect(await spent({ tag: 'prod' }, START_MS + 1_001)).toBe(10);
    expect(await spent({ member: 'ada' }, START_MS + 1_001)).toBe(10);
  });

  test('a thing that was spent is in every sum of the same amount', async () => {
    const store = await newStore();
    await store.ledger.post([sampleTransfer({ id: 'cr_1', nanoUsd: 5_000 })]);
    await store.appendRequests([request('a', onCredits(900, 400)), request('b', { costNanoUsd: 21 })]);
    const { spent, byok } = await store.ledger.balances(OURS);
    expect(spent + byok).toBe(await store.spentSince({ scope: OURS, sinceMs: 0 }));
  });
}
