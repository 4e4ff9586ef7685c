import { type RawBuilder, sql } from 'kysely';

/** Where the two databases differ in how a single statement is run. */
export interface StatementTraits {
  /** The clock of the database, ms: one for all processes on it, whatever theirs say. */
  readonly nowMs: RawBuilder<number>;
  /** Whether only the beginning of a transaction waits for another writer without stopping this process. */
  readonly writesInTransaction: boolean;
  /** Whether requests on this thread have to get their turn between the statements of a long write. */
  readonly givesTurns: boolean;
}

/** SQLite works on the thread that asks it. */
export const SQLITE_STATEMENTS: StatementTraits = {
  nowMs: sql<number>`cast(unixepoch('subsec') * 1000 as integer)`,
  writesInTransaction: true,
  givesTurns: true,
};

export const POSTGRES_STATEMENTS: StatementTraits = {
  nowMs: sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`,
  writesInTransaction: false,
  givesTurns: true,
};
