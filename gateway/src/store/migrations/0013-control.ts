import type { Migration } from './migration.ts';

/** Who has a place in which workspace, who is invited into one, and the tokens of automation. */
export const control: Migration = {
  name: '0013-control',
  async up({ database, traits }) {
    await database.schema
      .createTable('members')
      .addColumn('workspace_id', traits.sortableText, (column) =>
        column.notNull().references('workspaces.id').onDelete('cascade'),
      )
      .addColumn('person_id', traits.sortableText, (column) => column.notNull())
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('members_key', ['workspace_id', 'person_id'])
      .execute();
    await database.schema.createIndex('members_by_person').on('members').column('person_id').execute();
    await database.schema
      .createTable('invitations')
      .addColumn('id', traits.sortableText, (column) => column.notNull().primaryKey())
      .addColumn('workspace_id', traits.sortableText, (column) =>
        column.notNull().references('workspaces.id').onDelete('cascade'),
      )
      .addColumn('email', 'text', (column) => column.notNull())
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('digest', traits.sortableText, (column) => column.notNull().unique())
      .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('taken_at_ms', 'bigint')
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .execute();
    await database.schema.createIndex('invitations_by_workspace').on('invitations').column('workspace_id').execute();
    await database.schema
      .createTable('service_tokens')
      .addColumn('id', traits.sortableText, (column) => column.notNull().primaryKey())
      .addColumn('workspace_id', traits.sortableText, (column) =>
        column.references('workspaces.id').onDelete('cascade'),
      )
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('digest', traits.sortableText, (column) => column.notNull().unique())
      .addColumn('display', 'text', (column) => column.notNull())
      .addColumn('scopes', 'text', (column) => column.notNull())
      .addColumn('expires_at_ms', 'bigint')
      .addColumn('revoked_at_ms', 'bigint')
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .execute();
    await database.schema
      .createIndex('service_tokens_by_workspace')
      .on('service_tokens')
      .column('workspace_id')
      .execute();
  },
};
