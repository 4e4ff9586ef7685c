import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Database } from '../database-schema.ts';

/** Some milliseconds of SQLite's work, which is done on the thread that serves. */
export const ROWS_AT_ONCE = 200;

export interface SeqPage {
  /** Not itself a part of the page. */
  readonly after: number;
  readonly upTo: number;
}

/** The transfers up to one of them, in the order in which they were posted, a page at a time. */
export async function* seqPages({ lastSeq }: { lastSeq: number }): AsyncGenerator<SeqPage> {
  for (let after = 0; after < lastSeq; after += ROWS_AT_ONCE) {
    yield { after, upTo: Math.min(after + ROWS_AT_ONCE, lastSeq) };
    await nextTurn();
  }
}

export async function readLastSeq(database: Kysely<Database>): Promise<number> {
  const row = await database
    .selectFrom('ledger_transfers')
    .select('seq')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.seq ?? 0;
}
