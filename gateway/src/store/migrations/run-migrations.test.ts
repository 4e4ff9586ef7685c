import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../database-schema.ts';
import { createNodeSqliteDialect } from '../node-sqlite-dialect.ts';
import { StoreError } from '../store-error.ts';
import type { Migration } from './migration.ts';
import { runMigrations } from './run-migrations.ts';

let sqlite: DatabaseSync;
let database: Kysely<Database>;
beforeEach(() => {
  sqlite = new DatabaseSync(':memory:');
  database = new Kysely<Database>({ dialect: createNodeSqliteDialect({ database: sqlite }) });
});
afterEach(() => database.destroy());

function makesTable(name: string): Migration {
  return {
    name,
    up: async (context) => {
      await sql`create table ${sql.table(name)} (id text)`.execute(context.database);
    },
  };
}

const failing: Migration = {
  name: '0003-failing',
  up: async () => {
    throw new Error('no space left');
  },
};

const tables = () => sqlite.prepare(`select name from sqlite_master where type = 'table' order by name`).all();
const tableNames = () => tables().map((row) => row.name);

const run = (migrations: readonly Migration[]) =>
  runMigrations({
    database,
    migrations,
    traits: {
      sortableText: 'text',
      keyedTable: undefined,
      bytes: sql`blob`,
      sequence: sql`integer primary key`,
      appendOnly: () => [],
    },
    hasSchema: async () => tableNames().includes('schema_migrations'),
    lock: async () => {},
    nowMs: 1,
  });

test('each step runs once, in order, also when more of them come later', async () => {
  await run([makesTable('0001-first')]);
  await run([makesTable('0001-first'), makesTable('0002-second')]);
  await run([makesTable('0001-first'), makesTable('0002-second')]);
  expect(tableNames()).toEqual(['0001-first', '0002-second', 'schema_migrations']);
});

test('a step that fails takes back the ones before it, and says so', async () => {
  await run([makesTable('0001-first')]);
  const start = run([makesTable('0001-first'), makesTable('0002-second'), failing]);
  await expect(start).rejects.toThrow(StoreError);
  await expect(start).rejects.toThrow(/step 0003-failing\). Nothing was changed/);
  expect(tableNames()).toEqual(['0001-first', 'schema_migrations']);
});

test('a schema with a step that this program does not know is refused', async () => {
  await run([makesTable('0001-first'), makesTable('0002-second')]);
  await expect(run([makesTable('0001-first')])).rejects.toThrow(/newer LatentKit \(schema step 0002-second\)/);
});
