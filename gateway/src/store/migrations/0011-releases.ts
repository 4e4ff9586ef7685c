import type { Migration } from './migration.ts';

/** Routes as releases: drafts, versions with an author, canaries, shadows, schedules, and tests. */
export const releases: Migration = {
  name: '0011-releases',
  async up({ database, traits }) {
    for (const column of ['canary', 'shadow', 'schedule'] as const) {
      await database.schema.alterTable('routes').addColumn(column, 'text').execute();
    }
    await database.schema.alterTable('routes').addColumn('schedule_at_ms', 'bigint').execute();
    for (const column of ['note', 'published_by'] as const) {
      await database.schema.alterTable('route_versions').addColumn(column, 'text').execute();
    }
    await database.schema
      .createTable('route_drafts')
      .addColumn('route_id', traits.sortableText, (column) =>
        column.notNull().primaryKey().references('routes.id').onDelete('cascade'),
      )
      .addColumn('spec', 'text', (column) => column.notNull())
      .addColumn('based_on_version', 'integer')
      .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('updated_by', 'text')
      .execute();
    await database.schema
      .createTable('route_tests')
      .addColumn('route_id', traits.sortableText, (column) =>
        column.notNull().primaryKey().references('routes.id').onDelete('cascade'),
      )
      .addColumn('tests', 'text', (column) => column.notNull())
      .execute();
    await database.schema.alterTable('requests').addColumn('shadow_of', 'text').execute();
    // What shadows cost is asked for by itself, and is left out of what a route spent.
    await database.schema
      .createIndex('requests_shadows')
      .on('requests')
      .columns(['route_id', 'id', 'cost_nano_usd', 'shadow_of'])
      .where('shadow_of', 'is not', null)
      .execute();
  },
};
