import type { Migration } from './migration.ts';

/** Rate limits of a whole workspace, of each client address in it, and of its IDE tokens. */
export const limits: Migration = {
  name: '0007-limits',
  async up({ database }) {
    for (const column of ['rate_limit', 'ip_rate_limit', 'ide_rate_limit'] as const) {
      await database.schema.alterTable('workspaces').addColumn(column, 'text').execute();
    }
  },
};
