import type { Migration } from './migration.ts';

/**
 * Headers of connections and addresses of webhooks, sealed. They stand beside the columns in the clear, which stay for the
 * release before and hold nothing any more: see `sealed-rows.ts`.
 */
export const sealedFields: Migration = {
  name: '0019-sealed-fields',
  async up({ database }) {
    await database.schema.alterTable('connections').addColumn('sealed_headers', 'text').execute();
    await database.schema.alterTable('webhooks').addColumn('sealed_url', 'text').execute();
  },
};
