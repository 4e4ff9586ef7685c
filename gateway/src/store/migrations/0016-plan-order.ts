import type { Migration } from './migration.ts';

/** Why the attempts of a request stood in their order: JSON; null where that was the order of the route. */
export const planOrder: Migration = {
  name: '0016-plan-order',
  async up({ database }) {
    await database.schema.alterTable('requests').addColumn('plan_order', 'text').execute();
  },
};
