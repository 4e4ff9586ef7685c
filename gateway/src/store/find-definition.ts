import type { Kysely } from 'kysely';
import type { KeyDefinition, RouteDefinition } from '../domain/definitions.ts';
import { invitationFromRow, memberFromRow, serviceTokenFromRow } from './access-rows.ts';
import { budgetFromRow } from './budget-rows.ts';
import type { Database } from './database-schema.ts';
import { keyFromRows, workspaceFromRow } from './definition-rows.ts';
import { findRouteTests } from './find-release.ts';
import { planFromRow } from './plan-rows.ts';
import { routeFromRow } from './route-rows.ts';
import type { SealedRows } from './sealed-rows.ts';
import { findDeliveryTarget } from './webhook-writes.ts';

/** One definition as it stands, or undefined: what a write is compared with. */
export function definitionFinder({
  within,
  rows,
}: {
  readonly within: () => Kysely<Database>;
  readonly rows: SealedRows;
}) {
  return {
    async workspace(id: string) {
      const row = await within().selectFrom('workspaces').selectAll().where('id', '=', id).executeTakeFirst();
      return row && workspaceFromRow(row);
    },
    async connection(id: string) {
      const row = await within().selectFrom('connections').selectAll().where('id', '=', id).executeTakeFirst();
      return row && rows.connectionFromRow(row);
    },
    route: async (id: string) => findRoute({ database: within(), id }),
    routeTests: async (routeId: string) => findRouteTests({ database: within(), routeId }),
    key: async (id: string) => findKey({ database: within(), id }),
    ideTokens: async (of: IdeTokensOf) => findIdeTokens({ database: within(), of }),
    async plan(name: string) {
      const row = await within().selectFrom('plans').selectAll().where('name', '=', name).executeTakeFirst();
      return row && planFromRow(row);
    },
    async budget(id: string) {
      const row = await within().selectFrom('budgets').selectAll().where('id', '=', id).executeTakeFirst();
      return row && budgetFromRow(row);
    },
    async webhook(id: string) {
      const row = await within().selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst();
      return row && rows.webhookFromRow(row);
    },
    delivery: async (deliveryId: string) => findDeliveryTarget({ database: within(), deliveryId }),
    async member({ workspaceId, personId }: { readonly workspaceId: string; readonly personId: string }) {
      const found = within().selectFrom('members').selectAll().where('workspace_id', '=', workspaceId);
      const row = await found.where('person_id', '=', personId).executeTakeFirst();
      return row && memberFromRow(row);
    },
    async invitation(id: string) {
      const row = await within().selectFrom('invitations').selectAll().where('id', '=', id).executeTakeFirst();
      return row && invitationFromRow(row);
    },
    async serviceToken(id: string) {
      const row = await within().selectFrom('service_tokens').selectAll().where('id', '=', id).executeTakeFirst();
      return row && serviceTokenFromRow(row);
    },
  };
}

export type DefinitionFinder = ReturnType<typeof definitionFinder>;

interface Find {
  readonly database: Kysely<Database>;
  readonly id: string;
}

async function findRoute({ database, id }: Find): Promise<RouteDefinition | undefined> {
  const route = await database.selectFrom('routes').selectAll().where('id', '=', id).executeTakeFirst();
  if (route === undefined) return undefined;
  const published = await database
    .selectFrom('route_versions')
    .selectAll()
    .where('route_id', '=', id)
    .where('version', '=', route.published_version ?? 0)
    .executeTakeFirst();
  return routeFromRow({ route, published });
}

async function findKey({ database, id }: Find): Promise<KeyDefinition | undefined> {
  const key = await database.selectFrom('keys').selectAll().where('id', '=', id).executeTakeFirst();
  if (key === undefined) return undefined;
  const secrets = database.selectFrom('key_secrets').selectAll().where('key_id', '=', id).orderBy('position');
  return keyFromRows({ key, secrets: await secrets.execute() });
}

type IdeTokensOf =
  | { readonly parentKeyId: string }
  /** Those that somebody made for themselves. */
  | { readonly personId: string; readonly workspaceId: string };

async function findIdeTokens({
  database,
  of,
}: {
  readonly database: Kysely<Database>;
  readonly of: IdeTokensOf;
}): Promise<readonly KeyDefinition[]> {
  const tokens = database.selectFrom('keys').select('id').orderBy('id');
  const chosen =
    'parentKeyId' in of
      ? tokens.where('parent_key_id', '=', of.parentKeyId)
      : tokens.where('person_id', '=', of.personId).where('workspace_id', '=', of.workspaceId);
  const found: KeyDefinition[] = [];
  for (const { id } of await chosen.execute()) {
    const token = await findKey({ database, id });
    if (token !== undefined) found.push(token);
  }
  return found;
}
