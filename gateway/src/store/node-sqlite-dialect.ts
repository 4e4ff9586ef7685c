import { AsyncLocalStorage } from 'node:async_hooks';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type DatabaseConnection,
  type Dialect,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
  type SqliteStatement,
  type TransactionSettings,
} from 'kysely';
import { isSqliteBusy } from './is-sqlite-busy.ts';
import { StoreError } from './store-error.ts';

/** The store has some sixty different statements; each one kept costs a few KiB. */
const KEPT_STATEMENTS = 96;
/** How long a statement, or a transaction, waits for one of another process. */
export const SQLITE_WAIT_MS = 5_000;
const WRITER_POLL_MS = 5;

/** Set while somebody's work runs within a transaction. */
export const WRITING = new AsyncLocalStorage<{ hasConnection: boolean; ended: boolean }>();

/** Kysely's SQLite dialect on the SQLite that is part of Node. */
export function createNodeSqliteDialect({ database }: { database: DatabaseSync }): Dialect {
  const sqlite = new SqliteDialect({ database: asKyselyDatabase(database) });
  return {
    createDriver: () => new ImmediateSqliteDriver({ database }),
    createQueryCompiler: () => sqlite.createQueryCompiler(),
    createAdapter: () => new QueueingSqliteAdapter(),
    createIntrospector: (kysely) => sqlite.createIntrospector(kysely),
  };
}

/**
 * Begins a transaction that may write as a writer. SQLite's own default turns a reader into a writer at its first
 * write, and fails at once, without waiting, when another process wrote in between.
 * It waits for the other writer with a timer: SQLite's own wait would stop the whole process.
 */
class ImmediateSqliteDriver extends SqliteDriver {
  readonly #database: DatabaseSync;
  /** Resolves when whoever has the connection gives it back. */
  #lastInLine: Promise<void> = Promise.resolve();
  readonly #givers: (() => void)[] = [];

  constructor({ database }: { database: DatabaseSync }) {
    super({ database: asKyselyDatabase(database) });
    this.#database = database;
  }

  /**
   * There is one connection, which is given out in the order of asking. Whoever asks for it within a transaction that has
   * it would wait for itself, for ever.
   * @throws StoreError
   */
  override async acquireConnection(): Promise<DatabaseConnection> {
    const found = WRITING.getStore();
    // What was only begun in there, and goes on when it is over, is nobody's transaction.
    const work = found?.ended === true ? undefined : found;
    if (work?.hasConnection === true) throw new StoreError('the store was asked past the transaction that runs');
    if (work !== undefined) work.hasConnection = true;
    const before = this.#lastInLine;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#lastInLine = promise;
    await before;
    this.#givers.push(resolve);
    return super.acquireConnection();
  }

  override async releaseConnection(): Promise<void> {
    this.#givers.pop()?.();
  }

  override async beginTransaction(_connection: DatabaseConnection, settings?: TransactionSettings): Promise<void> {
    if (settings?.accessMode === 'read only') return this.#database.exec('begin');
    const giveUpAt = performance.now() + SQLITE_WAIT_MS;
    while (!this.#beginWriting()) {
      if (performance.now() > giveUpAt) throw new StoreError('another process has been writing for too long');
      await wait(WRITER_POLL_MS);
    }
  }

  #beginWriting(): boolean {
    this.#database.exec('pragma busy_timeout = 0');
    try {
      this.#database.exec('begin immediate');
      return true;
    } catch (error) {
      if (isSqliteBusy(error)) return false;
      throw error;
    } finally {
      this.#database.exec(`pragma busy_timeout = ${SQLITE_WAIT_MS}`);
    }
  }
}

/** The driver has the line of those who wait: only it can tell who must not wait. */
class QueueingSqliteAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
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
  return (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    value instanceof Uint8Array
  );
}
