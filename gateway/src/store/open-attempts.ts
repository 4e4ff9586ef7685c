import type { Kysely, Transaction } from 'kysely';
import { holdTransfer } from '../domain/attempt-transfers.ts';
import type { OpenAttempt } from '../domain/request-record.ts';
import type { Store } from '../domain/store.ts';
import { createBulkInsert } from './bulk-insert.ts';
import type { Database } from './database-schema.ts';
import type { LedgerPosting } from './ledger-posting.ts';
import type { StatementTraits } from './statement-traits.ts';
import { openAttemptSchema, readJson } from './stored-json.ts';

export type OpenAttemptLog = Pick<Store, 'appendOpenAttempts' | 'openAttempts'>;

/** Ids in one question. Fewer than any database takes as parameters. */
const IDS_AT_ONCE = 500;

/** What was sent and has no record yet. */
export function createOpenAttemptLog({
  database,
  traits,
  posting,
}: {
  readonly database: Kysely<Database>;
  readonly traits: StatementTraits;
  readonly posting: LedgerPosting;
}): OpenAttemptLog {
  const insertOpened = createBulkInsert<OpenAttempt>({
    database,
    traits,
    table: 'open_attempts',
    columns: {
      request_id: ({ requestId }) => requestId,
      attempt_id: ({ attemptId }) => attemptId,
      started_at_ms: ({ startedAtMs }) => Math.round(startedAtMs),
      attempt: (opened) => JSON.stringify(opened),
    },
  });
  return {
    async appendOpenAttempts(opened) {
      if (opened.length === 0) return;
      await database.transaction().execute(async (transaction) => {
        const recorded = await findRecorded({ transaction, opened });
        const items = opened.filter(({ requestId }) => !recorded.has(requestId));
        await insertOpened.insert({ transaction, items });
        const transfers = items.map(holdTransfer).filter((transfer) => transfer !== undefined);
        await posting.post({ transaction, transfers });
      });
    },
    async openAttempts() {
      const rows = await database
        .selectFrom('open_attempts')
        .select('attempt')
        .orderBy('started_at_ms')
        .orderBy('attempt_id')
        .execute();
      return rows.map(({ attempt }) => readJson({ schema: openAttemptSchema, text: attempt }));
    },
  };
}

async function findRecorded(of: {
  transaction: Transaction<Database>;
  opened: readonly OpenAttempt[];
}): Promise<ReadonlySet<string>> {
  const ids = [...new Set(of.opened.map(({ requestId }) => requestId))];
  const recorded = new Set<string>();
  for (let at = 0; at < ids.length; at += IDS_AT_ONCE) {
    const rows = await of.transaction
      .selectFrom('requests')
      .select('id')
      .where('id', 'in', ids.slice(at, at + IDS_AT_ONCE))
      .execute();
    for (const { id } of rows) recorded.add(id);
  }
  return recorded;
}
