import { markAllUsage } from '../mark-usage.ts';
import type { Migration } from './migration.ts';

/** Sums of the request log, and which of them are out of date. Of the rows that are there already, all are to be made. */
export const usage: Migration = {
  name: '0005-usage',
  async up({ database, traits }) {
    await database.schema
      .createTable('usage_dirty')
      .addColumn('span', traits.sortableText, (column) => column.notNull())
      .addColumn('start_ms', 'bigint', (column) => column.notNull())
      .addColumn('mark', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('usage_dirty_key', ['span', 'start_ms'])
      .execute();
    await database.schema
      .createTable('usage_sums')
      .addColumn('span', traits.sortableText, (column) => column.notNull())
      .addColumn('start_ms', 'bigint', (column) => column.notNull())
      .addColumn('workspace_id', traits.sortableText, (column) => column.notNull())
      // Before the long one, so that the first page of a row has it.
      .addColumn('totals', traits.bytes, (column) => column.notNull())
      .addColumn('detail', traits.bytes, (column) => column.notNull())
      .addPrimaryKeyConstraint('usage_sums_key', ['span', 'start_ms', 'workspace_id'])
      .execute();
    await markAllUsage({ database });
  },
};
