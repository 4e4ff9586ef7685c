import { describe, expect, test } from 'vitest';
import {
  buildAttemptSpec,
  buildRouteDefinition,
  buildRouteSpec,
  buildWorkspace,
} from '../../tests/support/build-definitions.ts';
import { buildRequestRecord } from '../../tests/support/build-request-record.ts';
import type { NewStorePlace } from '../../tests/support/on-every-database.ts';
import { sampleOpenAttempt } from '../../tests/support/sample-transfer.ts';
import type { Actor } from '../domain/actor.ts';
import type { RouteIdentity } from '../domain/definitions.ts';
import { createIdSource, readId } from '../domain/ids.ts';
import type { RouteTest } from '../domain/release.ts';
import type { DefinitionWrites, Store } from '../domain/store.ts';
import { sweepInterrupted } from '../jobs/sweep-interrupted.ts';

const ADA: Actor = { kind: 'person', id: 'usr_1', name: 'Ada' };
const { id, workspaceId, name, owner, createdAtMs } = buildRouteDefinition({ owner: 'console' });
const ROUTE: RouteIdentity = { id, workspaceId, name, owner, createdAtMs };
const FIRST = buildRouteSpec();
const SECOND = buildRouteSpec({ attempts: [buildAttemptSpec({ model: 'large' })], deadlineMs: 60_000 });

const TEST: RouteTest = {
  name: 'says hello',
  endpoint: '/v1/chat',
  body: '{"messages":[]}',
  expect: { answered: true, capability: undefined, textContains: 'hello' },
  blocking: true,
};

/** Routes as releases, as every store keeps them. */
export function describeReleases({ newPlace }: { newPlace: NewStorePlace }): void {
  const write = <Result>(store: Store, work: (writes: DefinitionWrites) => Promise<Result>) =>
    store.write({ actor: ADA, work });
  const withVersions = async (store: Store): Promise<Store> => {
    await write(store, async (writes) => {
      await writes.saveWorkspace(buildWorkspace());
      await writes.saveRoute(ROUTE);
      await writes.publishRoute({ routeId: ROUTE.id, spec: FIRST, publishedAtMs: 1, note: 'the first' });
      await writes.publishRoute({ routeId: ROUTE.id, spec: SECOND, publishedAtMs: 2 });
    });
    return store;
  };
  const routeOf = async (store: Store) => (await store.readDefinitions()).routes[0];
  const acts = async (store: Store) =>
    (await store.audit.list({ objectKind: 'route', limit: 50 })).map(({ act }) => act);

  describe('releases', () => {
    test('versions are listed with their author and note, page by page', async () => {
      const store = await withVersions(await (await newPlace()).open());
      const [second, ...more] = await store.routes.versions({ routeId: ROUTE.id, limit: 1 });
      expect(more).toEqual([]);
      expect(second).toEqual({ version: 2, spec: SECOND, publishedAtMs: 2, note: undefined, publishedBy: 'Ada' });
      const rest = await store.routes.versions({ routeId: ROUTE.id, beforeVersion: 2, limit: 10 });
      expect(rest).toEqual([{ version: 1, spec: FIRST, publishedAtMs: 1, note: 'the first', publishedBy: 'Ada' }]);
      expect(await store.routes.version({ routeId: ROUTE.id, version: 1 })).toEqual(rest[0]);
      expect(await store.routes.version({ routeId: ROUTE.id, version: 3 })).toBeUndefined();
    });

    test('a draft is kept and dropped, and no gateway has to look again for it', async () => {
      const store = await withVersions(await (await newPlace()).open());
      const before = await store.definitionsVersion();
      const draft = { routeId: ROUTE.id, spec: FIRST, basedOnVersion: 2, updatedAtMs: 5 };
      await write(store, (writes) => writes.saveDraft(draft));
      const { routeId: _, ...kept } = { ...draft, updatedBy: 'Ada' };
      expect(await store.routes.draft(ROUTE.id)).toEqual(kept);
      await write(store, (writes) => writes.saveDraft({ ...draft, spec: SECOND, updatedAtMs: 6 }));
      expect(await write(store, (writes) => writes.readDraft(ROUTE.id))).toEqual({
        ...kept,
        spec: SECOND,
        updatedAtMs: 6,
      });
      await write(store, (writes) => writes.dropDraft(ROUTE.id));
      expect(await store.routes.draft(ROUTE.id)).toBeUndefined();
      expect(await store.definitionsVersion()).toBe(before);
      expect((await acts(store)).slice(0, 3)).toEqual(['drop_draft', 'draft', 'draft']);
    });

    test('the pointer moves back in one write, and every gateway sees it', async () => {
      const store = await withVersions(await (await newPlace()).open());
      const before = await store.definitionsVersion();
      await write(store, (writes) => writes.pointRouteAt({ routeId: ROUTE.id, version: 1 }));
      expect((await routeOf(store))?.published).toEqual({ version: 1, publishedAtMs: 1, spec: FIRST });
      expect(await store.definitionsVersion()).not.toBe(before);
      await write(store, (writes) => writes.pointRouteAt({ routeId: ROUTE.id, version: 2 }));
      expect((await acts(store)).slice(0, 2)).toEqual(['publish', 'rollback']);
    });

    test('after a rollback the next publication has a number that nothing had before', async () => {
      const store = await withVersions(await (await newPlace()).open());
      const version = await write(store, async (writes) => {
        await writes.pointRouteAt({ routeId: ROUTE.id, version: 1 });
        return writes.publishRoute({ routeId: ROUTE.id, spec: SECOND, publishedAtMs: 3 });
      });
      expect(version).toBe(3);
    });

    test('a version that is not there can be nothing', async () => {
      const store = await withVersions(await (await newPlace()).open());
      const target = { routeId: ROUTE.id, version: 9 };
      const canary = { version: 9, sharePercent: 5, stickyBy: 'key' } as const;
      const shadow = { release: { version: 9 }, sharePercent: 5, budgetNanoUsd: 1 };
      const refused = [
        (writes: DefinitionWrites) => writes.pointRouteAt(target),
        (writes: DefinitionWrites) => writes.setCanary({ routeId: ROUTE.id, canary }),
        (writes: DefinitionWrites) => writes.setShadow({ routeId: ROUTE.id, shadow }),
        (writes: DefinitionWrites) =>
          writes.setSchedule({ routeId: ROUTE.id, schedule: { atMs: 1, release: { version: 9 } } }),
      ];
      for (const work of refused) await expect(write(store, work)).rejects.toThrow(/has no version 9/);
      expect((await routeOf(store))?.published?.version).toBe(2);
    });

    test('a version can be added without being published, serve as canary, and be promoted', async () => {
      const store = await withVersions(await (await newPlace()).open());
      const routeId = ROUTE.id;
      const version = await write(store, async (writes) => {
        const added = await writes.publishRoute({ routeId, spec: FIRST, publishedAtMs: 3, live: false });
        await writes.setCanary({ routeId, canary: { version: added, sharePercent: 12.5, stickyBy: 'user' } });
        return added;
      });
      const route = await routeOf(store);
      expect(route?.published?.version).toBe(2);
      expect(route?.canary).toEqual({ version, spec: FIRST, sharePercent: 12.5, stickyBy: 'user' });
      await write(store, (writes) => writes.pointRouteAt({ routeId, version }));
      expect(await routeOf(store)).toMatchObject({ published: { version }, canary: undefined });
      expect((await acts(store)).slice(0, 3)).toEqual(['publish', 'canary', 'add_version']);
    });

    test('a publication ends the canary: one version for all', async () => {
      const store = await withVersions(await (await newPlace()).open());
      const routeId = ROUTE.id;
      const canary = { version: 1, sharePercent: 50, stickyBy: 'key' } as const;
      await write(store, (writes) => writes.setCanary({ routeId, canary }));
      await write(store, (writes) => writes.publishRoute({ routeId, spec: FIRST, publishedAtMs: 3 }));
      expect((await routeOf(store))?.canary).toBeUndefined();
      await write(store, (writes) => writes.setCanary({ routeId, canary }));
      await write(store, (writes) => writes.setCanary({ routeId, canary: undefined }));
      expect((await routeOf(store))?.canary).toBeUndefined();
    });

    test('a route without a published version has no canary', async () => {
      const store = await (await newPlace()).open();
      const routeId = ROUTE.id;
      const setting = write(store, async (writes) => {
        await writes.saveWorkspace(buildWorkspace());
        await writes.saveRoute(ROUTE);
        const version = await writes.publishRoute({ routeId, spec: FIRST, publishedAtMs: 1, live: false });
        await writes.setCanary({ routeId, canary: { version, sharePercent: 5, stickyBy: 'key' } });
      });
      await expect(setting).rejects.toThrow(/no published version/);
    });

    test('a shadow is a version or a draft as it was; it ends when its version is published', async () => {
      const store = await withVersions(await (await newPlace()).open());
      const routeId = ROUTE.id;
      const cap = { sharePercent: 10, budgetNanoUsd: 2_000_000_000 };
      await write(store, (writes) => writes.setShadow({ routeId, shadow: { ...cap, release: { spec: FIRST } } }));
      expect((await routeOf(store))?.shadow).toEqual({ ...cap, version: undefined, spec: FIRST });
      await write(store, (writes) => writes.setShadow({ routeId, shadow: { ...cap, release: { version: 1 } } }));
      expect((await routeOf(store))?.shadow).toEqual({ ...cap, version: 1, spec: FIRST });
      await write(store, (writes) => writes.publishRoute({ routeId, spec: SECOND, publishedAtMs: 3 }));
      expect((await routeOf(store))?.shadow?.version).toBe(1);
      await write(store, (writes) => writes.pointRouteAt({ routeId, version: 1 }));
      expect((await routeOf(store))?.shadow).toBeUndefined();
    });

    test('a schedule is due from its moment on, unless it was refused', async () => {
      const store = await withVersions(await (await newPlace()).open());
      const routeId = ROUTE.id;
      const schedule = { atMs: 100, release: { spec: FIRST }, note: 'at night' };
      await write(store, (writes) => writes.setSchedule({ routeId, schedule }));
      expect((await routeOf(store))?.schedule).toEqual({
        atMs: 100,
        version: undefined,
        spec: FIRST,
        note: 'at night',
        by: 'Ada',
        refused: undefined,
      });
      expect(await store.routes.due({ nowMs: 99 })).toEqual([]);
      expect(await store.routes.due({ nowMs: 100 })).toEqual([routeId]);
      const refused = { atMs: 101, why: ['there is no connection "x"'] };
      await write(store, (writes) => writes.setSchedule({ routeId, schedule: { ...schedule, refused } }));
      expect(await store.routes.due({ nowMs: 200 })).toEqual([]);
      expect((await routeOf(store))?.schedule?.refused).toEqual(refused);
      await write(store, (writes) => writes.setSchedule({ routeId, schedule: undefined }));
      expect((await routeOf(store))?.schedule).toBeUndefined();
    });

    test('tests are kept with their route, and go with it', async () => {
      const store = await withVersions(await (await newPlace()).open());
      const routeId = ROUTE.id;
      expect(await store.routes.tests(routeId)).toEqual([]);
      await write(store, (writes) => writes.saveRouteTests({ routeId, tests: [TEST] }));
      expect(await store.routes.tests(routeId)).toEqual([TEST]);
      await write(store, async (writes) => {
        await writes.saveDraft({ routeId, spec: FIRST, basedOnVersion: undefined, updatedAtMs: 1 });
        await writes.removeRoute(routeId);
      });
      expect(await store.routes.tests(routeId)).toEqual([]);
      expect(await store.routes.draft(routeId)).toBeUndefined();
    });

    test('what changes nothing leaves no trace in the audit log; what does, names the version', async () => {
      const store = await withVersions(await (await newPlace()).open());
      const routeId = ROUTE.id;
      const before = await acts(store);
      await write(store, async (writes) => {
        await writes.setCanary({ routeId, canary: undefined });
        await writes.dropDraft(routeId);
        await writes.saveRouteTests({ routeId, tests: [] });
        await writes.pointRouteAt({ routeId, version: 2 });
      });
      expect(await acts(store)).toEqual(before);
      await write(store, (writes) => writes.pointRouteAt({ routeId, version: 1 }));
      const [entry] = await store.audit.list({ objectId: routeId, limit: 1 });
      expect([entry?.before, entry?.after].map((text) => JSON.parse(text ?? '{}').publishedVersion)).toEqual([2, 1]);
      expect(entry).toMatchObject({ act: 'rollback', actor: ADA });
    });
  });

  describeFigures({ withVersions, newPlace });
}

function describeFigures({
  withVersions,
  newPlace,
}: {
  readonly withVersions: (store: Store) => Promise<Store>;
  readonly newPlace: NewStorePlace;
}): void {
  const START_MS = 1_760_000_000_000;
  const ids = (atMs: number) =>
    createIdSource({ now: () => atMs, randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)) });
  const record = (changes: Parameters<typeof buildRequestRecord>[0], atMs = START_MS) =>
    buildRequestRecord({ id: ids(atMs).next('req'), routeId: ROUTE.id, workspaceId: ROUTE.workspaceId, ...changes });
  const span = { routeId: ROUTE.id, fromMs: START_MS, toMs: START_MS + 1_000 };

  describe('figures of versions', () => {
    test('tell versions apart, shadows from what was served, and count replays nowhere', async () => {
      const store = await withVersions(await (await newPlace()).open());
      const ofOne = { routeVersion: 1, costNanoUsd: 5, firstContentMs: 40, stream: true } as const;
      await store.appendRequests([
        ...Array.from({ length: 99 }, (_, index) => record({ ...ofOne, outcome: 'answered', totalMs: index + 1 })),
        record({ ...ofOne, outcome: 'answered', totalMs: 5_000, costNanoUsd: undefined }),
        record({ ...ofOne, outcome: 'failed', totalMs: 9_999 }),
        record({ ...ofOne, outcome: 'cancelled', totalMs: 9_999 }),
        record({ ...ofOne, outcome: 'answered', replayOf: 'req_1' }),
        record({ routeVersion: 2, outcome: 'cut', stream: false, costNanoUsd: 3 }),
        record({ routeVersion: 0, outcome: 'answered', stream: false, shadowOf: 'req_2', totalMs: 7, costNanoUsd: 11 }),
        record({ ...ofOne, routeId: 'route_other', outcome: 'answered' }),
        record({ ...ofOne, outcome: 'answered' }, START_MS - 1),
        record({ ...ofOne, outcome: 'answered' }, START_MS + 1_000),
      ]);
      expect(await store.routes.figures(span)).toEqual([
        {
          version: 0,
          shadow: true,
          requests: 1,
          answered: 1,
          failed: 0,
          errorShare: 0,
          latencyMs: { p50: 7, p95: 7 },
          firstContentMs: undefined,
          costNanoUsd: 11,
          unpriced: 0,
        },
        {
          version: 1,
          shadow: false,
          requests: 102,
          answered: 100,
          failed: 1,
          errorShare: 1 / 101,
          latencyMs: { p50: 50, p95: 95 },
          firstContentMs: { p50: 40, p95: 40 },
          costNanoUsd: 101 * 5,
          unpriced: 1,
        },
        {
          version: 2,
          shadow: false,
          requests: 1,
          answered: 0,
          failed: 1,
          errorShare: 1,
          latencyMs: undefined,
          firstContentMs: undefined,
          costNanoUsd: 3,
          unpriced: 0,
        },
      ]);
    });

    test('leave out what was refused for the key, its budgets and limits, unless it cost something', async () => {
      const store = await withVersions(await (await newPlace()).open());
      const refused = {
        routeVersion: 1,
        outcome: 'failed',
        stream: false,
        attempts: [],
        costNanoUsd: undefined,
      } as const;
      await store.appendRequests([
        ...[401, 402, 403, 409, 429].map((status) => record({ ...refused, status })),
        record({ ...refused, status: 401, costNanoUsd: 5 }),
        record({ ...refused, status: 503 }),
        record({ ...refused, status: 400 }),
      ]);
      expect(await store.routes.figures(span)).toMatchObject([{ requests: 3, failed: 3, costNanoUsd: 5 }]);
    });

    test('leave nothing out of a log that is read in several pages, and count nothing twice', async () => {
      const store = await withVersions(await (await newPlace()).open());
      const rest = { outcome: 'answered', attempts: [], costNanoUsd: 1, stream: false } as const;
      const records = Array.from({ length: 4_500 }, (_, index) =>
        record({ ...rest, routeVersion: 1 + (index % 3), totalMs: 1 + index }),
      );
      await store.appendRequests(records);
      const figures = await store.routes.figures(span);
      expect(figures.map(({ requests, costNanoUsd }) => [requests, costNanoUsd])).toEqual([
        [1_500, 1_500],
        [1_500, 1_500],
        [1_500, 1_500],
      ]);
      expect(figures[0]?.latencyMs).toEqual({ p50: 1 + 3 * 749, p95: 1 + 3 * 1_424 });
    });

    test('a shadow that runs when its process ends is interrupted as a shadow', async () => {
      const store = await withVersions(await (await newPlace()).open());
      const open = sampleOpenAttempt({ requestId: 'req_9', attemptId: 'att_9', shadowOf: 'req_2' });
      await store.appendOpenAttempts([open]);
      const swept = { store, instance: open.instance, startedAtMs: open.startedAtMs + 1, nowMs: open.startedAtMs + 2 };
      await sweepInterrupted({ ...swept, log: { info() {}, warn() {}, error() {} } });
      expect(await store.findRequest({ requestId: 'req_9' })).toMatchObject({
        outcome: 'interrupted',
        shadowOf: 'req_2',
      });
    });

    test('a shadow counts for its workspace and in its own scope, and neither for the route nor in rate limits', async () => {
      const store = await withVersions(await (await newPlace()).open());
      await store.appendRequests([
        record({ costNanoUsd: 100, outcome: 'answered', attempts: [] }),
        record({ costNanoUsd: 7, outcome: 'answered', shadowOf: 'req_2', attempts: [] }),
      ]);
      const spent = (scope: Parameters<Store['spentSince']>[0]['scope']) =>
        store.spentSince({ scope, sinceMs: START_MS });
      expect(await spent({ workspaceId: ROUTE.workspaceId })).toBe(107);
      expect(await spent({ routeId: ROUTE.id })).toBe(100);
      expect(await spent({ shadowsOfRouteId: ROUTE.id })).toBe(7);
      const day = { sinceMs: START_MS, beforeMs: START_MS + 1_000 };
      expect((await store.admittedSince({ scope: { routeId: ROUTE.id }, ...day })).requests).toBe(1);
      const kept = await store.listRequests({ workspaceId: readId({ kind: 'ws', text: ROUTE.workspaceId }), limit: 5 });
      expect(kept.map(({ shadowOf }) => shadowOf).sort()).toEqual(['req_2', undefined]);
    });

    test('a replay counts for its workspace, and neither for the route, in its figures, nor in rate limits', async () => {
      const store = await withVersions(await (await newPlace()).open());
      await store.appendRequests([
        record({ costNanoUsd: 100, outcome: 'answered', attempts: [] }),
        record({ costNanoUsd: 7, outcome: 'answered', replayedFrom: 'req_2', attempts: [] }),
        record({ costNanoUsd: 3, outcome: 'answered', shadowOf: 'req_2', attempts: [] }),
      ]);
      const spent = (scope: Parameters<Store['spentSince']>[0]['scope']) =>
        store.spentSince({ scope, sinceMs: START_MS });
      expect(await spent({ workspaceId: ROUTE.workspaceId })).toBe(110);
      expect(await spent({ routeId: ROUTE.id })).toBe(100);
      const day = { sinceMs: START_MS, beforeMs: START_MS + 1_000 };
      expect((await store.admittedSince({ scope: { routeId: ROUTE.id }, ...day })).requests).toBe(1);
      const figures = await store.routes.figures(span);
      expect(figures.map(({ costNanoUsd }) => costNanoUsd).sort()).toEqual([100, 3]);
    });

    test('a replay that runs when its process ends is interrupted as a replay', async () => {
      const store = await withVersions(await (await newPlace()).open());
      const open = sampleOpenAttempt({ requestId: 'req_9', attemptId: 'att_9', replayedFrom: 'req_2' });
      await store.appendOpenAttempts([open]);
      const swept = { store, instance: open.instance, startedAtMs: open.startedAtMs + 1, nowMs: open.startedAtMs + 2 };
      await sweepInterrupted({ ...swept, log: { info() {}, warn() {}, error() {} } });
      expect(await store.findRequest({ requestId: 'req_9' })).toMatchObject({ replayedFrom: 'req_2' });
    });
  });
}
