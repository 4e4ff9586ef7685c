import { describe, expect, test } from 'vitest';
import {
  buildAttemptSpec,
  buildRouteDefinition,
  buildRouteSpec,
  buildWorkspace,
} from '../../tests/support/build-definitions.ts';
import type { NewStorePlace } from '../../tests/support/on-every-database.ts';
import type { Store } from '../domain/store.ts';
import { publishScheduled } from './publish-scheduled.ts';

const { id: routeId, workspaceId, name, createdAtMs } = buildRouteDefinition();
const NEXT = buildRouteSpec({ attempts: [buildAttemptSpec({ model: 'large' })] });
const ADA = { kind: 'person', id: 'usr_1', name: 'Ada' } as const;
const SILENT = { info() {}, warn() {}, error() {} };
const DUE_MS = 1_000;

/** What the schedule job promises, whatever database it is on. */
export function describePublishScheduled({ newPlace }: { newPlace: NewStorePlace }): void {
  const scheduled = async (store: Store, release: { version: number } | { spec: typeof NEXT }) => {
    await store.write({
      actor: ADA,
      work: async (writes) => {
        await writes.saveWorkspace(buildWorkspace());
        await writes.saveRoute({ id: routeId, workspaceId, name, owner: 'console', createdAtMs });
        await writes.publishRoute({ routeId, spec: buildRouteSpec(), publishedAtMs: 1 });
        await writes.publishRoute({ routeId, spec: buildRouteSpec({ onCut: 'resume' }), publishedAtMs: 2 });
        await writes.setSchedule({ routeId, schedule: { atMs: DUE_MS, release, note: 'at night' } });
      },
    });
  };
  const run = (store: Store, nowMs: number, why: readonly string[] = []) =>
    publishScheduled({ store, check: () => why, nowMs, log: SILENT });
  const routeOf = async (store: Store) => (await store.readDefinitions()).routes[0];

  describe('a scheduled release', () => {
    test('is published when its moment comes, not before, and in the name of who set it', async () => {
      const store = await (await newPlace()).open();
      await scheduled(store, { spec: NEXT });
      expect(await run(store, DUE_MS - 1)).toBe(0);
      expect((await routeOf(store))?.published?.version).toBe(2);
      expect(await run(store, DUE_MS)).toBe(1);
      expect(await routeOf(store)).toMatchObject({ published: { version: 3 }, schedule: undefined });
      expect((await routeOf(store))?.published?.spec).toEqual(NEXT);
      expect(await store.routes.version({ routeId, version: 3 })).toMatchObject({
        note: 'at night',
        publishedBy: 'Ada',
        publishedAtMs: DUE_MS,
      });
      const [entry] = await store.audit.list({ objectId: routeId, limit: 1 });
      expect(entry).toMatchObject({ act: 'publish', actor: { kind: 'job', name: 'publish-scheduled' } });
    });

    test('may be a version that was published before', async () => {
      const store = await (await newPlace()).open();
      await scheduled(store, { version: 1 });
      expect(await run(store, DUE_MS)).toBe(1);
      expect(await routeOf(store)).toMatchObject({ published: { version: 1 }, schedule: undefined });
      expect(await store.routes.versions({ routeId, limit: 9 })).toHaveLength(2);
    });

    test('is published once, however many processes look at the same moment', async () => {
      const place = await newPlace();
      const stores = await Promise.all(Array.from({ length: 4 }, place.open));
      for (let round = 0; round < 5; round++) {
        const [first] = stores;
        if (first === undefined) throw new Error('no store');
        if (round === 0) await scheduled(first, { spec: NEXT });
        else {
          const schedule = { atMs: DUE_MS, release: { spec: NEXT } };
          await first.write({ actor: ADA, work: (writes) => writes.setSchedule({ routeId, schedule }) });
        }
        const published = await Promise.all(stores.map((store) => run(store, DUE_MS)));
        expect(published.toSorted()).toEqual([0, 0, 0, 1]);
        expect((await routeOf(first))?.published?.version).toBe(3 + round);
      }
    });

    test('that cannot be published any more is refused once, with the reasons, and what is published stays', async () => {
      const store = await (await newPlace()).open();
      await scheduled(store, { spec: NEXT });
      const why = ['attempts[0].connection: there is no connection "main"'];
      expect(await run(store, DUE_MS + 5, why)).toBe(0);
      const route = await routeOf(store);
      expect(route?.published?.version).toBe(2);
      expect(route?.schedule).toMatchObject({ by: 'Ada', refused: { atMs: DUE_MS + 5, why } });
      // What was in the way is gone, but a release that comes at another time than it was meant for surprises everybody.
      expect(await run(store, DUE_MS + 9)).toBe(0);
    });
  });
}
