import type { Kysely } from 'kysely';
import type { RouteDraft, RouteTest, RouteVersion } from '../domain/release.ts';
import type { Database } from './database-schema.ts';
import { draftFromRow, versionFromRow } from './route-rows.ts';
import { readJson, routeTestsSchema } from './stored-json.ts';

interface OfRoute {
  readonly database: Kysely<Database>;
  readonly routeId: string;
}

export async function findRouteVersion({
  database,
  routeId,
  version,
}: OfRoute & { readonly version: number }): Promise<RouteVersion | undefined> {
  const found = database.selectFrom('route_versions').selectAll().where('route_id', '=', routeId);
  const row = await found.where('version', '=', version).executeTakeFirst();
  return row && versionFromRow(row);
}

export async function findDraft({ database, routeId }: OfRoute): Promise<RouteDraft | undefined> {
  const row = await database.selectFrom('route_drafts').selectAll().where('route_id', '=', routeId).executeTakeFirst();
  return row && draftFromRow(row);
}

export async function findRouteTests({ database, routeId }: OfRoute): Promise<readonly RouteTest[]> {
  const row = await database
    .selectFrom('route_tests')
    .select('tests')
    .where('route_id', '=', routeId)
    .executeTakeFirst();
  return row === undefined ? [] : readJson({ schema: routeTestsSchema, text: row.tests });
}
