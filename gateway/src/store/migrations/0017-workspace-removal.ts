import type { Migration } from './migration.ts';

/** When a workspace is to be removed: until then it can be had back. */
export const workspaceRemoval: Migration = {
  name: '0017-workspace-removal',
  async up({ database }) {
    await database.schema.alterTable('workspaces').addColumn('delete_at_ms', 'bigint').execute();
  },
};
