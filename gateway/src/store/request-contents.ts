import type { Kysely } from 'kysely';
import * as z from 'zod';
import type { ContentStore, SealedContent } from '../domain/request-content.ts';
import type { Store } from '../domain/store.ts';
import { createBulkInsert } from './bulk-insert.ts';
import type { Database } from './database-schema.ts';
import type { StatementTraits } from './statement-traits.ts';

const stateSchema = z.enum(['kept', 'too_large', 'deleted']);

/** What requests said, sealed. A row whose text was deleted stays until its time is over: what comes late meets it. */
export function createRequestContents({
  database,
  traits,
}: {
  readonly database: Kysely<Database>;
  readonly traits: StatementTraits;
}): Pick<Store, 'appendContents' | 'contents'> {
  const inserted = createBulkInsert<SealedContent>({
    database,
    traits,
    table: 'request_contents',
    columns: {
      request_id: ({ requestId }) => requestId,
      workspace_id: ({ workspaceId }) => workspaceId,
      state: ({ sealed }) => (sealed === undefined ? 'too_large' : 'kept'),
      sealed: ({ sealed }) => sealed ?? null,
      created_at_ms: ({ createdAtMs }) => Math.round(createdAtMs),
      expires_at_ms: ({ expiresAtMs }) => Math.round(expiresAtMs),
    },
  });
  return {
    async appendContents(contents) {
      if (contents.length === 0) return;
      await database.transaction().execute((transaction) => inserted.insert({ transaction, items: contents }));
    },
    contents: {
      find: (query) => find({ database, ...query }),
      deleteOne: ({ workspaceId, requestId }) =>
        database.transaction().execute(async (transaction) => {
          const { numUpdatedRows } = await transaction
            .updateTable('request_contents')
            .set({ state: 'deleted', sealed: null })
            .where('request_id', '=', requestId)
            .where('workspace_id', '=', workspaceId)
            .where('state', '<>', 'deleted')
            .executeTakeFirst();
          return numUpdatedRows > 0n;
        }),
      deleteAll: ({ workspaceId, most }) =>
        database.transaction().execute(async (transaction) => {
          const some = transaction
            .selectFrom('request_contents')
            .select('request_id')
            .where('workspace_id', '=', workspaceId)
            .where('state', '<>', 'deleted')
            .limit(most);
          const { numUpdatedRows } = await transaction
            .updateTable('request_contents')
            .set({ state: 'deleted', sealed: null })
            .where('request_id', 'in', some)
            .executeTakeFirst();
          return Number(numUpdatedRows);
        }),
      forget: ({ nowMs, most }) =>
        database.transaction().execute(async (transaction) => {
          const over = transaction
            .selectFrom('request_contents')
            .select('request_id')
            .where('expires_at_ms', '<=', nowMs)
            .limit(most);
          const deletion = transaction.deleteFrom('request_contents').where('request_id', 'in', over);
          return Number((await deletion.executeTakeFirst()).numDeletedRows);
        }),
    },
  };
}

async function find({
  database,
  workspaceId,
  requestId,
}: {
  readonly database: Kysely<Database>;
  readonly workspaceId: string;
  readonly requestId: string;
}): ReturnType<ContentStore['find']> {
  const row = await database
    .selectFrom('request_contents')
    .selectAll()
    .where('request_id', '=', requestId)
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const times = { createdAtMs: row.created_at_ms, expiresAtMs: row.expires_at_ms };
  const state = stateSchema.parse(row.state);
  if (state !== 'kept') return { state, ...times };
  return row.sealed === null ? undefined : { state, sealed: row.sealed, ...times };
}
