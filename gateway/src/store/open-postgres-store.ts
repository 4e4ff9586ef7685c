import { Kysely, PostgresDialect, sql } from 'kysely';
import type { Log } from '../domain/ports.ts';
import type { Store } from '../domain/store.ts';
import type { Vault } from '../domain/vault.ts';
import type { Database } from './database-schema.ts';
import { createKyselyStore } from './kysely-store.ts';
import { ALL_MIGRATIONS, READABLE_SINCE } from './migrations/all-migrations.ts';
import type { Migration, SchemaTraits } from './migrations/migration.ts';
import { runMigrations } from './migrations/run-migrations.ts';
import { POSTGRES_STATEMENTS } from './statement-traits.ts';
import { StoreError } from './store-error.ts';

const TRAITS: SchemaTraits = {
  sortableText: sql`text collate "C"`,
  keyedTable: undefined,
  bytes: sql`bytea`,
  sequence: sql`bigint generated always as identity primary key`,
  appendOnly: (table) => [
    sql`create function ${sql.id(`refuse_change_of_${table}`)}() returns trigger language plpgsql as ${sql.lit(
      `begin raise exception '${table} is append-only'; end`,
    )}`,
    sql`create trigger ${sql.id(`${table}_append_only`)} before update or delete or truncate on ${sql.id(table)}
      for each statement execute function ${sql.id(`refuse_change_of_${table}`)}()`,
  ],
};
const MOST_CONNECTIONS = 8;
const CONNECT_WAIT_MS = 5_000;
const STATEMENT_LIMIT_MS = 30_000;
/** Any number that nobody else in this database uses: 'lkit' as ASCII. */
const MIGRATION_LOCK = 0x6c6b6974;
/** Postgres's number for the type bigint, which `pg` would give as text. */
const BIGINT = 20;

/**
 * Opens the store in a Postgres database, and brings its schema up to date.
 *
 * @param url as in DATABASE_URL: `postgres://user:password@host:port/database`
 * @throws StoreError if the database cannot be reached, or its schema is newer than this program
 */
export async function openPostgresStore({
  url,
  log,
  vault,
  migrations = ALL_MIGRATIONS,
}: {
  url: string;
  log?: Log;
  /** Without one, nothing that holds a secret can be written or read. */
  vault?: Vault | undefined;
  /** For tests: the steps of an earlier release. */
  migrations?: readonly Migration[];
}): Promise<Store> {
  const pool = await createPool({ url, log });
  const database = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  try {
    await checkReachable(database);
    await runMigrations({
      database,
      migrations,
      readableSince: READABLE_SINCE,
      traits: TRAITS,
      hasSchema: hasSchemaTable,
      lock: async (transaction) => {
        await sql`set local statement_timeout = 0`.execute(transaction);
        await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(transaction);
      },
      nowMs: Date.now(),
    });
  } catch (error) {
    await database.destroy();
    throw error;
  }
  return createKyselyStore({ database, vault, traits: POSTGRES_STATEMENTS });
}

async function createPool({ url, log }: { url: string; log: Log | undefined }) {
  // Loaded only here: most installations run on SQLite.
  const { Pool, types } = await import('pg');
  const pool = new Pool({
    connectionString: url,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_WAIT_MS,
    statement_timeout: STATEMENT_LIMIT_MS,
    idle_in_transaction_session_timeout: STATEMENT_LIMIT_MS,
    application_name: 'latentkit',
    types: {
      getTypeParser: (type, format) => (type === BIGINT ? Number : types.getTypeParser(type, format)),
    },
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', (error) => log?.warn({ error: error.message }, 'a connection to the database was lost'));
  return pool;
}

async function checkReachable(database: Kysely<Database>): Promise<void> {
  try {
    await sql`select 1`.execute(database);
  } catch (error) {
    // The address is left out: it holds a password.
    throw new StoreError(
      'The database of DATABASE_URL cannot be reached: is it running, and are name and password right?',
      {
        cause: error,
      },
    );
  }
}

async function hasSchemaTable(database: Kysely<Database>): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select to_regclass('schema_migrations') is not null as found`.execute(database);
  return rows[0]?.found === true;
}
