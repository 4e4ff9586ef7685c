import type { Kysely } from 'kysely';
import type { Definitions, KeyDefinition, RouteDefinition } from '../domain/definitions.ts';
import { budgetFromRow } from './budget-rows.ts';
import type { Database } from './database-schema.ts';
import { keyFromRows, workspaceFromRow } from './definition-rows.ts';
import { planFromRow } from './plan-rows.ts';
import { routeFromRow } from './route-rows.ts';
import type { SealedRows } from './sealed-rows.ts';

/** All definitions, oldest first. Consistent only within one transaction. */
export async function readDefinitions({
  database,
  rows,
}: {
  readonly database: Kysely<Database>;
  readonly rows: SealedRows;
}): Promise<Definitions> {
  const workspaces = await database
    .selectFrom('workspaces')
    .selectAll()
    .orderBy('created_at_ms')
    .orderBy('id')
    .execute();
  const connections = await database
    .selectFrom('connections')
    .selectAll()
    .orderBy('created_at_ms')
    .orderBy('id')
    .execute();
  const plans = await database.selectFrom('plans').selectAll().orderBy('created_at_ms').orderBy('name').execute();
  const webhooks = await database.selectFrom('webhooks').selectAll().orderBy('created_at_ms').orderBy('name').execute();
  const budgets = await database.selectFrom('budgets').selectAll().orderBy('created_at_ms').orderBy('name').execute();
  return {
    workspaces: workspaces.map(workspaceFromRow),
    plans: plans.map(planFromRow),
    budgets: budgets.map(budgetFromRow),
    webhooks: webhooks.map(rows.webhookFromRow),
    connections: connections.map(rows.connectionFromRow),
    routes: await readRoutes(database),
    keys: await readKeys(database),
  };
}

async function readRoutes(database: Kysely<Database>): Promise<readonly RouteDefinition[]> {
  const routes = await database.selectFrom('routes').selectAll().orderBy('created_at_ms').orderBy('id').execute();
  const published = await database
    .selectFrom('route_versions')
    .innerJoin('routes', (join) =>
      join
        .onRef('routes.id', '=', 'route_versions.route_id')
        .onRef('routes.published_version', '=', 'route_versions.version'),
    )
    .selectAll('route_versions')
    .execute();
  const byRoute = new Map(published.map((version) => [version.route_id, version]));
  return routes.map((route) => routeFromRow({ route, published: byRoute.get(route.id) }));
}

async function readKeys(database: Kysely<Database>): Promise<readonly KeyDefinition[]> {
  const keys = await database.selectFrom('keys').selectAll().orderBy('created_at_ms').orderBy('id').execute();
  const secrets = await database.selectFrom('key_secrets').selectAll().orderBy('key_id').orderBy('position').execute();
  const byKey = Map.groupBy(secrets, (secret) => secret.key_id);
  return keys.map((key) => keyFromRows({ key, secrets: byKey.get(key.id) ?? [] }));
}
