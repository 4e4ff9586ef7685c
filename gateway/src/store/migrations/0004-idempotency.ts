import type { Migration } from './migration.ts';

/** Claims of requests that are to be done once, and their answers; and which record of the request log is a replay. */
export const idempotency: Migration = {
  name: '0004-idempotency',
  async up({ database, traits }) {
    // Its rows are long: such a table is faster where rows lie apart from the index of their key.
    await database.schema
      .createTable('idempotent_requests')
      .addColumn('id', traits.sortableText, (column) => column.primaryKey())
      .addColumn('workspace_id', traits.sortableText, (column) => column.notNull())
      .addColumn('key_id', traits.sortableText, (column) => column.notNull())
      .addColumn('fingerprint', 'text', (column) => column.notNull())
      .addColumn('request_id', traits.sortableText, (column) => column.notNull())
      .addColumn('claimed_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('lease_until_ms', 'bigint', (column) => column.notNull())
      .addColumn('forget_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('outcome', 'text')
      .addColumn('format', 'text')
      .addColumn('error_code', 'text')
      .addColumn('error_reason', 'text')
      .addColumn('sealed_answer', 'text')
      .execute();
    await database.schema
      .createIndex('idempotent_requests_by_end')
      .on('idempotent_requests')
      .column('forget_at_ms')
      .execute();
    await database.schema.alterTable('requests').addColumn('replay_of', 'text').execute();
  },
};
