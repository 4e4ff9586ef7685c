import type { Kysely, Transaction } from 'kysely';
import * as z from 'zod';
import type { DefinitionChanges, DefinitionsOf } from '../domain/definition-changes.ts';
import { readId, type WorkspaceId } from '../domain/ids.ts';
import type { Database } from './database-schema.ts';
import { DEFINITIONS_COUNTER } from './definitions-counter.ts';
import { readJson } from './stored-json.ts';

/** In place of a workspace: what changed concerns all of them. */
export const EVERYTHING = 'everything';

/** Workspaces that a transaction has changed so far, in what requests are served by. */
export type ChangedWorkspaces = Set<string>;

/** Whoever is further behind than this, or has more to put together, reads everything: that takes no longer then. */
const MOST_VERSIONS = 100;
const MOST_WORKSPACES = 50;

const workspacesSchema = z.array(z.string());

/** Counts the version up, and writes down what it changed. The transaction holds the counter's row. */
export async function countUp({
  transaction,
  changed,
}: {
  readonly transaction: Transaction<Database>;
  readonly changed: ChangedWorkspaces;
}): Promise<void> {
  const { value: version } = await transaction
    .updateTable('counters')
    .set((column) => ({ value: column('value', '+', 1) }))
    .where('name', '=', DEFINITIONS_COUNTER)
    .returning('value')
    .executeTakeFirstOrThrow();
  const concernsAll = changed.has(EVERYTHING) || changed.size > MOST_WORKSPACES;
  const workspaces = concernsAll ? null : JSON.stringify([...changed]);
  // A database that was put back in time and counts anew may have a row of that version already.
  await transaction.deleteFrom('definition_changes').where('version', '>=', version).execute();
  await transaction
    .deleteFrom('definition_changes')
    .where('version', '<=', version - MOST_VERSIONS)
    .execute();
  await transaction.insertInto('definition_changes').values({ version, workspaces }).execute();
}

/**
 * Which workspaces changed after a version. A version without a row was counted by a release that writes none: then, as for
 * a version that is too old or not of this database, everything may have changed. Consistent only within one transaction.
 */
export async function changedSince({
  database,
  version,
}: {
  readonly database: Kysely<Database>;
  readonly version: string | undefined;
}): Promise<Pick<DefinitionChanges, 'version' | 'changed'>> {
  const now = await database
    .selectFrom('counters')
    .select('value')
    .where('name', '=', DEFINITIONS_COUNTER)
    .executeTakeFirst();
  const latest = now?.value ?? 0;
  const known = version === undefined ? Number.NaN : Number(version);
  const behind = latest - known;
  const all = { version: String(latest), changed: EVERYTHING } as const;
  // Also where there is no number at all.
  if (!(behind >= 0 && behind <= MOST_VERSIONS)) return all;
  const rows = await database
    .selectFrom('definition_changes')
    .select('workspaces')
    .where('version', '>', known)
    .where('version', '<=', latest)
    .execute();
  if (rows.length < behind) return all;
  const changed = new Set<WorkspaceId>();
  for (const { workspaces } of rows) {
    if (workspaces === null) return all;
    for (const text of readJson({ schema: workspacesSchema, text: workspaces })) {
      changed.add(readId({ kind: 'ws', text }));
    }
  }
  return changed.size > MOST_WORKSPACES ? all : { version: String(latest), changed };
}

/** A row that belongs to a workspace. */
interface OwnRow {
  readonly table: 'connections' | 'routes' | 'keys' | 'budgets' | 'webhooks';
  readonly id: string;
}

/** Writes a row, and writes down whose it was and is. */
export type ChangingRow = <Result>(
  row: OwnRow,
  write: (transaction: Transaction<Database>) => Promise<Result>,
) => Promise<Result>;

export function changingRowsOf({
  within,
  changed,
}: {
  /** The open transaction. */
  readonly within: () => Transaction<Database>;
  readonly changed: ChangedWorkspaces;
}): ChangingRow {
  const addOwner = async (row: OwnRow): Promise<void> => {
    const owner = await findOwner({ transaction: within(), row });
    if (owner !== undefined) changed.add(owner);
  };
  return async (row, write) => {
    // Before as well: whose it was is not to be found any more when it is gone.
    await addOwner(row);
    const result = await write(within());
    await addOwner(row);
    return result;
  };
}

/** A connection of the house is everybody's. */
async function findOwner({
  transaction,
  row: { table, id },
}: {
  readonly transaction: Transaction<Database>;
  readonly row: OwnRow;
}): Promise<string | undefined> {
  if (table !== 'connections') {
    const row = await transaction.selectFrom(table).select('workspace_id').where('id', '=', id).executeTakeFirst();
    return row?.workspace_id;
  }
  const connections = transaction.selectFrom('connections').select(['workspace_id', 'shared']).where('id', '=', id);
  const connection = await connections.executeTakeFirst();
  return connection?.shared ? EVERYTHING : connection?.workspace_id;
}

/** Whether other workspaces are served by something that goes with this one. */
export async function sharesSomething({
  database,
  workspaceId,
}: {
  readonly database: Kysely<Database>;
  readonly workspaceId: string;
}): Promise<boolean> {
  const plans = database.selectFrom('plans').select('name').where('workspace_id', '=', workspaceId).limit(1);
  const connections = database.selectFrom('connections').select('id').where('workspace_id', '=', workspaceId);
  const shared = await connections.where('shared', '=', 1).limit(1).executeTakeFirst();
  return shared !== undefined || (await plans.executeTakeFirst()) !== undefined;
}

/** The workspaces of which something is read; undefined: of all. */
export async function workspacesOf({
  database,
  of,
}: {
  readonly database: Kysely<Database>;
  readonly of: DefinitionsOf | undefined;
}): Promise<readonly string[] | undefined> {
  if (of === undefined) return undefined;
  if ('workspaceId' in of) return [of.workspaceId];
  const row = database.selectFrom('routes').select('workspace_id').where('id', '=', of.routeId);
  return (await row.execute()).map(({ workspace_id }) => workspace_id);
}
