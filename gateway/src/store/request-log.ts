import { type Kysely, type RawBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import { earliestId } from '../domain/ids.ts';
import type { RequestRecord } from '../domain/request-record.ts';
import type { RequestQuery, Store } from '../domain/store.ts';
import type { Database } from './database-schema.ts';
import { recordFromRows } from './request-rows.ts';
import type { RequestsTable } from './request-tables.ts';

export type RequestLog = Pick<Store, 'findRequest' | 'listRequests' | 'spentSince'>;

/** What is in the request log, for those who ask. */
export function createRequestLog({ database }: { database: Kysely<Database> }): RequestLog {
  return {
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
      const spent = await sumCosts({ database, scope, sinceMs });
      if (!('routeId' in scope)) return spent;
      // Sums that indexes answer: to look at each row whether it is one of these would take much longer.
      const shadows = await sumCosts({ database, scope: { shadowsOfRouteId: scope.routeId }, sinceMs });
      return spent - shadows - (await sumReplays({ database, routeId: scope.routeId, sinceMs }));
    },
  };
}

/** Logged requests that were run once more: the workspace pays for them, and no budget of the route. */
async function sumReplays({
  database,
  routeId,
  sinceMs,
}: {
  readonly database: Kysely<Database>;
  readonly routeId: string;
  readonly sinceMs: number;
}): Promise<number> {
  const row = await database
    .selectFrom('requests')
    .select(sql<string>`cast(coalesce(sum(cost_nano_usd), 0) as text)`.as('spent'))
    .where('id', '>=', earliestId({ kind: 'req', atMs: sinceMs }))
    .where('route_id', '=', routeId)
    .where('replayed_from', 'is not', null)
    .executeTakeFirst();
  return Number(row?.spent ?? 0);
}

type Spent = Parameters<Store['spentSince']>[0];

async function sumCosts({ database, scope, sinceMs }: Spent & { readonly database: Kysely<Database> }) {
  let query = database
    .selectFrom('requests')
    // As text: a sum is a decimal in one database and an integer in the other.
    .select(sql<string>`cast(coalesce(sum(cost_nano_usd), 0) as text)`.as('spent'))
    .where('id', '>=', earliestId({ kind: 'req', atMs: sinceMs }));
  if ('keyId' in scope) {
    // With the IDE tokens that were made from it: they draw on its budgets.
    const tokens = database.selectFrom('keys').select('id').where('parent_key_id', '=', scope.keyId);
    const ids = [scope.keyId, ...(await tokens.execute()).map(({ id }) => id)];
    query = query.where('key_id', 'in', ids);
  } else if ('routeId' in scope) query = query.where('route_id', '=', scope.routeId);
  else if ('shadowsOfRouteId' in scope) {
    query = query.where('route_id', '=', scope.shadowsOfRouteId).where('shadow_of', 'is not', null);
  } else query = query.where('workspace_id', '=', scope.workspaceId);
  if ('member' in scope) query = query.where('member', '=', scope.member);
  if ('tag' in scope) query = query.where('tags', 'is not', null).where(hasTag(scope.tag));
  const row = await query.executeTakeFirst();
  return Number(row?.spent ?? 0);
}

/** Newest first. With `afterId` it is the oldest ones after it that make the page, so that a follower misses none. */
async function selectPage(page: {
  database: Kysely<Database>;
  query: RequestQuery;
}): Promise<readonly Selectable<RequestsTable>[]> {
  const { workspaceId, keyId, outcome, traceId, beforeId, afterId, limit } = page.query;
  let query = page.database.selectFrom('requests').selectAll().limit(limit);
  if (workspaceId !== undefined) query = query.where('workspace_id', '=', workspaceId);
  if (keyId !== undefined) query = query.where('key_id', '=', keyId);
  if (outcome !== undefined) query = query.where('outcome', '=', outcome);
  if (traceId !== undefined) query = query.where('trace_id', '=', traceId);
  // Said again in the words of the index that holds only these.
  if (outcome !== undefined && outcome !== 'answered') query = query.where('outcome', '<>', sql.lit('answered'));
  if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  if (afterId === undefined) return query.orderBy('id', 'desc').execute();
  const rows = await query.where('id', '>', afterId).orderBy('id', 'asc').execute();
  return rows.reverse();
}

/** Ids in one question. Fewer than any database takes as parameters. */
const IDS_AT_ONCE = 500;

async function withAttempts(from: {
  database: Kysely<Database>;
  requests: readonly Selectable<RequestsTable>[];
}): Promise<readonly RequestRecord[]> {
  const { database, requests } = from;
  const records: RequestRecord[] = [];
  for (let at = 0; at < requests.length; at += IDS_AT_ONCE) {
    const some = requests.slice(at, at + IDS_AT_ONCE);
    const ids = some.map((request) => request.id);
    const attempts = await database
      .selectFrom('attempts')
      .selectAll()
      .where('request_id', 'in', ids)
      .orderBy('request_id')
      .orderBy('number')
      .execute();
    const byRequest = Map.groupBy(attempts, (attempt) => attempt.request_id);
    for (const request of some) records.push(recordFromRows({ request, attempts: byRequest.get(request.id) ?? [] }));
  }
  return records;
}

/**
 * Whether a tag is in the JSON array, in words that both databases know. A quote after a bracket or a comma begins a text
 * of the array: within a text it would follow a backslash.
 */
function hasTag(tag: string): RawBuilder<SqlBool> {
  const text = JSON.stringify(tag);
  return sql<SqlBool>`(replace(tags, ${`[${text}`}, '') <> tags or replace(tags, ${`,${text}`}, '') <> tags)`;
}
