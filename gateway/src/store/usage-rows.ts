import type { Kysely } from 'kysely';
import { earliestId } from '../domain/ids.ts';
import type { UsageAttempt, UsageRow, UsageStore } from '../domain/usage-store.ts';
import type { Database } from './database-schema.ts';
import { fundingOf } from './request-rows.ts';
import { outcomeSchema, readOptionalJson, tagsSchema, usageSchema } from './stored-json.ts';

type Query = Parameters<UsageStore['rows']>[0];

interface Read {
  readonly database: Kysely<Database>;
  readonly query: Query;
}

/** Requests with their attempts, only the columns that usage is made of. */
export async function readUsageRows({ database, query }: Read): Promise<readonly UsageRow[]> {
  const requests = await selectRequests({ database, query });
  const [first, last] = [requests[0], requests.at(-1)];
  if (first === undefined || last === undefined) return [];
  const attempts = await selectAttempts({ database, query, ids: requests.map(({ id }) => id) });
  const byRequest = Map.groupBy(attempts, ({ request_id: requestId }) => requestId);
  return requests.map(
    (request): UsageRow => ({
      id: request.id,
      workspaceId: request.workspace_id ?? '',
      keyId: request.key_id ?? undefined,
      keyName: request.key_name ?? undefined,
      routeId: request.route_id ?? undefined,
      routeName: request.route_name ?? undefined,
      capability: request.capability ?? undefined,
      member: request.member ?? undefined,
      tags: readOptionalJson({ schema: tagsSchema, text: request.tags }) ?? [],
      outcome: outcomeSchema.parse(request.outcome),
      firstContentMs: request.first_content_ms ?? undefined,
      totalMs: request.total_ms,
      replayOf: request.replay_of ?? undefined,
      attempts: (byRequest.get(request.id) ?? []).map(attemptOf),
    }),
  );
}

function selectRequests({ database, query }: Read) {
  let select = database
    .selectFrom('requests')
    .select(['id', 'workspace_id', 'key_id', 'key_name', 'route_id', 'route_name', 'capability', 'member', 'tags'])
    .select(['outcome', 'first_content_ms', 'total_ms', 'replay_of'])
    .where('workspace_id', 'is not', null)
    .where('id', '>=', earliestId({ kind: 'req', atMs: query.fromMs }))
    .where('id', '<', earliestId({ kind: 'req', atMs: query.toMs }))
    .orderBy('id')
    .limit(query.limit);
  if (query.workspaceId !== undefined) select = select.where('workspace_id', '=', query.workspaceId);
  if (query.keyId !== undefined) select = select.where('key_id', '=', query.keyId);
  if (query.afterId !== undefined) select = select.where('id', '>', query.afterId);
  return select.execute();
}

/** Of all requests between two it is one walk along the key; of some of them, a look-up each. */
function selectAttempts({ database, query, ids }: Read & { readonly ids: readonly string[] }) {
  const select = database
    .selectFrom('attempts')
    .select(['request_id', 'connection', 'model', 'access', 'funded_by', 'outcome', 'usage'])
    .select(['cost_nano_usd', 'provider_cost_nano_usd'])
    .orderBy('request_id')
    .orderBy('number');
  if (query.workspaceId !== undefined || query.keyId !== undefined) {
    return select.where('request_id', 'in', ids).execute();
  }
  return select
    .where('request_id', '>=', ids[0] ?? '')
    .where('request_id', '<=', ids.at(-1) ?? '')
    .execute();
}

function attemptOf(row: Awaited<ReturnType<typeof selectAttempts>>[number]): UsageAttempt {
  return {
    connection: row.connection,
    model: row.model,
    access: row.access,
    fundedBy: row.funded_by ?? fundingOf(row.access),
    outcome: outcomeSchema.parse(row.outcome),
    usage: readOptionalJson({ schema: usageSchema, text: row.usage }),
    costNanoUsd: row.cost_nano_usd ?? undefined,
    providerCostNanoUsd: row.provider_cost_nano_usd ?? undefined,
  };
}
