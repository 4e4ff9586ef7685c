import type { Migration } from './migration.ts';

/** Connections of the house that routes of every workspace may use. */
export const sharedConnections: Migration = {
  name: '0014-shared-connections',
  async up({ database }) {
    await database.schema
      .alterTable('connections')
      .addColumn('shared', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
