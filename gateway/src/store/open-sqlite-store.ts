import { closeSync, fdatasync, mkdirSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { Kysely, sql } from 'kysely';
import type { Store } from '../domain/store.ts';
import type { Vault } from '../domain/vault.ts';
import { connectSqlite } from './connect-sqlite.ts';
import type { Database } from './database-schema.ts';
import { createKyselyStore } from './kysely-store.ts';
import { ALL_MIGRATIONS, READABLE_SINCE } from './migrations/all-migrations.ts';
import type { Migration, SchemaTraits } from './migrations/migration.ts';
import { runMigrations } from './migrations/run-migrations.ts';
import { createNodeSqliteDialect } from './node-sqlite-dialect.ts';
import { SQLITE_STATEMENTS } from './statement-traits.ts';
import { StoreError } from './store-error.ts';

const FILE_NAME = 'latentkit.db';
const TRAITS: SchemaTraits = {
  sortableText: 'text',
  keyedTable: sql`without rowid`,
  bytes: sql`blob`,
  sequence: sql`integer primary key`,
  appendOnly: (table) =>
    ['update', 'delete'].map(
      (act) => sql`create trigger ${sql.id(`${table}_no_${act}`)} before ${sql.raw(act)} on ${sql.id(table)}
        begin select raise(abort, ${sql.lit(`${table} is append-only`)}); end`,
    ),
};

export interface SqliteStore extends Store {
  /** Everything that was written so far survives a loss of power once this resolves. */
  sync(): Promise<void>;
  readonly path: string;
  /** Size of the write-ahead log on the disk, bytes. Cheap. */
  logBytes(): number;
  /**
   * Whether this connection brings its log into the database whenever a commit finds it long, as it does at first. That
   * stops the thread for as long as the disk takes; whoever turns it off has another connection do it.
   */
  setCheckpoints(setting: 'here' | 'elsewhere'): void;
}

/** SQLite's own default. */
const CHECKPOINT_PAGES = 1_000;

/**
 * Opens `latentkit.db` (mode 0600) in the data folder (made with mode 0700), and brings its schema up to date.
 * Several processes may have it open at the same time.
 *
 * @throws StoreError if the folder is not usable, the file is no database, or its schema is newer than this program
 */
export async function openSqliteStore({
  dataDir,
  vault,
  migrations = ALL_MIGRATIONS,
}: {
  dataDir: string;
  /** Without one, nothing that holds a secret can be written or read. */
  vault?: Vault | undefined;
  /** For tests: the steps of an earlier release. */
  migrations?: readonly Migration[];
}): Promise<SqliteStore> {
  const path = join(dataDir, FILE_NAME);
  const sqlite = openDatabase({ dataDir, path });
  const database = new Kysely<Database>({ dialect: createNodeSqliteDialect({ database: sqlite }) });
  try {
    await runMigrations({
      database,
      migrations,
      readableSince: READABLE_SINCE,
      traits: TRAITS,
      hasSchema: async () => sqlite.prepare(SCHEMA_TABLE).get() !== undefined,
      // `begin immediate` is the lock.
      lock: async () => {},
      nowMs: Date.now(),
    });
  } catch (error) {
    await database.destroy();
    throw error;
  }
  const store = createKyselyStore({ database, vault, traits: SQLITE_STATEMENTS });
  return {
    ...store,
    sealStoredFields: () => sealWithoutTrace({ sqlite, store }),
    path,
    sync: () => syncLog(`${path}-wal`),
    logBytes: () => statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0,
    setCheckpoints(setting) {
      sqlite.exec(`pragma wal_autocheckpoint = ${setting === 'here' ? CHECKPOINT_PAGES : 0}`);
    },
  };
}

/** SQLite leaves what was overwritten in its file, until the place is needed: here it is overwritten indeed. */
async function sealWithoutTrace({ sqlite, store }: { sqlite: DatabaseSync; store: Store }): Promise<number> {
  sqlite.exec('pragma secure_delete = on');
  try {
    const sealed = await store.sealStoredFields();
    if (sealed > 0) sqlite.exec('pragma wal_checkpoint(truncate)');
    return sealed;
  } finally {
    sqlite.exec('pragma secure_delete = off');
  }
}

const SCHEMA_TABLE = `select 1 from sqlite_master where type = 'table' and name = 'schema_migrations'`;

function openDatabase({ dataDir, path }: { dataDir: string; path: string }): DatabaseSync {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    // Made before SQLite would make it, with a mode of its own; its two companions take over the mode.
    closeSync(openSync(path, 'a', 0o600));
    return connectSqlite({ path });
  } catch (error) {
    throw new StoreError(
      `The database ${path} cannot be opened. The data folder must be writable, on a local disk; the file must be ` +
        'a LatentKit database.',
      { cause: error },
    );
  }
}

const fdatasyncAsync = promisify(fdatasync);

/** Commits are in the write-ahead log until a checkpoint, which syncs for itself. */
async function syncLog(path: string): Promise<void> {
  const descriptor = openSync(path, 'r+');
  try {
    await fdatasyncAsync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
