import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { findPostgres, startTestPostgres, type TestPostgres } from '../../tests/support/start-test-postgres.ts';
import type { Store } from '../domain/store.ts';
import { openPostgresStore } from './open-postgres-store.ts';
import { openSqliteStore } from './open-sqlite-store.ts';
import { describeStore } from './store.contract.ts';

const opened: Store[] = [];
const folders: string[] = [];

async function opening(store: Promise<Store>): Promise<Store> {
  opened.push(await store);
  return store;
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe('on SQLite', () => {
  describeStore({
    async newPlace() {
      const dataDir = mkdtempSync(join(tmpdir(), 'latentkit-store-'));
      folders.push(dataDir);
      return { open: () => opening(openSqliteStore({ dataDir })) };
    },
  });
});

const postgres = findPostgres();

if (postgres.found) {
  describe('on Postgres', () => {
    let server: TestPostgres;
    beforeAll(async () => {
      server = await startTestPostgres(postgres);
    });
    afterAll(() => server.stop());

    describeStore({
      async newPlace() {
        const url = await server.createDatabase();
        return { open: () => opening(openPostgresStore({ url })) };
      },
    });
  });
} else {
  // A machine of one's own may be without it; the one that decides about a release may not.
  test.skipIf(process.env.CI !== 'true')(`on Postgres: skipped, ${postgres.reason}`, () => {
    expect.fail(postgres.reason);
  });
}
