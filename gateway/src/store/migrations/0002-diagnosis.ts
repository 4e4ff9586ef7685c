import type { Migration } from './migration.ts';

/** What a diagnosis needs of a request: why it ended in our own finer words, what its task needed, where its time went. */
export const diagnosis: Migration = {
  name: '0002-diagnosis',
  async up({ database }) {
    for (const column of ['error_detail', 'needs', 'stages'] as const) {
      await database.schema.alterTable('requests').addColumn(column, 'text').execute();
    }
    await database.schema.alterTable('requests').addColumn('retry_after_ms', 'bigint').execute();
    await database.schema.alterTable('attempts').addColumn('retry_after_ms', 'bigint').execute();
  },
};
