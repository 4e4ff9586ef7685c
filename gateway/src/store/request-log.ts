import { type Kysely, type Selectable, sql } from 'kysely';
import { earliestId } from '../domain/ids.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import type { RequestQuery, Store } from '../domain/store.ts';
import { createBulkInsert } from './bulk-insert.ts';
import type { Database, RequestsTable } from './database-schema.ts';
import { ATTEMPT_COLUMNS, REQUEST_COLUMNS, recordFromRows } from './request-rows.ts';

export type RequestLog = Pick<Store, 'appendRequests' | 'findRequest' | 'listRequests' | 'spentSince'>;

/** The requests and their attempts, in one database. */
export function createRequestLog({ database }: { database: Kysely<Database> }): RequestLog {
  const insertRequests = createBulkInsert({ database, table: 'requests', columns: REQUEST_COLUMNS });
  const insertAttempts = createBulkInsert({ database, table: 'attempts', columns: ATTEMPT_COLUMNS });
  return {
    async appendRequests(records) {
      if (records.length === 0) return;
      const attempts = records.flatMap((record) =>
        record.attempts.map((attempt) => ({ requestId: record.id, attempt })),
      );
      await database.transaction().execute(async (transaction) => {
        await insertRequests.insert({ transaction, items: records });
        await insertAttempts.insert({ transaction, items: attempts });
      });
    },
    async findRequest({ requestId }) {
      const requests = await database.selectFrom('requests').selectAll().where('id', '=', requestId).execute();
      const [record] = await withAttempts({ database, requests });
      return record;
    },
    async listRequests(query) {
      const requests = await selectPage({ database, query });
      return withAttempts({ database, requests });
    },
    async spentSince({ scope, sinceMs }) {
      const { column, id } = scopeColumn(scope);
      const row = await database
        .selectFrom('requests')
        // As text: a sum is a decimal in one database and an integer in the other.
        .select(sql<string>`cast(coalesce(sum(cost_nano_usd), 0) as text)`.as('spent'))
        .where(column, '=', id)
        .where('id', '>=', earliestId({ kind: 'req', atMs: sinceMs }))
        .executeTakeFirst();
      return Number(row?.spent ?? 0);
    },
  };
}

/** Newest first. With `afterId` it is the oldest ones after it that make the page, so that a follower misses none. */
async function selectPage(page: {
  database: Kysely<Database>;
  query: RequestQuery;
}): Promise<readonly Selectable<RequestsTable>[]> {
  const { workspaceId, keyId, outcome, beforeId, afterId, limit } = page.query;
  let query = page.database.selectFrom('requests').selectAll().limit(limit);
  if (workspaceId !== undefined) query = query.where('workspace_id', '=', workspaceId);
  if (keyId !== undefined) query = query.where('key_id', '=', keyId);
  if (outcome !== undefined) query = query.where('outcome', '=', outcome);
  // Said again in the words of the index that holds only these.
  if (outcome !== undefined && outcome !== 'answered') query = query.where('outcome', '<>', sql.lit('answered'));
  if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  if (afterId === undefined) return query.orderBy('id', 'desc').execute();
  const rows = await query.where('id', '>', afterId).orderBy('id', 'asc').execute();
  return rows.reverse();
}

async function withAttempts(from: {
  database: Kysely<Database>;
  requests: readonly Selectable<RequestsTable>[];
}): Promise<readonly RequestRecord[]> {
  if (from.requests.length === 0) return [];
  const ids = from.requests.map((request) => request.id);
  const attempts = await from.database
    .selectFrom('attempts')
    .selectAll()
    .where('request_id', 'in', ids)
    .orderBy('request_id')
    .orderBy('number')
    .execute();
  const byRequest = Map.groupBy(attempts, (attempt) => attempt.request_id);
  return from.requests.map((request) => recordFromRows({ request, attempts: byRequest.get(request.id) ?? [] }));
}

function scopeColumn(scope: Parameters<Store['spentSince']>[0]['scope']) {
  if ('keyId' in scope) return { column: 'key_id', id: scope.keyId } as const;
  if ('routeId' in scope) return { column: 'route_id', id: scope.routeId } as const;
  return { column: 'workspace_id', id: scope.workspaceId } as const;
}
