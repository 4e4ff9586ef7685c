import type { Kysely } from 'kysely';
import { lockChain } from './audit-chain.ts';
import type { Database } from './database-schema.ts';
import { NO_CLEAR_HEADERS, NO_CLEAR_URL, type SealedRows } from './sealed-rows.ts';

/**
 * Seals what still stands in the clear: written by a release that sealed none of it, before this one or beside it.
 * Changes no definition: nobody has to read them anew, and the audit log says nothing.
 *
 * @returns how many rows it sealed
 */
export async function sealStoredFields({
  database,
  rows,
}: {
  readonly database: Kysely<Database>;
  readonly rows: SealedRows;
}): Promise<number> {
  // A look without the lock first: nearly every start finds nothing to do, and must not wait for a writer.
  const seen = await readClear(database);
  if (seen.connections.length + seen.webhooks.length === 0) return 0;
  return database.transaction().execute(async (transaction) => {
    await lockChain(transaction);
    const { connections, webhooks } = await readClear(transaction);
    for (const row of connections) {
      const { headers, sealed_headers, enabled } = rows.connectionToRow(rows.connectionFromRow(row));
      const sealed = { headers, sealed_headers, enabled };
      await transaction.updateTable('connections').set(sealed).where('id', '=', row.id).execute();
    }
    for (const row of webhooks) {
      const { url, sealed_url } = rows.webhookToRow(rows.webhookFromRow(row));
      await transaction.updateTable('webhooks').set({ url, sealed_url }).where('id', '=', row.id).execute();
    }
    return connections.length + webhooks.length;
  });
}

async function readClear(database: Kysely<Database>) {
  const connections = database.selectFrom('connections').selectAll().where('headers', '<>', NO_CLEAR_HEADERS);
  const webhooks = database.selectFrom('webhooks').selectAll().where('url', '<>', NO_CLEAR_URL);
  return { connections: await connections.execute(), webhooks: await webhooks.execute() };
}
