import type { Kysely } from 'kysely';
import type { NewPerson, PeopleStore } from '../domain/people-store.ts';
import type { Database } from './database-schema.ts';
import { createIdentityRows } from './identity-rows.ts';
import { personFromRow, sessionFromRow, ssoProviderFromRow, ssoProviderToRow } from './people-rows.ts';
import type { StatementTraits } from './statement-traits.ts';

type Connection = Kysely<Database>;

/** Whoever writes this row is the installation's first person. */
const CLAIM = 'people_claimed_by';
const FLAGS = 'people_flags_changed_at';

/** People, their sessions and their ways to sign in. */
export function createPeopleStore({
  database,
  traits,
}: {
  readonly database: Connection;
  readonly traits: StatementTraits;
}): PeopleStore {
  const inTransaction = <Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> =>
    database.transaction().execute(work);
  return {
    rows: createIdentityRows({ database, traits }),
    ...createReads({ database }),
    claim: (person) =>
      inTransaction(async (connection) => {
        const claim = connection
          .insertInto('settings')
          .values({ name: CLAIM, value: person.id })
          .onConflict((conflict) => conflict.doNothing())
          .returning('name');
        if ((await claim.executeTakeFirst()) === undefined) return false;
        const somebody = await connection.selectFrom('people').select('id').limit(1).executeTakeFirst();
        return somebody === undefined && (await insertPerson({ connection, person }));
      }),
    add: (person) => inTransaction((connection) => insertPerson({ connection, person })),
    async remove(personId) {
      await inTransaction((connection) => connection.deleteFrom('people').where('id', '=', personId).execute());
    },
    async setFlag(change) {
      try {
        return await inTransaction((connection) => setFlag({ connection, change }));
      } catch (error) {
        if (error instanceof LastAdminError) return 'last_admin';
        throw error;
      }
    },
    async touchSession({ id, nowMs }) {
      await inTransaction((connection) =>
        connection.updateTable('people_sessions').set({ updated_at_ms: nowMs }).where('id', '=', id).execute(),
      );
    },
    endSessions: ({ personId, only, except }) =>
      inTransaction(async (connection) => {
        let ending = connection.deleteFrom('people_sessions').where('user_id', '=', personId);
        if (only !== undefined) ending = ending.where('id', '=', only);
        if (except !== undefined) ending = ending.where('id', '<>', except);
        return Number((await ending.executeTakeFirst()).numDeletedRows);
      }),
    addResetToken: (token) => inTransaction((connection) => addResetToken({ connection, token })),
    saveSsoProvider: (provider) =>
      inTransaction(async (connection) => {
        const { id, created_at_ms: _, ...changed } = ssoProviderToRow(provider);
        await connection
          .insertInto('people_sso_providers')
          .values(ssoProviderToRow(provider))
          .onConflict((conflict) => conflict.column('id').doUpdateSet(changed))
          .execute();
      }),
    removeSsoProvider: (id) =>
      inTransaction(async (connection) => {
        await connection.deleteFrom('people_sso_providers').where('id', '=', id).execute();
        await connection.deleteFrom('people_accounts').where('provider_id', '=', id).execute();
      }),
    forgetExpired: ({ nowMs, sessionsUnusedSinceMs }) =>
      inTransaction(async (connection) => {
        const sessions = connection
          .deleteFrom('people_sessions')
          .where((row) => row.or([row('expires_at_ms', '<', nowMs), row('updated_at_ms', '<', sessionsUnusedSinceMs)]));
        const secrets = connection.deleteFrom('people_verifications').where('expires_at_ms', '<', nowMs);
        const ended = (await sessions.executeTakeFirst()).numDeletedRows;
        return Number(ended + (await secrets.executeTakeFirst()).numDeletedRows);
      }),
  };
}

function createReads({ database }: { readonly database: Connection }) {
  const people = () => database.selectFrom('people').selectAll();
  return {
    async isEmpty() {
      return (await database.selectFrom('people').select('id').limit(1).executeTakeFirst()) === undefined;
    },
    async find(personId) {
      const row = await people().where('id', '=', personId).executeTakeFirst();
      return row && personFromRow(row);
    },
    async findByEmail(email) {
      const row = await people().where('email', '=', email.toLowerCase()).executeTakeFirst();
      return row && personFromRow(row);
    },
    async list({ afterId, limit }) {
      const all = people().orderBy('id').limit(limit);
      return (await (afterId === undefined ? all : all.where('id', '>', afterId)).execute()).map(personFromRow);
    },
    async waysOf(personId) {
      const accounts = database.selectFrom('people_accounts').select('provider_id').where('user_id', '=', personId);
      return (await accounts.execute()).map(({ provider_id }) => provider_id);
    },
    async sessionsOf({ personId, usedSinceMs, nowMs }) {
      const sessions = database
        .selectFrom('people_sessions')
        .selectAll()
        .where('user_id', '=', personId)
        .where('updated_at_ms', '>=', usedSinceMs)
        .where('expires_at_ms', '>', nowMs)
        .orderBy('id');
      return (await sessions.execute()).map(sessionFromRow);
    },
    async findSession({ digest }) {
      const sessions = database.selectFrom('people_sessions').selectAll().where('token', '=', digest);
      const session = await sessions.executeTakeFirst();
      const person = session && (await people().where('id', '=', session.user_id).executeTakeFirst());
      return session && person && { session: sessionFromRow(session), person: personFromRow(person) };
    },
    async ssoProviders() {
      const providers = database.selectFrom('people_sso_providers').selectAll().orderBy('id');
      return (await providers.execute()).map(ssoProviderFromRow);
    },
  } satisfies Partial<PeopleStore>;
}

async function insertPerson({
  connection,
  person,
}: {
  readonly connection: Connection;
  readonly person: NewPerson;
}): Promise<boolean> {
  const moments = { created_at_ms: person.createdAtMs, updated_at_ms: person.createdAtMs };
  const added = await connection
    .insertInto('people')
    .values({
      id: person.id,
      email: person.email.toLowerCase(),
      name: person.name,
      // Whoever invites vouches for the address.
      email_verified: 1,
      image: null,
      two_factor_enabled: 0,
      is_installation_admin: person.isInstallationAdmin ? 1 : 0,
      disabled: 0,
      ...moments,
    })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (added === undefined) return false;
  await connection
    .insertInto('people_accounts')
    .values({
      id: `credential_${person.id}`,
      user_id: person.id,
      provider_id: 'credential',
      account_id: person.id,
      password: person.passwordHash,
      ...moments,
    })
    .execute();
  return true;
}

async function setFlag({
  connection,
  change,
}: {
  readonly connection: Connection;
  readonly change: Parameters<PeopleStore['setFlag']>[0];
}): ReturnType<PeopleStore['setFlag']> {
  const { personId, flag, on, nowMs } = change;
  // One such change at a time, over all processes: two at once could each leave the other's administrator.
  await connection
    .insertInto('settings')
    .values({ name: FLAGS, value: String(nowMs) })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: String(nowMs) }))
    .execute();
  const { numUpdatedRows } = await connection
    .updateTable('people')
    .set({ [flag]: on ? 1 : 0, updated_at_ms: nowMs })
    .where('id', '=', personId)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return 'not_found';
  const admin = connection
    .selectFrom('people')
    .select('id')
    .where('is_installation_admin', '=', 1)
    .where('disabled', '=', 0)
    .limit(1);
  if ((await admin.executeTakeFirst()) === undefined) throw new LastAdminError();
  await connection.deleteFrom('people_sessions').where('user_id', '=', personId).execute();
  return 'done';
}

/** Takes back the change that would have left nobody. */
class LastAdminError extends Error {}

async function addResetToken({
  connection,
  token,
}: {
  readonly connection: Connection;
  readonly token: Parameters<PeopleStore['addResetToken']>[0];
}): Promise<void> {
  const { personId, digest, expiresAtMs, nowMs } = token;
  await connection.deleteFrom('people_verifications').where('id', '=', `reset_${personId}`).execute();
  await connection
    .insertInto('people_verifications')
    .values({
      id: `reset_${personId}`,
      identifier: digest,
      value: personId,
      expires_at_ms: expiresAtMs,
      created_at_ms: nowMs,
      updated_at_ms: nowMs,
    })
    .execute();
}
