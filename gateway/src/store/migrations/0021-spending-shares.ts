import type { Migration } from './migration.ts';

/** What each gateway may use of a budget, of credits or of an allowance, where several of them draw on it. */
export const spendingShares: Migration = {
  name: '0021-spending-shares',
  async up({ database, traits }) {
    // One row an account and window: whoever changes a share of it holds the row meanwhile.
    await database.schema
      .createTable('spending_accounts')
      .addColumn('id', traits.sortableText, (column) => column.notNull().primaryKey())
      .addColumn('ends_at_ms', 'bigint')
      .addColumn('changes', 'bigint', (column) => column.notNull())
      .execute();
    await database.schema
      .createTable('spending_shares')
      .addColumn('account_id', traits.sortableText, (column) => column.notNull())
      .addColumn('instance', 'text', (column) => column.notNull())
      .addColumn('process', 'text', (column) => column.notNull())
      .addColumn('amount', 'bigint', (column) => column.notNull())
      .addColumn('changed_at_ms', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('spending_shares_key', ['account_id', 'instance', 'process'])
      .execute();
    await database.schema
      .createIndex('spending_accounts_by_end')
      .on('spending_accounts')
      .column('ends_at_ms')
      .execute();
  },
};
