import type { Kysely } from 'kysely';
import type { Definitions, KeyDefinition, RouteDefinition } from '../domain/definitions.ts';
import { budgetFromRow } from './budget-rows.ts';
import type { Database } from './database-schema.ts';
import { keyFromRows, workspaceFromRow } from './definition-rows.ts';
import { planFromRow } from './plan-rows.ts';
import { routeFromRow } from './route-rows.ts';
import type { SealedRows } from './sealed-rows.ts';

interface Reading {
  readonly database: Kysely<Database>;
  /** Only what belongs to these workspaces, with every plan and the connections of the house; undefined: all. */
  readonly only: readonly string[] | undefined;
}

/** An empty list is no SQL everywhere. */
const NO_WORKSPACE = [''];

/** Definitions, oldest first. Consistent only within one transaction. */
export async function readDefinitions({
  database,
  rows,
  only: wanted,
}: Reading & { readonly rows: SealedRows }): Promise<Definitions> {
  const only = wanted?.length === 0 ? NO_WORKSPACE : wanted;
  const workspaces = await database
    .selectFrom('workspaces')
    .selectAll()
    .$if(only !== undefined, (query) => query.where('id', 'in', only ?? []))
    .orderBy('created_at_ms')
    .orderBy('id')
    .execute();
  const connections = await database
    .selectFrom('connections')
    .selectAll()
    .$if(only !== undefined, (query) =>
      query.where((column) => column.or([column('workspace_id', 'in', only ?? []), column('shared', '=', 1)])),
    )
    .orderBy('created_at_ms')
    .orderBy('id')
    .execute();
  const plans = await database.selectFrom('plans').selectAll().orderBy('created_at_ms').orderBy('name').execute();
  const webhooks = await database
    .selectFrom('webhooks')
    .selectAll()
    .$if(only !== undefined, (query) => query.where('workspace_id', 'in', only ?? []))
    .orderBy('created_at_ms')
    .orderBy('name')
    .execute();
  const budgets = await database
    .selectFrom('budgets')
    .selectAll()
    .$if(only !== undefined, (query) => query.where('workspace_id', 'in', only ?? []))
    .orderBy('created_at_ms')
    .orderBy('name')
    .execute();
  return {
    workspaces: workspaces.map(workspaceFromRow),
    plans: plans.map(planFromRow),
    budgets: budgets.map(budgetFromRow),
    webhooks: webhooks.map(rows.webhookFromRow),
    connections: connections.map(rows.connectionFromRow),
    routes: await readRoutes({ database, only }),
    keys: await readKeys({ database, only }),
  };
}

async function readRoutes({ database, only }: Reading): Promise<readonly RouteDefinition[]> {
  const routes = await database
    .selectFrom('routes')
    .selectAll()
    .$if(only !== undefined, (query) => query.where('workspace_id', 'in', only ?? []))
    .orderBy('created_at_ms')
    .orderBy('id')
    .execute();
  const published = await database
    .selectFrom('route_versions')
    .innerJoin('routes', (join) =>
      join
        .onRef('routes.id', '=', 'route_versions.route_id')
        .onRef('routes.published_version', '=', 'route_versions.version'),
    )
    .selectAll('route_versions')
    .$if(only !== undefined, (query) => query.where('routes.workspace_id', 'in', only ?? []))
    .execute();
  const byRoute = new Map(published.map((version) => [version.route_id, version]));
  return routes.map((route) => routeFromRow({ route, published: byRoute.get(route.id) }));
}

async function readKeys({ database, only }: Reading): Promise<readonly KeyDefinition[]> {
  const keys = await database
    .selectFrom('keys')
    .selectAll()
    .$if(only !== undefined, (query) => query.where('workspace_id', 'in', only ?? []))
    .orderBy('created_at_ms')
    .orderBy('id')
    .execute();
  const secrets = await database
    .selectFrom('key_secrets')
    .selectAll('key_secrets')
    .$if(only !== undefined, (query) =>
      query.innerJoin('keys', 'keys.id', 'key_secrets.key_id').where('keys.workspace_id', 'in', only ?? []),
    )
    .orderBy('key_id')
    .orderBy('position')
    .execute();
  const byKey = Map.groupBy(secrets, (secret) => secret.key_id);
  return keys.map((key) => keyFromRows({ key, secrets: byKey.get(key.id) ?? [] }));
}
