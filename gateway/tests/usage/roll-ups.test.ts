import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createIdSource } from '../../src/domain/ids.ts';
import type { RequestRecord } from '../../src/domain/request-record.ts';
import type { Store } from '../../src/domain/store.ts';
import { SPAN_MS, SPANS, type UsageSpan, type UsageStore } from '../../src/domain/usage-store.ts';
import { type RolledUp, rollUpUsage } from '../../src/jobs/roll-up-usage.ts';
import { onEveryDatabase } from '../support/on-every-database.ts';
import { sampleAttemptRecord, sampleRequestRecord } from '../support/sample-request-record.ts';
import { anyTraffic, LAST_MS } from './any-usage.ts';

const SLOT_MS = Date.parse('2026-11-03T10:15:00Z');
const NEXT_DAY_MS = Date.parse('2026-11-04T00:02:00Z');
const EMPTY = 'delete from attempts; delete from requests; delete from usage_sums; delete from usage_dirty';
const pause = async () => {};
const rollUp = (store: Store, nowMs = NEXT_DAY_MS) => rollUpUsage({ usage: store.usage, nowMs, pause });

let atMs = SLOT_MS;
const ids = createIdSource({
  now: () => atMs,
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
});

/** One request with one attempt at some moment. */
function recordAt(moment: number, change: Partial<RequestRecord> = {}): RequestRecord {
  atMs = moment;
  const attempts = [sampleAttemptRecord({ id: ids.next('att') })];
  return sampleRequestRecord({ id: ids.next('req'), startedAtMs: moment, attempts, ...change });
}

/** Every sum that there is, as one text. */
async function readAll(usage: UsageStore): Promise<string> {
  const lines: string[] = [];
  for (const span of SPANS) {
    for (const part of ['detail', 'totals'] as const) {
      const query = { span, part, fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, workspaceId: undefined } as const;
      const sums = await usage.sums({ ...query, after: undefined, limit: 100_000 });
      for (const sum of sums) {
        lines.push(`${span} ${part} ${sum.startMs} ${sum.workspaceId} ${Buffer.from(sum.sums).toString('hex')}`);
      }
    }
  }
  return lines.join('\n');
}

async function dirtyOf(usage: UsageStore): Promise<Readonly<Record<UsageSpan, readonly number[]>>> {
  const found = { slot: [] as number[], hour: [] as number[], part: [] as number[], day: [] as number[] };
  for (const span of SPANS) {
    const dirty = await usage.dirty({ span, fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, limit: 1_000 });
    found[span] = dirty.map(({ startMs }) => startMs);
  }
  return found;
}

const NONE = { slot: [], hour: [], part: [], day: [] };
/** What was summed up, as numbers of slots, hours, parts of a day, and days. */
const counts = ({ slot, hour, part, day }: RolledUp) => [slot, hour, part, day];

onEveryDatabase(({ newPlace }) => {
  const newStore = async () => (await newPlace()).open();

  describe('sums of usage', () => {
    test('are the same bytes, however late and often things came, and when made again from nothing', async () => {
      const place = await newPlace();
      const store = await place.open();
      const doneMs = LAST_MS + SPAN_MS.day;
      const steps = fc.array(fc.integer({ min: LAST_MS - 4 * SPAN_MS.day, max: doneMs }), { maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(anyTraffic, steps, async (records, moments) => {
          await place.execute(EMPTY);
          for (const [at, nowMs] of moments.entries()) {
            await store.appendRequests(records.filter((_, index) => index % moments.length === at));
            await rollUp(store, nowMs);
          }
          await store.appendRequests(records.toReversed());
          await rollUp(store, doneMs);
          const grown = await readAll(store.usage);
          expect(grown !== '').toBe(records.some(({ workspaceId }) => workspaceId !== undefined));

          await store.usage.markAll();
          await rollUp(store, doneMs);
          expect(await readAll(store.usage)).toBe(grown);

          await place.execute('delete from usage_sums; delete from usage_dirty');
          await store.usage.markAll();
          await rollUp(store, doneMs);
          expect(await readAll(store.usage)).toBe(grown);
          expect(await dirtyOf(store.usage)).toEqual(NONE);
        }),
        { numRuns: 15 },
      );
    });

    test('are not made before a stretch is over and a minute has passed', async () => {
      const store = await newStore();
      await store.appendRequests([recordAt(SLOT_MS)]);
      const endMs = SLOT_MS + SPAN_MS.slot;
      const at = async (nowMs: number) => counts(await rollUp(store, nowMs + 60_000));
      expect(await at(endMs - 1)).toEqual([0, 0, 0, 0]);
      expect(await at(endMs)).toEqual([1, 0, 0, 0]);
      expect(await at(Date.parse('2026-11-03T10:59:59.999Z'))).toEqual([0, 0, 0, 0]);
      expect(await at(Date.parse('2026-11-03T11:00:00Z'))).toEqual([0, 1, 0, 0]);
      expect(await at(Date.parse('2026-11-03T12:00:00Z'))).toEqual([0, 0, 1, 0]);
      expect(await at(Date.parse('2026-11-03T23:59:59.999Z'))).toEqual([0, 0, 0, 0]);
      expect(await at(Date.parse('2026-11-04T00:00:00Z'))).toEqual([0, 0, 0, 1]);
      expect(await at(NEXT_DAY_MS)).toEqual([0, 0, 0, 0]);
    });

    test('are out of date at once where a late record comes, and only there', async () => {
      const store = await newStore();
      await store.appendRequests([recordAt(SLOT_MS), recordAt(SLOT_MS + SPAN_MS.slot)]);
      await rollUp(store);
      await store.appendRequests([recordAt(SLOT_MS + 1)]);
      expect(await dirtyOf(store.usage)).toEqual({ ...NONE, slot: [SLOT_MS] });
      expect(counts(await rollUp(store))).toEqual([1, 1, 1, 1]);
    });

    test('that were made while a record came are thrown away, and made again', async () => {
      const store = await newStore();
      await store.appendRequests([recordAt(SLOT_MS)]);
      const late = recordAt(SLOT_MS + 1);
      const usage: UsageStore = {
        ...store.usage,
        async rows(query) {
          const rows = await store.usage.rows(query);
          await store.appendRequests([late]);
          return rows;
        },
      };
      expect(counts(await rollUpUsage({ usage, nowMs: NEXT_DAY_MS, pause }))).toEqual([0, 0, 0, 0]);
      expect(counts(await rollUp(store))).toEqual([1, 1, 1, 1]);
      await expectSumsOf({ store, records: 2 });
    });

    test('of a process that was slow never replace those of another that has seen more', async () => {
      const place = await newPlace();
      const [slow, fast] = [await place.open(), await place.open()];
      await slow.appendRequests([recordAt(SLOT_MS)]);
      const usage: UsageStore = {
        ...slow.usage,
        async rows(query) {
          const rows = await slow.usage.rows(query);
          // Summed up by another process, then out of date again: there is a mark as before.
          await rollUp(fast);
          await fast.appendRequests([recordAt(SLOT_MS + 1)]);
          return rows;
        },
      };
      expect((await rollUpUsage({ usage, nowMs: NEXT_DAY_MS, pause })).slot).toBe(0);
      await rollUp(fast);
      await expectSumsOf({ store: fast, records: 2 });
    });

    test('of a wider stretch that were made while one of its slots changed are thrown away', async () => {
      const store = await newStore();
      await store.appendRequests([recordAt(SLOT_MS)]);
      const usage: UsageStore = {
        ...store.usage,
        async sums(query) {
          const sums = await store.usage.sums(query);
          await store.appendRequests([recordAt(SLOT_MS + 1)]);
          await rollUp(store);
          return sums;
        },
      };
      expect(counts(await rollUpUsage({ usage, nowMs: NEXT_DAY_MS, pause }))).toEqual([1, 0, 0, 0]);
      await rollUp(store);
      await expectSumsOf({ store, records: 2 });
    });

    test('by several processes that also append lose nothing and count nothing twice', async () => {
      const place = await newPlace();
      const stores = [await place.open(), await place.open(), await place.open()];
      const records = Array.from({ length: 240 }, (_, at) => recordAt(SLOT_MS + (at % 6) * 300_000));
      await Promise.all(
        stores.map(async (store, at) => {
          for (let from = at * 80; from < (at + 1) * 80; from += 8) {
            await store.appendRequests(records.slice(from, from + 8));
            await rollUp(store);
          }
        }),
      );
      const [store] = stores;
      if (store === undefined) throw new Error('no store');
      await rollUp(store);
      expect(await dirtyOf(store.usage)).toEqual(NONE);
      await expectSumsOf({ store, records: 240 });
    });

    test('of a slot that cannot be made keep no other from being made', async () => {
      const place = await newPlace();
      const store = await place.open();
      const [damaged, sound] = [recordAt(SLOT_MS), recordAt(SLOT_MS + SPAN_MS.slot)];
      await store.appendRequests([damaged, sound]);
      await place.execute(`update attempts set usage = '{' where request_id = '${damaged.id}'`);
      await expect(rollUp(store)).rejects.toThrow();
      expect(await dirtyOf(store.usage)).toMatchObject({ slot: [SLOT_MS] });
    });

    test('stop where they are told to, and go on from there', async () => {
      const store = await newStore();
      await store.appendRequests([recordAt(SLOT_MS), recordAt(SLOT_MS + SPAN_MS.slot)]);
      const stop = new AbortController();
      const usage: UsageStore = {
        ...store.usage,
        replaceSums(replacement) {
          stop.abort();
          return store.usage.replaceSums(replacement);
        },
      };
      const { signal } = stop;
      expect(counts(await rollUpUsage({ usage, nowMs: NEXT_DAY_MS, pause, signal }))).toEqual([1, 0, 0, 0]);
      expect(counts(await rollUp(store))).toEqual([1, 1, 1, 1]);
    });
  });
});

/** What is kept of a day must be what a fresh start makes of its rows; and those are so many. */
async function expectSumsOf({ store, records }: { store: Store; records: number }): Promise<void> {
  expect(await store.listRequests({ limit: 1_000 })).toHaveLength(records);
  const kept = await readAll(store.usage);
  await store.usage.markAll();
  await rollUp(store);
  expect(await readAll(store.usage)).toBe(kept);
}
