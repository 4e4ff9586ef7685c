import type { Migration } from './migration.ts';

/**
 * People and the ways they sign in. The sign-in library reads and writes the rows of most of these; what a column is called
 * follows from its names.
 */
export const people: Migration = {
  name: '0012-people',
  async up(context) {
    await createPeople(context);
    await createSessions(context);
    await createAccounts(context);
    await createVerifications(context);
    await createTwoFactors(context);
    await createPasskeys(context);
    await createSsoProviders(context);
  },
};

type Context = Parameters<Migration['up']>[0];

async function createPeople({ database, traits }: Context): Promise<void> {
  await database.schema
    .createTable('people')
    .addColumn('id', traits.sortableText, (column) => column.notNull().primaryKey())
    .addColumn('email', traits.sortableText, (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('email_verified', 'integer', (column) => column.notNull())
    .addColumn('image', 'text')
    .addColumn('two_factor_enabled', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('is_installation_admin', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('disabled', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
    .execute();
}

async function createSessions({ database, traits }: Context): Promise<void> {
  await ownedTable({ database, traits, name: 'people_sessions' })
    .addColumn('token', traits.sortableText, (column) => column.notNull().unique())
    .addColumn('ip_address', 'text')
    .addColumn('user_agent', 'text')
    .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
    .execute();
  await database.schema.createIndex('people_sessions_by_person').on('people_sessions').column('user_id').execute();
}

async function createAccounts({ database, traits }: Context): Promise<void> {
  await ownedTable({ database, traits, name: 'people_accounts' })
    .addColumn('provider_id', traits.sortableText, (column) => column.notNull())
    .addColumn('account_id', traits.sortableText, (column) => column.notNull())
    .addColumn('password', 'text')
    .addColumn('access_token', 'text')
    .addColumn('refresh_token', 'text')
    .addColumn('id_token', 'text')
    .addColumn('access_token_expires_at_ms', 'bigint')
    .addColumn('refresh_token_expires_at_ms', 'bigint')
    .addColumn('scope', 'text')
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('people_accounts_once', ['provider_id', 'account_id'])
    .execute();
  await database.schema.createIndex('people_accounts_by_person').on('people_accounts').column('user_id').execute();
}

async function createVerifications({ database, traits }: Context): Promise<void> {
  await database.schema
    .createTable('people_verifications')
    .addColumn('id', traits.sortableText, (column) => column.notNull().primaryKey())
    .addColumn('identifier', traits.sortableText, (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('expires_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .addColumn('updated_at_ms', 'bigint', (column) => column.notNull())
    .execute();
  await database.schema
    .createIndex('people_verifications_by_identifier')
    .on('people_verifications')
    .column('identifier')
    .execute();
}

async function createTwoFactors({ database, traits }: Context): Promise<void> {
  await ownedTable({ database, traits, name: 'people_two_factors' })
    .addColumn('secret', 'text', (column) => column.notNull())
    .addColumn('backup_codes', 'text', (column) => column.notNull())
    .addColumn('verified', 'integer')
    .addColumn('failed_verification_count', 'integer')
    .addColumn('locked_until_ms', 'bigint')
    .addUniqueConstraint('people_two_factors_once', ['user_id'])
    .execute();
}

async function createPasskeys({ database, traits }: Context): Promise<void> {
  await ownedTable({ database, traits, name: 'people_passkeys' })
    .addColumn('name', 'text')
    .addColumn('public_key', 'text', (column) => column.notNull())
    .addColumn('credential_id', traits.sortableText, (column) => column.notNull().unique())
    .addColumn('counter', 'bigint', (column) => column.notNull())
    .addColumn('device_type', 'text', (column) => column.notNull())
    .addColumn('backed_up', 'integer', (column) => column.notNull())
    .addColumn('transports', 'text')
    .addColumn('created_at_ms', 'bigint')
    .addColumn('aaguid', 'text')
    .execute();
  await database.schema.createIndex('people_passkeys_by_person').on('people_passkeys').column('user_id').execute();
}

async function createSsoProviders({ database, traits }: Context): Promise<void> {
  await database.schema
    .createTable('people_sso_providers')
    .addColumn('id', traits.sortableText, (column) => column.notNull().primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('client_id', 'text', (column) => column.notNull())
    .addColumn('sealed_secret', 'text', (column) => column.notNull())
    .addColumn('scopes', 'text', (column) => column.notNull())
    .addColumn('groups_claim', 'text', (column) => column.notNull())
    .addColumn('group_roles', 'text', (column) => column.notNull())
    .addColumn('domains', 'text', (column) => column.notNull())
    .addColumn('enforced', 'integer', (column) => column.notNull())
    .addColumn('creates_people', 'integer', (column) => column.notNull())
    .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
    .execute();
}

/** A table whose rows belong to a person, and go with them. */
function ownedTable({ database, traits, name }: Context & { readonly name: string }) {
  return database.schema
    .createTable(name)
    .addColumn('id', traits.sortableText, (column) => column.notNull().primaryKey())
    .addColumn('user_id', traits.sortableText, (column) =>
      column.notNull().references('people.id').onDelete('cascade'),
    );
}
