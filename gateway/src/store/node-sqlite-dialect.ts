import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  type SqliteStatement,
  type TransactionSettings,
} from 'kysely';

/** The store has about forty different statements; each one kept costs a few KiB. */
const KEPT_STATEMENTS = 64;
/** How long a transaction waits for another process's, and how often it looks. */
const WRITER_WAIT_MS = 5_000;
const WRITER_POLL_MS = 5;
const SQLITE_BUSY = 5;

/** Kysely's SQLite dialect on the SQLite that is part of Node. */
export function createNodeSqliteDialect({ database }: { database: DatabaseSync }): Dialect {
  const config = { database: asKyselyDatabase(database) };
  const sqlite = new SqliteDialect(config);
  return {
    createDriver: () => new ImmediateSqliteDriver(config),
    createQueryCompiler: () => sqlite.createQueryCompiler(),
    createAdapter: () => sqlite.createAdapter(),
    createIntrospector: (kysely) => sqlite.createIntrospector(kysely),
  };
}

/**
 * Begins a transaction that may write as a writer. SQLite's own default turns a reader into a writer at its first
 * write, and fails at once, without waiting, when another process wrote in between.
 * It waits for the other writer with a timer: SQLite's own wait would stop the whole process.
 */
class ImmediateSqliteDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection, settings?: TransactionSettings): Promise<void> {
    const begin = CompiledQuery.raw(settings?.accessMode === 'read only' ? 'begin' : 'begin immediate');
    const giveUpAt = performance.now() + WRITER_WAIT_MS;
    for (;;) {
      try {
        await connection.executeQuery(begin);
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() > giveUpAt) throw error;
      }
      await wait(WRITER_POLL_MS);
    }
  }
}

function asKyselyDatabase(database: DatabaseSync): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => database.close(),
    prepare(sql) {
      const known = statements.get(sql);
      if (known !== undefined) return known;
      const statement = prepareStatement({ database, sql });
      const [oldest] = statements.keys();
      if (statements.size >= KEPT_STATEMENTS && oldest !== undefined) statements.delete(oldest);
      statements.set(sql, statement);
      return statement;
    },
  };
}

function prepareStatement({ database, sql }: { database: DatabaseSync; sql: string }): SqliteStatement {
  const statement = database.prepare(sql);
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...sqlValues(parameters)),
    run: (parameters) => statement.run(...sqlValues(parameters)),
    iterate: (parameters) => statement.iterate(...sqlValues(parameters)),
  };
}

function sqlValues(parameters: readonly unknown[]): readonly SQLInputValue[] {
  if (!parameters.every(isSqlValue)) throw new TypeError('a parameter is no value that SQLite can store');
  return parameters;
}

function isSqlValue(value: unknown): value is SQLInputValue {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}
