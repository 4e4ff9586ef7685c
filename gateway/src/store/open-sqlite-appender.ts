import { Kysely } from 'kysely';
import type { Store } from '../domain/store.ts';
import { connectSqlite } from './connect-sqlite.ts';
import type { Database } from './database-schema.ts';
import { createKyselyStore } from './kysely-store.ts';
import { createNodeSqliteDialect } from './node-sqlite-dialect.ts';
import { SQLITE_STATEMENTS } from './statement-traits.ts';

/**
 * As much as the largest of its transactions changes. What does not fit is written before its end, and again when it is
 * changed again.
 */
const CACHE_KIB = 4_096;
/** How long the last checkpoint waits for readers. It keeps others from writing meanwhile. */
const LAST_CHECKPOINT_WAIT_MS = 100;

export interface SqliteAppender
  extends Pick<Store, 'appendRequests' | 'appendOpenAttempts' | 'appendContents' | 'writeSetting'> {
  /** Brings the whole write-ahead log into the database, and empties it where nobody reads. */
  close(): Promise<void>;
}

/**
 * A second connection of the process that has the store open, for a thread of its own: it appends, and makes the
 * checkpoints. The file is opened by nobody but SQLite here: whoever else closes it takes away the locks that the first
 * connection holds on it, since they belong to the process.
 */
export function openSqliteAppender({ path }: { path: string }): SqliteAppender {
  const sqlite = connectSqlite({ path, cacheKib: CACHE_KIB });
  const database = new Kysely<Database>({ dialect: createNodeSqliteDialect({ database: sqlite }) });
  const { appendRequests, appendOpenAttempts, appendContents, writeSetting } = createKyselyStore({
    database,
    vault: undefined,
    traits: { ...SQLITE_STATEMENTS, givesTurns: false },
  });
  return {
    appendRequests,
    appendOpenAttempts,
    appendContents,
    writeSetting,
    async close() {
      sqlite.exec(`pragma busy_timeout = ${LAST_CHECKPOINT_WAIT_MS}; pragma wal_checkpoint(truncate)`);
      await database.destroy();
    },
  };
}
