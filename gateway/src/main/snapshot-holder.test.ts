import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  buildConnection,
  buildKey,
  buildRouteDefinition,
  buildRouteSpec,
  buildWorkspace,
} from '../../tests/support/build-definitions.ts';
import { type NewStorePlace, onEveryDatabase } from '../../tests/support/on-every-database.ts';
import { STUB_PROVIDERS } from '../../tests/support/stub-providers.ts';
import { compileParts } from '../control/compile-snapshot.ts';
import { EMPTY_CATALOGUE } from '../domain/model-catalogue.ts';
import type { DefinitionWrites, Store } from '../domain/store.ts';
import { openVault } from '../store/open-vault.ts';
import { createSnapshotHolder, SNAPSHOT_POLL_MS, type SnapshotHolder } from './snapshot-holder.ts';

const LIVE_WITHIN_MS = 1_000;
const ROUTES = ['default', 'second'].map((name) => buildRouteDefinition({ name }));
const KEYS = ROUTES.map((route) =>
  buildKey({
    name: route.name,
    routeId: route.id,
    secrets: [{ digest: route.name, display: 'lk_live_aaaa…zzzz', createdAtMs: 1_000, rotatedOutAtMs: undefined }],
  }),
);

function change(store: Store, work: (writes: DefinitionWrites) => Promise<void>): Promise<void> {
  return store.write({ actor: { kind: 'setup' }, work });
}

/** Publishes both routes, in one transaction. */
function publish(store: Store): Promise<void> {
  return change(store, async (writes) => {
    for (const { id } of ROUTES) {
      await writes.publishRoute({ routeId: id, spec: buildRouteSpec(), publishedAtMs: 1_000 });
    }
  });
}

/** What a gateway's process holds, with a handle of its own on the database. */
async function holderOn(place: Awaited<ReturnType<NewStorePlace>>, pollMs: number): Promise<SnapshotHolder> {
  const store = await place.open();
  const vault = openVault({ masterKey: new Uint8Array(32).fill(7) });
  const holder = await createSnapshotHolder({
    store,
    pollMs,
    log: { info() {}, warn() {}, error() {} },
    compile: async (definitions) =>
      compileParts({ definitions, vault, providers: STUB_PROVIDERS, catalogue: EMPTY_CATALOGUE }).parts,
  });
  holder.watch();
  return holder;
}

/** The versions of both routes, as requests would be served by them now. */
function versionsIn(holder: SnapshotHolder): (number | undefined)[] {
  const { principals } = holder.current();
  return ROUTES.map(({ name }) => principals.get(name)?.route?.version);
}

onEveryDatabase(({ newPlace, database }) => {
  describe('two processes on one database', () => {
    test('see what is published within a second, both routes at once, and what is revoked', async () => {
      const place = await newPlace();
      const writer = await place.open();
      await change(writer, async (writes) => {
        await writes.saveWorkspace(buildWorkspace());
        await writes.saveConnection(buildConnection());
        for (const { published: _none, ...route } of ROUTES) await writes.saveRoute(route);
        for (const key of KEYS) await writes.saveKey(key);
      });
      await publish(writer);
      const holders = await Promise.all([1, 2].map(() => holderOn(place, SNAPSHOT_POLL_MS[database])));
      for (let version = 2; version <= 4; version++) {
        expect(holders.map(versionsIn)).toEqual([
          [version - 1, version - 1],
          [version - 1, version - 1],
        ]);
        await publish(writer);
        const publishedAt = performance.now();
        while (holders.some((holder) => versionsIn(holder)[0] !== version)) {
          // Never one route of the old release and one of the new.
          for (const holder of holders) expect(new Set(versionsIn(holder)).size).toBe(1);
          expect(performance.now() - publishedAt).toBeLessThan(LIVE_WITHIN_MS);
          await wait(5);
        }
      }
      const [key] = KEYS;
      if (key) await change(writer, (writes) => writes.saveKey({ ...key, revokedAtMs: 2_000 }));
      const revokedAt = performance.now();
      while (holders.some((holder) => holder.current().principals.get('default')?.revokedAtMs === undefined)) {
        expect(performance.now() - revokedAt).toBeLessThan(LIVE_WITHIN_MS);
        await wait(5);
      }
      for (const holder of holders) holder.stop();
    });
  });
});
