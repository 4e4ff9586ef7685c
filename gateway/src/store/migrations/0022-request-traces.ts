import type { Migration } from './migration.ts';

/** The trace that a caller said its request belongs to. */
export const requestTraces: Migration = {
  name: '0022-request-traces',
  async up({ database }) {
    await database.schema.alterTable('requests').addColumn('trace_id', 'text').execute();
    // Most callers send none: only those that do pay for the index.
    await database.schema
      .createIndex('requests_by_trace')
      .on('requests')
      .columns(['trace_id', 'id'])
      .where('trace_id', 'is not', null)
      .execute();
  },
};
