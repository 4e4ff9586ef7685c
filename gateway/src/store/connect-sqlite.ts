import { DatabaseSync } from 'node:sqlite';
import { SQLITE_WAIT_MS } from './node-sqlite-dialect.ts';

/**
 * A connection to a database file that is there.
 * @throws Error of SQLite
 */
export function connectSqlite({
  path,
  cacheKib = 1_024,
}: {
  readonly path: string;
  /** How much of the file SQLite may keep in memory. */
  readonly cacheKib?: number;
}): DatabaseSync {
  const sqlite = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: SQLITE_WAIT_MS });
  // NORMAL: a killed process loses nothing. What a loss of power could lose, the journal still has: see `sync`.
  sqlite.exec(
    `pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -${cacheKib};
      pragma temp_store = memory`,
  );
  return sqlite;
}
