import type { Migration } from './migration.ts';

/** Who did what to which object. The database refuses to change a row, and each row seals the one before it. */
export const audit: Migration = {
  name: '0010-audit',
  async up({ database, traits }) {
    await database.schema
      .createTable('audit_log')
      // Given by the writer, without gaps: a row that is missing is noticed.
      .addColumn('seq', 'bigint', (column) => column.notNull().primaryKey())
      .addColumn('at_ms', 'bigint', (column) => column.notNull())
      .addColumn('actor_kind', 'text', (column) => column.notNull())
      .addColumn('actor_id', 'text')
      .addColumn('actor_name', 'text')
      .addColumn('client_ip', 'text')
      .addColumn('request_id', 'text')
      .addColumn('workspace_id', traits.sortableText)
      .addColumn('act', 'text', (column) => column.notNull())
      .addColumn('object_kind', 'text', (column) => column.notNull())
      .addColumn('object_id', traits.sortableText, (column) => column.notNull())
      .addColumn('object_name', 'text', (column) => column.notNull())
      .addColumn('before', 'text')
      .addColumn('after', 'text')
      .addColumn('hash', 'text', (column) => column.notNull())
      .execute();
    for (const statement of traits.appendOnly('audit_log')) await statement.execute(database);
    await database.schema
      .createIndex('audit_log_by_workspace')
      .on('audit_log')
      .columns(['workspace_id', 'seq'])
      .execute();
    await database.schema.createIndex('audit_log_by_object').on('audit_log').columns(['object_id', 'seq']).execute();
  },
};
