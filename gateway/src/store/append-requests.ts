import { type Kysely, sql } from 'kysely';
import { attemptTransfers } from '../domain/attempt-transfers.ts';
import type { Store } from '../domain/store.ts';
import { createBulkInsert, RETURN_WHAT_IS_NEW } from './bulk-insert.ts';
import type { Database } from './database-schema.ts';
import type { LedgerPosting } from './ledger-posting.ts';
import { markUsage } from './mark-usage.ts';
import { ATTEMPT_COLUMNS, REQUEST_COLUMNS } from './request-rows.ts';

/**
 * Writes records with all that follows from them: their attempts, their transfers, and the end of what was open. In one
 * transaction, and only for records that were not there: whoever does not know whether it went well does it again.
 */
export function createAppendRequests({
  database,
  posting,
}: {
  readonly database: Kysely<Database>;
  readonly posting: LedgerPosting;
}): Store['appendRequests'] {
  const ending = RETURN_WHAT_IS_NEW;
  const insertRequests = createBulkInsert({ database, table: 'requests', columns: REQUEST_COLUMNS, ending });
  const insertAttempts = createBulkInsert({ database, table: 'attempts', columns: ATTEMPT_COLUMNS });
  // One statement for all of them, since few are open at any time.
  const closeAttempts = sql`delete from open_attempts
    where exists (select 1 from requests where requests.id = open_attempts.request_id)`.compile(database);

  return async (records) => {
    if (records.length === 0) return;
    await database.transaction().execute(async (transaction) => {
      // In one order, so that two processes that bring the same ones wait for each other, and not in a circle.
      const items = records.toSorted((left, right) => (left.id < right.id ? -1 : 1));
      const inserted = new Set(await insertRequests.insert({ transaction, items }));
      const added = records.filter(({ id }) => inserted.delete(id));
      if (added.length === 0) return;
      const attempts = added.flatMap((record) => record.attempts.map((attempt) => ({ requestId: record.id, attempt })));
      await insertAttempts.insert({ transaction, items: attempts });
      await transaction.executeQuery(closeAttempts);
      await markUsage({ transaction, records: added });
      // Last: the balances of a busy workspace are what other processes wait for.
      await posting.post({ transaction, transfers: added.flatMap(attemptTransfers) });
    });
  };
}
