import type { Migration } from './migration.ts';

/** What requests said, where a workspace wants it kept; and which records of the log are a logged request run once more. */
export const requestContents: Migration = {
  name: '0018-request-contents',
  async up({ database, traits }) {
    await database.schema.alterTable('workspaces').addColumn('content_logging', 'text').execute();
    await database.schema.alterTable('requests').addColumn('replayed_from', 'text').execute();
    await database.schema.alterTable('requests').addColumn('content_until_ms', 'bigint').execute();
    // As with shadows: what they cost is left out of what a route spent.
    await database.schema
      .createIndex('requests_replayed')
      .on('requests')
      .columns(['route_id', 'id', 'cost_nano_usd', 'replayed_from'])
      .where('replayed_from', 'is not', null)
      .execute();
    // No foreign key: the content may come before its record, and its rows are long.
    await database.schema
      .createTable('request_contents')
      .addColumn('request_id', traits.sortableText, (column) => column.notNull().primaryKey())
      .addColumn('workspace_id', traits.sortableText, (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('sealed', 'text')
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
      .execute();
    await database.schema
      .createIndex('request_contents_by_end')
      .on('request_contents')
      .column('expires_at_ms')
      .execute();
    await database.schema
      .createIndex('request_contents_by_workspace')
      .on('request_contents')
      .columns(['workspace_id', 'request_id'])
      .execute();
  },
};
