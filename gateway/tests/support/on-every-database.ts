import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Store } from '../../src/domain/store.ts';
import type { Vault } from '../../src/domain/vault.ts';
import type { Migration } from '../../src/store/migrations/migration.ts';
import { openPostgresStore } from '../../src/store/open-postgres-store.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { openVault } from '../../src/store/open-vault.ts';
import { findPostgres, startTestPostgres, type TestPostgres } from './start-test-postgres.ts';

/** Of every store that a suite opens. */
export const TEST_VAULT = openVault({ masterKey: new Uint8Array(32).fill(7) });

/** A server that starts or ends on a busy machine. */
const SERVER_WITHIN_MS = 120_000;

/** A place to store in. */
export interface StorePlace {
  /** May be called several times, as several processes would. Closed after the test. */
  open(options?: { readonly migrations?: readonly Migration[]; readonly vault?: Vault | undefined }): Promise<Store>;
  /** Runs SQL past the store, as somebody would who has the database itself. */
  execute(sql: string): Promise<void>;
}

/** Opens a new, empty place. */
export type NewStorePlace = () => Promise<StorePlace>;

interface SuiteInput {
  readonly newPlace: NewStorePlace;
  readonly database: 'sqlite' | 'postgres';
}

/** Runs a suite of promises on each database that a store can be in. */
export function onEveryDatabase(describeSuite: (input: SuiteInput) => void): void {
  const opened: Store[] = [];
  const folders: string[] = [];
  const opening = async (store: Promise<Store>): Promise<Store> => {
    opened.push(await store);
    return store;
  };
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  describe('on SQLite', () => {
    describeSuite({
      database: 'sqlite',
      async newPlace() {
        const dataDir = mkdtempSync(join(tmpdir(), 'latentkit-store-'));
        folders.push(dataDir);
        return {
          open: (options = {}) => opening(openSqliteStore({ dataDir, vault: TEST_VAULT, ...options })),
          execute: async (sql) => executeOnSqlite({ path: join(dataDir, 'latentkit.db'), sql }),
        };
      },
    });
  });

  const postgres = findPostgres();
  if (!postgres.found) {
    // A machine of one's own may be without it; the one that decides about a release may not.
    test.skipIf(process.env.CI !== 'true')(`on Postgres: skipped, ${postgres.reason}`, () => {
      expect.fail(postgres.reason);
    });
    return;
  }
  describe('on Postgres', () => {
    let server: TestPostgres;
    beforeAll(async () => {
      server = await startTestPostgres(postgres);
    }, SERVER_WITHIN_MS);
    afterAll(() => server.stop(), SERVER_WITHIN_MS);

    describeSuite({
      database: 'postgres',
      async newPlace() {
        const url = await server.createDatabase();
        return {
          open: (options = {}) => opening(openPostgresStore({ url, vault: TEST_VAULT, ...options })),
          execute: (sql) => executeOnPostgres({ url, sql }),
        };
      },
    });
  });
}

function executeOnSqlite({ path, sql }: { path: string; sql: string }): void {
  const database = new DatabaseSync(path);
  try {
    database.exec(sql);
  } finally {
    database.close();
  }
}

async function executeOnPostgres({ url, sql }: { url: string; sql: string }): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
