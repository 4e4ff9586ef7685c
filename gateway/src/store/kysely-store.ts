import type { Kysely, Transaction } from 'kysely';
import { readId } from '../domain/ids.ts';
import type { Store } from '../domain/store.ts';
import type { Vault } from '../domain/vault.ts';
import { createAccessStore } from './access-store.ts';
import { createAdmittedSince } from './admitted-since.ts';
import { createAppendRequests } from './append-requests.ts';
import { createAuditLog } from './audit-log.ts';
import type { Database } from './database-schema.ts';
import { changedSince, EVERYTHING } from './definition-changes.ts';
import { writeDefinitions } from './definition-writes.ts';
import { DEFINITIONS_COUNTER } from './definitions-counter.ts';
import { createDeliveryStore } from './delivery-store.ts';
import { createEventStore } from './event-store.ts';
import { createIdempotentRequests } from './idempotent-requests.ts';
import { createLedgerPosting } from './ledger-posting.ts';
import { createLedgerStore } from './ledger-store.ts';
import { WRITING } from './node-sqlite-dialect.ts';
import { createOpenAttemptLog } from './open-attempts.ts';
import { createPeopleStore } from './people-store.ts';
import { readDefinitions } from './read-definitions.ts';
import { createReleaseStore } from './release-store.ts';
import { createRequestContents } from './request-contents.ts';
import { createRequestLog } from './request-log.ts';
import { sealStoredFields } from './seal-stored-fields.ts';
import { createSealedRows } from './sealed-rows.ts';
import { createSpendingShares } from './spending-shares.ts';
import type { StatementTraits } from './statement-traits.ts';
import { createUsageStore } from './usage-store.ts';

interface KyselyStoreInput {
  readonly database: Kysely<Database>;
  /** Undefined: for whoever keeps no secrets, and reads none. */
  readonly vault: Vault | undefined;
  readonly traits: StatementTraits;
}

/** The store on either database: what differs between them is settled by who opened it. */
export function createKyselyStore({ database, vault, traits }: KyselyStoreInput): Store {
  const versionQuery = database
    .selectFrom('counters')
    .select('value')
    .where('name', '=', DEFINITIONS_COUNTER)
    .compile();
  const rows = createSealedRows({ vault });
  const atOneMoment = <Result>(read: (transaction: Transaction<Database>) => Promise<Result>): Promise<Result> =>
    database.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read);
  const posting = createLedgerPosting({ database, traits });
  return {
    ...createRequestLog({ database }),
    admittedSince: createAdmittedSince({ database }),
    ...createOpenAttemptLog({ database, traits, posting }),
    appendRequests: createAppendRequests({ database, traits, posting }),
    ...createRequestContents({ database, traits }),
    ledger: createLedgerStore({ database, posting }),
    idempotency: createIdempotentRequests({ database, traits }),
    shares: createSpendingShares({
      database,
      traits,
      readerOn: (transaction) => ({
        ...createRequestLog({ database: transaction }),
        ledger: createLedgerStore({ database: transaction, posting }),
      }),
    }),
    usage: createUsageStore({ database }),
    events: createEventStore({ database }),
    deliveries: createDeliveryStore({ database, rows }),
    async definitionsVersion() {
      const { rows } = await database.executeQuery(versionQuery);
      return String(rows[0]?.value ?? 0);
    },
    readDefinitions: () =>
      atOneMoment((transaction) => readDefinitions({ database: transaction, rows, only: undefined })),
    readDefinitionChanges: ({ since }) =>
      atOneMoment(async (transaction) => {
        const { version, changed } = await changedSince({ database: transaction, version: since });
        const only = changed === EVERYTHING ? undefined : [...changed];
        return { version, changed, definitions: await readDefinitions({ database: transaction, rows, only }) };
      }),
    async workspacesToRemove({ nowMs }) {
      const due = database.selectFrom('workspaces').select('id').where('delete_at_ms', '<=', nowMs);
      return (await due.execute()).map(({ id }) => readId({ kind: 'ws', text: id }));
    },
    async write(act) {
      const work = { hasConnection: false, ended: false };
      try {
        return await WRITING.run(work, () =>
          database
            .transaction()
            .execute((transaction) => writeDefinitions({ transaction, posting, rows, act, nowMs: Date.now() })),
        );
      } finally {
        work.ended = true;
      }
    },
    sealStoredFields: () => sealStoredFields({ database, rows }),
    audit: createAuditLog({ database }),
    people: createPeopleStore({ database, traits }),
    access: createAccessStore({ database }),
    routes: createReleaseStore({ database }),
    async readSetting(name) {
      const row = await database.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst();
      return row?.value;
    },
    // In a transaction, since only beginning one waits for another process without stopping this one.
    async writeSetting({ name, value }) {
      await database.transaction().execute((transaction) =>
        transaction
          .insertInto('settings')
          .values({ name, value })
          .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
          .execute(),
      );
    },
    close: () => database.destroy(),
  };
}
