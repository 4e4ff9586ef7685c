import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../database-schema.ts';
import { StoreError } from '../store-error.ts';
import type { Migration, SchemaTraits } from './migration.ts';

export interface MigrationRun {
  readonly database: Kysely<Database>;
  readonly migrations: readonly Migration[];
  /** The newest step that a program must know to run beside this one. */
  readonly readableSince?: string | undefined;
  readonly traits: SchemaTraits;
  /** Whether `schema_migrations` exists already. */
  readonly hasSchema: (database: Kysely<Database>) => Promise<boolean>;
  /** Makes other processes that open the same database wait until the transaction ends. */
  readonly lock: (transaction: Transaction<Database>) => Promise<void>;
  readonly nowMs: number;
}

/**
 * Brings the schema up to date: all missing steps in one transaction, by one process at a time.
 *
 * @throws StoreError if a step fails (nothing is changed then), or if the schema is newer than this program
 */
export async function runMigrations(run: MigrationRun): Promise<void> {
  // A look without the lock first: nearly every start finds nothing to do, and must not wait for a writer.
  const isThere = await run.hasSchema(run.database);
  const seen = isThere ? await readApplied(run.database) : NOTHING;
  if (missingOf({ run, applied: seen }).length === 0) return;
  await run.database.transaction().execute(async (transaction) => {
    await run.lock(transaction);
    await transaction.schema
      .createTable('schema_migrations')
      .ifNotExists()
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('applied_at_ms', 'bigint', (column) => column.notNull())
      .execute();
    const applied = await readApplied(transaction);
    for (const migration of missingOf({ run, applied })) await applyStep({ run, transaction, migration });
    if (run.readableSince !== undefined) await writeReadableSince({ transaction, value: run.readableSince });
  });
}

async function applyStep(step: { run: MigrationRun; transaction: Transaction<Database>; migration: Migration }) {
  const { run, transaction, migration } = step;
  try {
    await migration.up({ database: transaction, traits: run.traits });
    await transaction
      .insertInto('schema_migrations')
      .values({ name: migration.name, applied_at_ms: run.nowMs })
      .execute();
  } catch (error) {
    throw new StoreError(
      `The database could not be brought up to date (step ${migration.name}). Nothing was changed. ` +
        'Start the previous version of LatentKit again, and report this error.',
      { cause: error },
    );
  }
}

function missingOf({ run, applied }: { run: MigrationRun; applied: Applied }): readonly Migration[] {
  const known = run.migrations.map((migration) => migration.name);
  const unknown = [...applied.steps].filter((name) => !known.includes(name));
  // Steps only add (expand) until a later release takes away what nobody uses any more (contract): a newer schema can be
  // used, as long as the newer program says so.
  const mayUse = applied.readableSince !== undefined && known.includes(applied.readableSince);
  if (unknown.length > 0 && !mayUse) {
    throw new StoreError(
      `The database was written by a newer LatentKit (schema step ${unknown.join(', ')}). ` +
        'Start that version, or restore a backup from before the upgrade.',
    );
  }
  return run.migrations.filter((migration) => !applied.steps.has(migration.name));
}

interface Applied {
  readonly steps: ReadonlySet<string>;
  /** The newest step that a program must know, to run on this schema. Undefined: whoever wrote it said nothing. */
  readonly readableSince: string | undefined;
}

const NOTHING: Applied = { steps: new Set(), readableSince: undefined };
const READABLE_SINCE = 'schema.readable_since';
/** Makes the table that the setting stands in. */
const STEP_OF_SETTINGS = '0001-foundation';

async function readApplied(database: Kysely<Database>): Promise<Applied> {
  const rows = await database.selectFrom('schema_migrations').select('name').execute();
  const steps = new Set(rows.map((row) => row.name));
  if (!steps.has(STEP_OF_SETTINGS)) return { steps, readableSince: undefined };
  const said = database.selectFrom('settings').select('value').where('name', '=', READABLE_SINCE);
  return { steps, readableSince: (await said.executeTakeFirst())?.value };
}

async function writeReadableSince({ transaction, value }: { transaction: Transaction<Database>; value: string }) {
  await transaction
    .insertInto('settings')
    .values({ name: READABLE_SINCE, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}
