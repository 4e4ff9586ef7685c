import type { Migration } from './migration.ts';

/** What a connection of the house adds to the prices of its models. */
export const margins: Migration = {
  name: '0009-margins',
  async up({ database }) {
    await database.schema
      .alterTable('connections')
      .addColumn('margin_percent', 'double precision', (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
