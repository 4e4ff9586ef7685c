import { type CreateTableBuilder, sql } from 'kysely';
import type { Migration, SchemaTraits } from './migration.ts';

export const foundation: Migration = {
  name: '0001-foundation',
  async up(context) {
    await createSettings(context);
    await createTenants(context);
    await createRoutes(context);
    await createKeys(context);
    await createRequests(context);
    await createAttempts(context);
  },
};

type Context = Parameters<Migration['up']>[0];

async function createSettings({ database, traits }: Context): Promise<void> {
  await database.schema
    .createTable('settings')
    .addColumn('name', traits.sortableText, (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
  await database.schema
    .createTable('counters')
    .addColumn('name', traits.sortableText, (column) => column.primaryKey())
    .addColumn('value', 'bigint', (column) => column.notNull())
    .execute();
  await database.insertInto('counters').values({ name: 'definitions', value: 0 }).execute();
}

async function createTenants({ database, traits }: Context): Promise<void> {
  await database.schema
    .createTable('workspaces')
    .addColumn('id', traits.sortableText, (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('suspended', 'integer', (column) => column.notNull())
    .addColumn('budget', 'text')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .execute();
  await database.schema
    .createTable('connections')
    .addColumn('id', traits.sortableText, (column) => column.primaryKey())
    .addColumn('workspace_id', traits.sortableText, (column) => column.notNull().references('workspaces.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('access', 'text', (column) => column.notNull())
    .addColumn('enabled', 'integer', (column) => column.notNull())
    .addColumn('base_url', 'text')
    .addColumn('trusted', 'integer', (column) => column.notNull())
    .addColumn('headers', 'text', (column) => column.notNull())
    .addColumn('sealed_credential', 'text')
    .addColumn('credential_version', 'integer', (column) => column.notNull())
    .addColumn('models', 'text', (column) => column.notNull())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('connections_name_once', ['workspace_id', 'name'])
    .execute();
}

async function createRoutes({ database, traits }: Context): Promise<void> {
  await database.schema
    .createTable('routes')
    .addColumn('id', traits.sortableText, (column) => column.primaryKey())
    .addColumn('workspace_id', traits.sortableText, (column) => column.notNull().references('workspaces.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('published_version', 'integer')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('routes_name_once', ['workspace_id', 'name'])
    .execute();
  await database.schema
    .createTable('route_versions')
    .addColumn('route_id', traits.sortableText, (column) =>
      column.notNull().references('routes.id').onDelete('cascade'),
    )
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('spec', 'text', (column) => column.notNull())
    .addColumn('published_at_ms', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('route_versions_key', ['route_id', 'version'])
    .execute();
}

async function createKeys({ database, traits }: Context): Promise<void> {
  await database.schema
    .createTable('keys')
    .addColumn('id', traits.sortableText, (column) => column.primaryKey())
    .addColumn('workspace_id', traits.sortableText, (column) => column.notNull().references('workspaces.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    // A key outlives its route: it is then refused as `route_not_assigned`, which tells its owner what to do.
    .addColumn('route_id', traits.sortableText, (column) => column.references('routes.id').onDelete('set null'))
    .addColumn('scopes', 'text')
    .addColumn('allowed_ips', 'text')
    .addColumn('rate_limit', 'text')
    .addColumn('budget', 'text')
    .addColumn('expires_at_ms', 'bigint')
    .addColumn('revoked_at_ms', 'bigint')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .execute();
  await database.schema.createIndex('keys_by_route').on('keys').column('route_id').execute();
  await database.schema
    .createTable('key_secrets')
    .addColumn('digest', traits.sortableText, (column) => column.primaryKey())
    .addColumn('key_id', traits.sortableText, (column) => column.notNull().references('keys.id').onDelete('cascade'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('display', 'text', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('rotated_out_at_ms', 'bigint')
    .execute();
  await database.schema.createIndex('key_secrets_by_key').on('key_secrets').column('key_id').execute();
}

// No foreign keys here: what happened stays written when the key or the route that it names is removed.
async function createRequests({ database, traits }: Context): Promise<void> {
  const table = database.schema
    .createTable('requests')
    .addColumn('id', traits.sortableText, (column) => column.notNull().primaryKey())
    .addColumn('workspace_id', traits.sortableText)
    .addColumn('key_id', traits.sortableText)
    .addColumn('key_name', 'text')
    .addColumn('route_id', traits.sortableText)
    .addColumn('route_name', 'text')
    .addColumn('route_version', 'integer')
    .addColumn('endpoint', 'text', (column) => column.notNull())
    .addColumn('profile', 'text')
    .addColumn('stream', 'integer', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('status', 'integer', (column) => column.notNull())
    .addColumn('error_code', 'text')
    .addColumn('error_reason', 'text')
    .addColumn('error_param', 'text')
    .addColumn('started_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('first_content_ms', 'bigint')
    .addColumn('total_ms', 'bigint', (column) => column.notNull())
    .addColumn('usage', 'text')
    .addColumn('cost_nano_usd', 'bigint')
    .addColumn('billed_to', 'text')
    .addColumn('finish_reason', 'text')
    .addColumn('skipped', 'text');
  await asKeyedTable({ table, traits }).execute();
  // To page through what a scope did, and to sum up what it spent without touching the rows: ids sort by time.
  for (const scope of ['workspace_id', 'route_id', 'key_id'] as const) {
    await database.schema
      .createIndex(`requests_by_${scope}`)
      .on('requests')
      .columns([scope, 'id', 'cost_nano_usd'])
      .execute();
  }
  // To find the few that went wrong among the many that did not.
  await database.schema
    .createIndex('requests_not_answered')
    .on('requests')
    .columns(['outcome', 'id'])
    .where('outcome', '<>', sql.lit('answered'))
    .execute();
}

async function createAttempts({ database, traits }: Context): Promise<void> {
  const table = database.schema
    .createTable('attempts')
    .addColumn('request_id', traits.sortableText, (column) => column.notNull())
    .addColumn('id', traits.sortableText, (column) => column.notNull())
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('connection', 'text', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('access', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('failure_class', 'text')
    .addColumn('failure_detail', 'text')
    .addColumn('failure_note', 'text')
    .addColumn('status', 'integer')
    .addColumn('started_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('first_content_ms', 'bigint')
    .addColumn('total_ms', 'bigint', (column) => column.notNull())
    .addColumn('usage', 'text')
    .addColumn('cost_nano_usd', 'bigint')
    .addPrimaryKeyConstraint('attempts_key', ['request_id', 'id']);
  await asKeyedTable({ table, traits }).execute();
}

function asKeyedTable<Table extends string, Columns extends string>(from: {
  table: CreateTableBuilder<Table, Columns>;
  traits: SchemaTraits;
}): CreateTableBuilder<Table, Columns> {
  return from.traits.keyedTable === undefined ? from.table : from.table.modifyEnd(from.traits.keyedTable);
}
