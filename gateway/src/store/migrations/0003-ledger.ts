import { sql } from 'kysely';
import type { Migration } from './migration.ts';

/** Double entry, attempts that are under way, and what a request and an attempt say about their money. */
export const ledger: Migration = {
  name: '0003-ledger',
  async up(context) {
    await createTransfers(context);
    await createBalances(context);
    await createOpenAttempts(context);
    await widenRequests(context);
  },
};

type Context = Parameters<Migration['up']>[0];

async function createTransfers({ database, traits }: Context): Promise<void> {
  await database.schema
    .createTable('ledger_transfers')
    // The order in which they were posted. Tells what was there before something else, whatever the clocks said.
    .addColumn('seq', traits.sequence)
    .addColumn('id', traits.sortableText, (column) => column.notNull().unique())
    .addColumn('workspace_id', traits.sortableText, (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('from_account', 'text', (column) => column.notNull())
    .addColumn('to_account', 'text', (column) => column.notNull())
    .addColumn('nano_usd', 'bigint', (column) => column.notNull().check(sql`nano_usd >= 0`))
    .addColumn('at_ms', 'bigint', (column) => column.notNull())
    .addColumn('request_id', traits.sortableText)
    .addColumn('attempt_id', traits.sortableText)
    .addColumn('key_id', traits.sortableText)
    .addColumn('capability', 'text')
    .addColumn('note', 'text')
    .addColumn('expires_at_ms', 'bigint')
    .execute();
  for (const statement of traits.appendOnly('ledger_transfers')) await statement.execute(database);
  await database.schema
    .createIndex('ledger_transfers_by_workspace')
    .on('ledger_transfers')
    .columns(['workspace_id', 'seq'])
    .execute();
  // Few rows: what no attempt caused.
  await database.schema
    .createIndex('ledger_transfers_of_credits')
    .on('ledger_transfers')
    .columns(['workspace_id', 'kind'])
    .where(sql`kind`, 'in', [sql.lit('bought'), sql.lit('granted'), sql.lit('adjusted'), sql.lit('expired')])
    .execute();
  await database.schema
    .createIndex('ledger_transfers_covered')
    .on('ledger_transfers')
    .columns(['workspace_id', 'capability', 'request_id'])
    .where(sql`to_account`, '=', sql.lit('covered'))
    .execute();
  await database.insertInto('counters').values({ name: 'credits', value: 0 }).execute();
}

/** Both follow from the transfers; `verify` recomputes them. */
async function createBalances({ database, traits }: Context): Promise<void> {
  await database.schema
    .createTable('ledger_balances')
    .addColumn('workspace_id', traits.sortableText, (column) => column.notNull())
    .addColumn('account', traits.sortableText, (column) => column.notNull())
    .addColumn('nano_usd', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('ledger_balances_key', ['workspace_id', 'account'])
    .execute();
  await database.schema
    .createTable('credit_lots')
    .addColumn('transfer_id', traits.sortableText, (column) => column.notNull().primaryKey())
    .addColumn('workspace_id', traits.sortableText, (column) => column.notNull())
    .addColumn('expires_at_ms', 'bigint')
    .addColumn('left_nano_usd', 'bigint', (column) => column.notNull())
    // How often something of it was written off: each time is a transfer with an id of its own.
    .addColumn('write_offs', 'integer', (column) => column.notNull())
    .execute();
  await database.schema
    .createIndex('credit_lots_with_something_left')
    .on('credit_lots')
    .columns(['workspace_id', 'expires_at_ms'])
    .where(sql`left_nano_usd`, '>', sql.lit(0))
    .execute();
}

async function createOpenAttempts({ database, traits }: Context): Promise<void> {
  await database.schema
    .createTable('open_attempts')
    .addColumn('request_id', traits.sortableText, (column) => column.notNull())
    .addColumn('attempt_id', traits.sortableText, (column) => column.notNull())
    .addColumn('started_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('attempt', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('open_attempts_key', ['request_id', 'attempt_id'])
    .execute();
}

async function widenRequests({ database }: Context): Promise<void> {
  for (const column of ['capability', 'member', 'tags'] as const) {
    await database.schema.alterTable('requests').addColumn(column, 'text').execute();
  }
  for (const column of ['funded_by', 'billable'] as const) {
    await database.schema.alterTable('attempts').addColumn(column, 'text').execute();
  }
  for (const column of ['provider_cost_nano_usd', 'held_nano_usd'] as const) {
    await database.schema.alterTable('attempts').addColumn(column, 'bigint').execute();
  }
  // To sum up what a member or a tag spent without touching the rows: most requests have neither.
  await database.schema
    .createIndex('requests_by_member')
    .on('requests')
    .columns(['workspace_id', 'member', 'id', 'cost_nano_usd'])
    .where('member', 'is not', null)
    .execute();
  await database.schema
    .createIndex('requests_with_tags')
    .on('requests')
    .columns(['workspace_id', 'id', 'tags', 'cost_nano_usd'])
    .where('tags', 'is not', null)
    .execute();
}
