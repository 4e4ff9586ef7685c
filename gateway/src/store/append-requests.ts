import { type Kysely, sql, type Transaction } from 'kysely';
import { transfersOfAll } from '../domain/attempt-transfers.ts';
import type { LedgerTransfer } from '../domain/ledger.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import type { Store } from '../domain/store.ts';
import { createBulkInsert, KeyIsThere } from './bulk-insert.ts';
import type { Database } from './database-schema.ts';
import type { LedgerPosting } from './ledger-posting.ts';
import { createUsageMarks } from './mark-usage.ts';
import {
  ATTEMPT_COLUMNS,
  type AttemptOfRequest,
  REQUEST_COLUMNS,
  SELDOM_ATTEMPT_COLUMNS,
  SELDOM_REQUEST_COLUMNS,
} from './request-rows.ts';
import type { StatementTraits } from './statement-traits.ts';

/**
 * Writes records with all that follows from them: their attempts, their transfers, and the end of what was open. In one
 * transaction, and only for records that were not there: whoever does not know whether it went well does it again.
 * Nearly always all of them are new, and that is tried first.
 */
export function createAppendRequests({
  database,
  traits,
  posting,
}: {
  readonly database: Kysely<Database>;
  readonly traits: StatementTraits;
  readonly posting: LedgerPosting;
}): Store['appendRequests'] {
  const requestsTable = createBulkInsert({
    database,
    traits,
    table: 'requests',
    columns: REQUEST_COLUMNS,
    seldom: SELDOM_REQUEST_COLUMNS,
  });
  const attemptsTable = createBulkInsert({
    database,
    traits,
    table: 'attempts',
    columns: ATTEMPT_COLUMNS,
    seldom: SELDOM_ATTEMPT_COLUMNS,
  });
  const markUsage = createUsageMarks({ database });
  // One statement for all of them, since few are open at any time.
  const closeAttempts = sql`delete from open_attempts
    where exists (select 1 from requests where requests.id = open_attempts.request_id)`.compile(database);

  /** What follows from records that were not there. Their transfers come last: others wait for the balances. */
  const account = async ({ transaction, records }: Accounting): Promise<readonly LedgerTransfer[]> => {
    await attemptsTable.insert({ transaction, items: attemptsOf(records) });
    await transaction.executeQuery(closeAttempts);
    await markUsage({ transaction, records });
    return transfersOfAll(records);
  };

  const appendNew = (records: readonly RequestRecord[]) =>
    database.transaction().execute(async (transaction) => {
      await requestsTable.insertNew({ transaction, items: records });
      await posting.postNew({ transaction, transfers: await account({ transaction, records }) });
    });

  const appendMissing = (records: readonly RequestRecord[]) =>
    database.transaction().execute(async (transaction) => {
      const inserted = new Set(await requestsTable.insertMissing({ transaction, items: records }));
      const added = records.filter(({ id }) => inserted.delete(id));
      if (added.length === 0) return;
      await posting.post({ transaction, transfers: await account({ transaction, records: added }) });
    });

  return async (records) => {
    if (records.length === 0) return;
    // In one order, so that two processes that bring the same ones wait for each other, and not in a circle.
    const inOrder = records.toSorted((left, right) => (left.id < right.id ? -1 : 1));
    try {
      await appendNew(inOrder);
    } catch (error) {
      if (!(error instanceof KeyIsThere)) throw error;
      await appendMissing(inOrder);
    }
  };
}

// No list for each record: V8 soon makes what often outlives a collection old at once, and dead old lists keep alive what
// they hold.
function attemptsOf(records: readonly RequestRecord[]): readonly AttemptOfRequest[] {
  const attempts: AttemptOfRequest[] = [];
  for (const { id: requestId, attempts: own } of records)
    for (const attempt of own) attempts.push({ requestId, attempt });
  return attempts;
}

interface Accounting {
  readonly transaction: Transaction<Database>;
  readonly records: readonly RequestRecord[];
}
