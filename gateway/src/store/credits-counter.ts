import type { Kysely, Transaction } from 'kysely';
import type { Database } from './database-schema.ts';

const COUNTER = 'credits';

/** First of all in a transaction in which credits come or go: it makes others of that kind wait until this one ends. */
export async function countUpCredits(transaction: Transaction<Database>): Promise<void> {
  await transaction
    .updateTable('counters')
    .set((column) => ({ value: column('value', '+', 1) }))
    .where('name', '=', COUNTER)
    .execute();
}

/** Reads the counter. The query is made once, since it runs every second. */
export function creditsCounterReader({ database }: { database: Kysely<Database> }): () => Promise<string> {
  const query = database.selectFrom('counters').select('value').where('name', '=', COUNTER).compile();
  return async () => {
    const { rows } = await database.executeQuery(query);
    return String(rows[0]?.value ?? 0);
  };
}
