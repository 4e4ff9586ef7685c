import type { Migration } from './migration.ts';

/**
 * Which workspaces each version of the definitions changed, so that only those are read again. A release that does not know
 * the table counts a version without a row here, and every reader then reads everything.
 */
export const definitionChanges: Migration = {
  name: '0020-definition-changes',
  async up({ database }) {
    await database.schema
      .createTable('definition_changes')
      .addColumn('version', 'bigint', (column) => column.primaryKey())
      .addColumn('workspaces', 'text')
      .execute();
    // What else belongs to a workspace is found by a unique name within it.
    await database.schema.createIndex('keys_by_workspace').on('keys').column('workspace_id').execute();
    await database.schema.createIndex('connections_shared').on('connections').column('shared').execute();
  },
};
