import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, test } from 'vitest';
import { buildConnection, buildWorkspace } from '../../tests/support/build-definitions.ts';
import { buildWebhook } from '../../tests/support/build-events.ts';
import { onEveryDatabase, type StorePlace, TEST_VAULT } from '../../tests/support/on-every-database.ts';
import { readId } from '../domain/ids.ts';
import type { DefinitionWrites, Store } from '../domain/store.ts';
import { openSqliteStore } from './open-sqlite-store.ts';

const CONNECTION = buildConnection({ baseUrl: 'https://proxy.example/v1', headers: { 'x-tenant': 'tenant-secret' } });
const WEBHOOK = buildWebhook({ url: 'https://hooks.example/services/path-secret' });

const act = (store: Store, work: (writes: DefinitionWrites) => Promise<void>) =>
  store.write({ actor: { kind: 'setup' }, work });

const connectionOf = async (store: Store) => (await store.readDefinitions()).connections[0];
const webhookOf = async (store: Store) => (await store.readDefinitions()).webhooks[0];

async function openWithBoth(place: StorePlace): Promise<Store> {
  const store = await place.open();
  await act(store, async (writes) => {
    await writes.saveWorkspace(buildWorkspace());
    await writes.saveConnection(CONNECTION);
    await writes.saveWebhook(WEBHOOK);
  });
  return store;
}

onEveryDatabase(({ newPlace }) => {
  describe('headers of connections and addresses of webhooks', () => {
    let place: StorePlace;
    let store: Store;
    beforeEach(async () => {
      place = await newPlace();
      store = await openWithBoth(place);
    });

    test('are read back with the master key, and not without it', async () => {
      expect(await connectionOf(store)).toEqual(CONNECTION);
      expect(await webhookOf(store)).toEqual(WEBHOOK);
      const definitions = await (await place.open({ vault: undefined })).readDefinitions();
      expect(definitions.connections).toMatchObject([{ headers: {}, unreadableHeaders: /^v1\./ }]);
      expect(definitions.webhooks).toMatchObject([{ url: 'https://sealed.invalid/', unreadableUrl: /^v1\./ }]);
      expect(JSON.stringify(definitions)).not.toMatch(/tenant-secret|path-secret/);
    });

    test('do not open for another host, nor in the place of another object, and stay as they are', async () => {
      await place.execute("update connections set base_url = 'https://elsewhere.example/v1'");
      await place.execute("update webhooks set id = 'wh_2'");
      const connection = await connectionOf(store);
      expect(connection).toMatchObject({ headers: {}, unreadableHeaders: /^v1\./ });
      expect(await webhookOf(store)).toMatchObject({ url: 'https://sealed.invalid/' });
      await act(store, (writes) => writes.saveConnection({ ...CONNECTION, ...connection, name: 'renamed' }));
      expect(await connectionOf(store)).toMatchObject({ name: 'renamed', unreadableHeaders: /^v1\./ });
    });

    test('that an earlier release wrote in the clear count, and are sealed at the next start', async () => {
      // What that release writes: it knows nothing of the new columns, and takes over a connection as it reads it.
      await place.execute(`update connections set headers = '{"x-tenant":"newer-secret"}', enabled = 1`);
      await place.execute("update webhooks set url = 'https://hooks.example/newer-secret'");
      expect(await connectionOf(store)).toMatchObject({ headers: { 'x-tenant': 'newer-secret' }, enabled: true });
      expect(await webhookOf(store)).toMatchObject({ url: 'https://hooks.example/newer-secret' });
      const version = await store.definitionsVersion();
      expect(await store.sealStoredFields()).toBe(2);
      expect(await store.sealStoredFields()).toBe(0);
      expect(await store.definitionsVersion()).toBe(version);
      expect(await connectionOf(store)).toMatchObject({ headers: { 'x-tenant': 'newer-secret' }, enabled: true });
      expect(await webhookOf(store)).toMatchObject({ url: 'https://hooks.example/newer-secret' });
      const without = await (await place.open({ vault: undefined })).readDefinitions();
      expect(JSON.stringify(without)).not.toContain('newer-secret');
    });

    test('the release before takes a connection with sealed headers for switched off; one without works on', async () => {
      const plain = buildConnection({ id: readId({ kind: 'conn', text: 'conn_2' }), name: 'plain', headers: {} });
      await act(store, (writes) => writes.saveConnection(plain));
      // "On" is 1 to that release, and nothing else.
      await place.execute("update connections set name = 'off' where enabled <> 1");
      const { connections } = await store.readDefinitions();
      const seen = connections.map(({ name, enabled }) => `${name} ${enabled}`).sort();
      expect(seen).toEqual(['off true', 'plain true']);
    });

    test('a connection that is switched off stays so, and headers that are taken away are gone', async () => {
      await act(store, (writes) => writes.saveConnection({ ...CONNECTION, enabled: false }));
      expect(await connectionOf(store)).toEqual({ ...CONNECTION, enabled: false });
      await act(store, (writes) => writes.saveConnection({ ...CONNECTION, headers: {} }));
      expect(await connectionOf(store)).toEqual({ ...CONNECTION, headers: {} });
    });

    test('a store without a vault refuses to write them', async () => {
      const without = await place.open({ vault: undefined });
      const change = { ...CONNECTION, headers: { 'x-tenant': 'other-secret' } };
      await expect(act(without, (writes) => writes.saveConnection(change))).rejects.toThrow('without a vault');
      await expect(act(without, (writes) => writes.saveWebhook(WEBHOOK))).rejects.toThrow('without a vault');
    });
  });
});

test('what was sealed at the start is nowhere in the files any more', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'latentkit-sealed-'));
  const store = await openSqliteStore({ dataDir, vault: TEST_VAULT });
  try {
    await openWithBoth({ open: async () => store, execute: async () => {} });
    const raw = new DatabaseSync(join(dataDir, 'latentkit.db'));
    raw.exec(`update connections set headers = '{"x-tenant":"older-secret"}'; pragma wal_checkpoint(truncate)`);
    raw.close();
    const text = () => readdirSync(dataDir).map((name) => readFileSync(join(dataDir, name), 'latin1'));
    expect(text().join('')).toContain('older-secret');
    expect(await store.sealStoredFields()).toBe(1);
    expect(text().join('')).not.toContain('older-secret');
  } finally {
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
