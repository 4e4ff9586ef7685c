import { setImmediate } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { earliestId } from '../domain/ids.ts';
import type { Store } from '../domain/store.ts';
import { totalInputTokens, totalOutputTokens } from '../domain/usage.ts';
import type { Database } from './database-schema.ts';
import { readJson, usageSchema } from './stored-json.ts';

/** Rows of one read: few enough that with SQLite, which answers at once, requests don't wait for it. */
const PAGE = 1_000;

type Query = Parameters<Store['admittedSince']>[0];

/**
 * The requests of a key, a route or a workspace that its rate limits counted. A request is admitted once it has a route,
 * unless a rate limit refused it there.
 */
export function createAdmittedSince({ database }: { database: Kysely<Database> }): Store['admittedSince'] {
  return async (query) => {
    const counted = { requests: 0, tokens: 0 };
    let afterId: string | undefined;
    for (;;) {
      const rows = await readPage({ database, query, afterId });
      for (const { usage, route_id: routeId, error_code: errorCode, ...beside } of rows) {
        if (
          routeId === null ||
          errorCode === 'rate_limited' ||
          beside.shadow_of !== null ||
          beside.replayed_from !== null
        )
          continue;
        counted.requests++;
        if (usage !== null) counted.tokens += tokensOf(usage);
      }
      if (rows.length < PAGE) return counted;
      afterId = rows.at(-1)?.id;
      await setImmediate();
    }
  };
}

function readPage({
  database,
  query: { scope, sinceMs, beforeMs },
  afterId,
}: {
  readonly database: Kysely<Database>;
  readonly query: Query;
  readonly afterId: string | undefined;
}) {
  const page = database
    .selectFrom('requests')
    .select(['id', 'usage', 'route_id', 'error_code', 'shadow_of', 'replayed_from'])
    // One bound below and not two: SQLite looks only for the first, and would read all earlier pages again.
    .where('id', afterId === undefined ? '>=' : '>', afterId ?? earliestId({ kind: 'req', atMs: sinceMs }))
    .where('id', '<', earliestId({ kind: 'req', atMs: beforeMs }))
    .orderBy('id')
    .limit(PAGE);
  if ('keyId' in scope) return page.where('key_id', '=', scope.keyId).execute();
  if ('routeId' in scope) return page.where('route_id', '=', scope.routeId).execute();
  return page.where('workspace_id', '=', scope.workspaceId).execute();
}

function tokensOf(text: string): number {
  const usage = readJson({ schema: usageSchema, text });
  return totalInputTokens(usage) + totalOutputTokens(usage);
}
