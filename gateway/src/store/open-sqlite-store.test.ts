import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sampleRequestRecord } from '../../tests/support/sample-request-record.ts';
import { ALL_MIGRATIONS } from './migrations/all-migrations.ts';
import { openSqliteStore } from './open-sqlite-store.ts';
import { StoreError } from './store-error.ts';

let root: string;
let dataDir: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'latentkit-sqlite-'));
  dataDir = join(root, 'data');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('the folder and every file in it are for their owner only', async () => {
  const store = await openSqliteStore({ dataDir });
  await store.appendRequests([sampleRequestRecord({ id: 'req_1' })]);
  const modes = readdirSync(dataDir).map((name) => [name, statSync(join(dataDir, name)).mode & 0o777]);
  expect(Object.fromEntries(modes)).toEqual({
    'latentkit.db': 0o600,
    'latentkit.db-shm': 0o600,
    'latentkit.db-wal': 0o600,
  });
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  await store.sync();
  await store.close();
});

test('a file that is no database is refused by name, and left as it is', async () => {
  mkdirSync(dataDir);
  const path = join(dataDir, 'latentkit.db');
  writeFileSync(path, 'these are the notes of somebody else, and they matter to them'.repeat(20));
  await expect(openSqliteStore({ dataDir })).rejects.toThrow(StoreError);
  await expect(openSqliteStore({ dataDir })).rejects.toThrow(path);
  expect(statSync(path).size).toBe(61 * 20);
});

test('a folder that cannot be made is refused by name', async () => {
  writeFileSync(dataDir, 'a file is in the way');
  await expect(openSqliteStore({ dataDir })).rejects.toThrow(`${dataDir}/latentkit.db cannot be opened`);
});

test('a database of a newer version is refused and not touched', async () => {
  await (await openSqliteStore({ dataDir })).close();
  const raw = new DatabaseSync(join(dataDir, 'latentkit.db'));
  raw.exec(`insert into schema_migrations values ('0999-from-the-future', 1)`);
  raw.exec("update settings set value = '0999-from-the-future' where name = 'schema.readable_since'");
  await expect(openSqliteStore({ dataDir })).rejects.toThrow(/newer LatentKit.*0999-from-the-future/);
  expect(raw.prepare('select count(*) as steps from schema_migrations').get()).toMatchObject({
    steps: ALL_MIGRATIONS.length + 1,
  });
  raw.close();
});

test('a long write of another process delays a write, and nothing else', async () => {
  const store = await openSqliteStore({ dataDir });
  const other = new DatabaseSync(join(dataDir, 'latentkit.db'));
  other.exec('begin immediate');
  const appended = store.appendRequests([sampleRequestRecord({ id: 'req_1' })]);
  let ticks = 0;
  const ticking = setInterval(() => ticks++, 5);
  await new Promise((resolve) => setTimeout(resolve, 200));
  clearInterval(ticking);
  expect(ticks).toBeGreaterThan(10);
  other.exec('commit');
  await appended;
  expect(await store.findRequest({ requestId: 'req_1' })).toBeDefined();
  other.close();
  await store.close();
});

test('whoever asks the store past the transaction that they run is refused, and does not wait for ever', async () => {
  const store = await openSqliteStore({ dataDir });
  try {
    const asking = store.write({ actor: { kind: 'setup' }, work: () => store.readDefinitions() });
    await expect(asking).rejects.toThrow('past the transaction');
    // The store goes on, also for what was begun within the transaction.
    let later: Promise<string> | undefined;
    await store.write({
      actor: { kind: 'setup' },
      async work() {
        later = new Promise((resolve) => setTimeout(resolve, 20)).then(() => store.definitionsVersion());
      },
    });
    expect(await later).toBe('0');
    expect(await store.definitionsVersion()).toBe('0');
  } finally {
    await store.close();
  }
});
