import type { Migration } from './migration.ts';

/** What happened that somebody may want to be told of, and who is told. */
export const events: Migration = {
  name: '0008-events',
  async up(context) {
    await createEvents(context);
    await createWebhooks(context);
    await createDeliveries(context);
  },
};

type Context = Parameters<Migration['up']>[0];

async function createEvents({ database, traits }: Context): Promise<void> {
  await database.schema
    .createTable('events')
    .addColumn('seq', traits.sequence)
    .addColumn('id', traits.sortableText, (column) => column.notNull().unique())
    .addColumn('workspace_id', traits.sortableText, (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .execute();
  await database.schema.createIndex('events_by_workspace').on('events').columns(['workspace_id', 'seq']).execute();
}

async function createWebhooks({ database, traits }: Context): Promise<void> {
  await database.schema
    .createTable('webhooks')
    .addColumn('id', traits.sortableText, (column) => column.primaryKey())
    .addColumn('workspace_id', traits.sortableText, (column) => column.notNull().references('workspaces.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('trusted', 'integer', (column) => column.notNull())
    .addColumn('sealed_secret', 'text', (column) => column.notNull())
    .addColumn('secret_version', 'integer', (column) => column.notNull())
    .addColumn('events', 'text', (column) => column.notNull())
    .addColumn('disabled_at_ms', 'bigint')
    .addColumn('disabled_reason', 'text')
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('webhooks_name_once', ['workspace_id', 'name'])
    .execute();
}

async function createDeliveries({ database, traits }: Context): Promise<void> {
  await database.schema
    .createTable('webhook_deliveries')
    .addColumn('seq', traits.sequence)
    .addColumn('event_id', traits.sortableText, (column) => column.notNull())
    .addColumn('webhook_id', traits.sortableText, (column) =>
      column.notNull().references('webhooks.id').onDelete('cascade'),
    )
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('tried_since_ms', 'bigint', (column) => column.notNull())
    .addColumn('tried_times', 'integer', (column) => column.notNull())
    .addColumn('next_at_ms', 'bigint')
    .addColumn('lease_until_ms', 'bigint', (column) => column.notNull())
    .addColumn('last_at_ms', 'bigint')
    .addColumn('last_status', 'integer')
    .addColumn('last_error', 'text')
    .addUniqueConstraint('webhook_deliveries_once', ['webhook_id', 'event_id'])
    .execute();
  await database.schema
    .createIndex('webhook_deliveries_waiting')
    .on('webhook_deliveries')
    .column('next_at_ms')
    .where('next_at_ms', 'is not', null)
    .execute();
  await database.schema
    .createTable('webhook_attempts')
    .addColumn('seq', traits.sequence)
    .addColumn('delivery', 'bigint', (column) =>
      column.notNull().references('webhook_deliveries.seq').onDelete('cascade'),
    )
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addColumn('took_ms', 'bigint', (column) => column.notNull())
    .addColumn('status', 'integer')
    .addColumn('error', 'text')
    .execute();
  await database.schema.createIndex('webhook_attempts_by_delivery').on('webhook_attempts').column('delivery').execute();
}
