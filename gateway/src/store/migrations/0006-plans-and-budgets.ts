import type { Migration } from './migration.ts';

/** Plans of the installation, budgets with names, what keys are labelled with, and the credits that a file grants. */
export const plansAndBudgets: Migration = {
  name: '0006-plans-and-budgets',
  async up(context) {
    await createPlans(context);
    await createBudgets(context);
    await widen(context);
  },
};

type Context = Parameters<Migration['up']>[0];

async function createPlans({ database, traits }: Context): Promise<void> {
  await database.schema
    .createTable('plans')
    .addColumn('name', traits.sortableText, (column) => column.primaryKey())
    .addColumn('workspace_id', traits.sortableText, (column) => column.references('workspaces.id'))
    .addColumn('plan', 'text', (column) => column.notNull())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .execute();
}

async function createBudgets({ database, traits }: Context): Promise<void> {
  await database.schema
    .createTable('budgets')
    .addColumn('id', traits.sortableText, (column) => column.primaryKey())
    .addColumn('workspace_id', traits.sortableText, (column) => column.notNull().references('workspaces.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('scope', 'text', (column) => column.notNull())
    // A budget ends with what it counts.
    .addColumn('route_id', traits.sortableText, (column) => column.references('routes.id').onDelete('cascade'))
    .addColumn('key_id', traits.sortableText, (column) => column.references('keys.id').onDelete('cascade'))
    .addColumn('label', 'text')
    .addColumn('budget', 'text', (column) => column.notNull())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('budgets_name_once', ['workspace_id', 'name'])
    .execute();
  for (const column of ['route_id', 'key_id'] as const) {
    await database.schema.createIndex(`budgets_by_${column}`).on('budgets').column(column).execute();
  }
}

async function widen({ database }: Context): Promise<void> {
  for (const column of ['plan', 'file_credits'] as const) {
    await database.schema.alterTable('workspaces').addColumn(column, 'text').execute();
  }
  for (const column of ['member', 'tags'] as const) {
    await database.schema.alterTable('keys').addColumn(column, 'text').execute();
  }
}
