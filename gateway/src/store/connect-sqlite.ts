import { DatabaseSync } from 'node:sqlite';
import { SQLITE_WAIT_MS } from './node-sqlite-dialect.ts';

/**
 * A connection to a database file that is there.
 * @throws Error of SQLite
 */
export function connectSqlite({ path }: { path: string }): DatabaseSync {
  const sqlite = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: SQLITE_WAIT_MS });
  // NORMAL: a killed process loses nothing. What a loss of power could lose, the journal still has: see `sync`.
  sqlite.exec(
    'pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -1024; pragma temp_store = memory',
  );
  return sqlite;
}
