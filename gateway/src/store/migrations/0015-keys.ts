import type { Migration } from './migration.ts';

/** Pages that may use a key, what a key was made from, and the secret of a webhook that its new one stands in for. */
export const keys: Migration = {
  name: '0015-keys',
  async up({ database, traits }) {
    await database.schema.alterTable('keys').addColumn('allowed_origins', 'text').execute();
    // No foreign keys: what is gone leaves a name behind, and the key is refused for it.
    await database.schema.alterTable('keys').addColumn('parent_key_id', traits.sortableText).execute();
    await database.schema.alterTable('keys').addColumn('person_id', traits.sortableText).execute();
    await database.schema.alterTable('keys').addColumn('twin_of_key_id', traits.sortableText).execute();
    await database.schema.alterTable('webhooks').addColumn('previous_sealed_secret', 'text').execute();
    await database.schema.alterTable('webhooks').addColumn('previous_secret_version', 'bigint').execute();
    await database.schema.alterTable('webhooks').addColumn('previous_until_ms', 'bigint').execute();
  },
};
