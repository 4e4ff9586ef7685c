import { beforeEach, describe, expect, test } from 'vitest';
import { buildWorkspace } from '../../tests/support/build-definitions.ts';
import { buildThreshold, buildWebhook } from '../../tests/support/build-events.ts';
import { readId } from '../domain/ids.ts';
import type { DefinitionWrites, Store } from '../domain/store.ts';
import type { NewPlace } from './definitions.contract.ts';

const T0 = 1_772_366_400_000;
const OTHER = readId({ kind: 'ws', text: 'ws_2' });

export function describeEvents({ newPlace }: { newPlace: NewPlace }): void {
  let place: Awaited<ReturnType<NewPlace>>;
  let store: Store;

  beforeEach(async () => {
    place = await newPlace();
    store = await place.open();
    await store.write({
      actor: { kind: 'setup' },
      work: async (writes) => {
        await writes.saveWorkspace(buildWorkspace());
        await writes.saveWorkspace(buildWorkspace({ id: OTHER, name: 'other' }));
      },
    });
  });

  const saveWebhook = (changes: Parameters<typeof buildWebhook>[0] = {}) =>
    store.write({ actor: { kind: 'setup' }, work: (writes) => writes.saveWebhook(buildWebhook(changes)) });
  const replay = (query: Parameters<DefinitionWrites['replayDelivery']>[0]) =>
    store.write({ actor: { kind: 'setup' }, work: (writes) => writes.replayDelivery(query) });
  const claim = (nowMs = T0, limit = 10) => store.deliveries.claimDue({ nowMs, leaseMs: 60_000, limit });
  const attempt = (deliveryId: string, changes: object = {}) =>
    ({ deliveryId, atMs: T0 + 5, tookMs: 40, status: 500, error: 'it answered 500', ...changes }) as const;

  describe('events', () => {
    test('are kept once, whoever tells of them and however often', async () => {
      const other = await place.open();
      const event = buildThreshold();
      const added = await Promise.all([store, other, store].map((one) => one.events.append([event, event])));
      expect(added.reduce((sum, count) => sum + count)).toBe(1);
      expect(await other.events.list({ limit: 9 })).toEqual([event]);
      expect(await other.events.find({ eventId: event.id })).toEqual(event);
      expect(await other.events.find({ eventId: 'evt_x' })).toBeUndefined();
    });

    test('are listed newest first, by workspace, page after page', async () => {
      const events = ['a', 'b', 'c', 'd'].map((id) => buildThreshold({ id, workspaceId: id === 'b' ? OTHER : 'ws_1' }));
      await store.events.append(events);
      const idsOf = async (query: object) => (await store.events.list({ limit: 9, ...query })).map(({ id }) => id);
      expect(await idsOf({})).toEqual(['d', 'c', 'b', 'a']);
      expect(await idsOf({ workspaceId: 'ws_1' })).toEqual(['d', 'c', 'a']);
      expect(await idsOf({ beforeId: 'c', limit: 1 })).toEqual(['b']);
    });

    test('may leave out what is not there', async () => {
      const { data } = buildThreshold();
      const bare = { ...data, budgetName: undefined, timeZone: undefined, windowEndMs: undefined };
      const event = buildThreshold({ data: bare });
      await store.events.append([event]);
      expect(await store.events.list({ limit: 1 })).toEqual([event]);
    });
  });

  describe('webhooks', () => {
    test('are read back whole, and removed with their deliveries', async () => {
      const webhook = buildWebhook({ disabled: { atMs: 5, reason: 'gone' } });
      await saveWebhook({ disabled: { atMs: 5, reason: 'gone' } });
      expect((await (await place.open()).readDefinitions()).webhooks).toEqual([webhook]);
      await saveWebhook();
      await store.events.append([buildThreshold()]);
      await store.write({ actor: { kind: 'setup' }, work: (writes) => writes.removeWebhook(webhook.id) });
      expect((await store.readDefinitions()).webhooks).toEqual([]);
      expect(await store.deliveries.list({ limit: 9 })).toEqual([]);
    });
  });

  describe('deliveries', () => {
    test('are made with an event, once, for those webhooks of its workspace that are on', async () => {
      await saveWebhook();
      await saveWebhook({ name: 'off', disabled: { atMs: 5, reason: 'gone' } });
      await saveWebhook({ name: 'elsewhere', workspaceId: OTHER });
      await store.events.append([buildThreshold()]);
      await store.events.append([buildThreshold()]);
      const deliveries = await store.deliveries.list({ limit: 9 });
      expect(deliveries).toMatchObject([
        { eventId: 'evt_1', eventType: 'budget.threshold', webhookName: 'ops', state: 'waiting', attempts: 0 },
      ]);
      expect(deliveries[0]?.id).toMatch(/^whd_\d+$/);
    });

    test('are had by one process at a time, and by another once its lease is over', async () => {
      await saveWebhook();
      await store.events.append([buildThreshold()]);
      const other = await place.open();
      const claimed = await Promise.all([claim(), other.deliveries.claimDue({ nowMs: T0, leaseMs: 60_000, limit: 9 })]);
      expect(claimed.flat()).toMatchObject([
        {
          event: buildThreshold(),
          webhook: { url: 'https://hooks.example/lk', sealedSecret: 'v1.sealed', secretVersion: 1, trusted: true },
        },
      ]);
      expect(await claim(T0 + 59_999)).toEqual([]);
      expect(await claim(T0 + 60_000)).toHaveLength(1);
    });

    test('are never had twice, however many look at once', async () => {
      await saveWebhook();
      await store.events.append(Array.from({ length: 30 }, (_, at) => buildThreshold({ id: `evt_${at}` })));
      const processes = [store, await place.open(), await place.open()];
      const claimed = await Promise.all(
        Array.from({ length: 15 }, (_, at) =>
          processes[at % 3]?.deliveries.claimDue({ nowMs: T0, leaseMs: 60_000, limit: 10 }),
        ),
      );
      const ids = claimed.flatMap((some) => some?.map(({ delivery }) => delivery.id) ?? []);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.length).toBeGreaterThanOrEqual(10);
    });

    test('wait for their time, and stand in a log of attempts', async () => {
      await saveWebhook();
      await store.events.append([buildThreshold()]);
      const [due] = await claim();
      const deliveryId = due?.delivery.id ?? '';
      await store.deliveries.record({ attempt: attempt(deliveryId), state: 'waiting', nextAtMs: T0 + 30_000 });
      expect(await claim(T0 + 29_999)).toEqual([]);
      expect(await claim(T0 + 30_000)).toMatchObject([{ delivery: { attempts: 1, triedTimes: 1, lastStatus: 500 } }]);
      const last = { atMs: T0 + 30_001, status: 204, error: undefined };
      await store.deliveries.record({ attempt: attempt(deliveryId, last), state: 'delivered', nextAtMs: undefined });
      expect(await claim(T0 + 999_999_999)).toEqual([]);
      expect(await store.deliveries.attemptsOf({ deliveryId })).toEqual([
        attempt(deliveryId),
        attempt(deliveryId, last),
      ]);
      expect(await store.deliveries.list({ state: 'delivered', limit: 9 })).toMatchObject([
        { id: deliveryId, attempts: 2, lastAtMs: T0 + 30_001, lastStatus: 204, lastError: undefined },
      ]);
      expect(await store.deliveries.list({ state: 'waiting', limit: 9 })).toEqual([]);
    });

    test('come oldest first, no more than wanted', async () => {
      await saveWebhook();
      await store.events.append(['a', 'b', 'c'].map((id, at) => buildThreshold({ id, atMs: T0 - at })));
      expect((await claim(T0, 2)).map(({ event }) => event.id)).toEqual(['c', 'b']);
      expect((await claim(T0, 2)).map(({ event }) => event.id)).toEqual(['a']);
      expect((await store.deliveries.list({ limit: 1 })).map(({ eventId }) => eventId)).toEqual(['c']);
    });

    test('of a webhook that is switched off end, and one that runs changes nothing any more', async () => {
      await saveWebhook();
      await store.events.append([buildThreshold()]);
      const [due] = await claim();
      const deliveryId = due?.delivery.id ?? '';
      await store.write({
        actor: { kind: 'setup' },
        work: (writes) =>
          writes.disableWebhook({ webhookId: due?.webhook.id ?? '', atMs: T0, reason: 'it answered 410' }),
      });
      await store.deliveries.record({ attempt: attempt(deliveryId), state: 'waiting', nextAtMs: T0 });
      expect(await claim(T0 + 60_000)).toEqual([]);
      expect(await store.deliveries.list({ limit: 9 })).toMatchObject([{ state: 'failed', nextAtMs: undefined }]);
      expect((await store.readDefinitions()).webhooks[0]?.disabled).toEqual({ atMs: T0, reason: 'it answered 410' });
      await store.events.append([buildThreshold({ id: 'evt_2' })]);
      expect(await store.deliveries.list({ limit: 9 })).toHaveLength(1);
    });

    test('can be replayed, with a day of their own, but not while their webhook is off', async () => {
      await saveWebhook();
      await store.events.append([buildThreshold()]);
      const [due] = await claim();
      const deliveryId = due?.delivery.id ?? '';
      await store.deliveries.record({ attempt: attempt(deliveryId), state: 'failed', nextAtMs: undefined });
      expect(await replay({ deliveryId, nowMs: T0 + 90 })).toBe('replayed');
      expect(await claim(T0 + 90)).toMatchObject([
        { delivery: { id: deliveryId, attempts: 1, triedTimes: 0, triedSinceMs: T0 + 90, state: 'waiting' } },
      ]);
      await store.write({
        actor: { kind: 'setup' },
        work: (writes) => writes.disableWebhook({ webhookId: due?.webhook.id ?? '', atMs: T0, reason: 'off' }),
      });
      expect(await replay({ deliveryId, nowMs: T0 + 90 })).toBe('disabled');
      for (const id of ['whd_999', 'evt_1', 'whd_', 'whd_1e3', '']) {
        expect(await replay({ deliveryId: id, nowMs: T0 })).toBe('unknown');
      }
      const entries = await store.audit.list({ objectKind: 'webhook', limit: 9 });
      expect(entries.map(({ act, object }) => [act, object.id])).toEqual([
        ['disable', due?.webhook.id],
        ['replay', due?.webhook.id],
        ['create', due?.webhook.id],
      ]);
      expect(JSON.parse(entries[1]?.after ?? '')).toEqual({ deliveryId, eventId: due?.event.id });
    });
  });
}
