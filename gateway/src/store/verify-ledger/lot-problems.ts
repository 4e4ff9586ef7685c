import { type Kysely, sql } from 'kysely';
import type { Database } from '../database-schema.ts';

/** Lots of credits that leave less than the balance, or more than came, and credits that came and are no lot. */
export async function* lotProblems({ database }: { database: Kysely<Database> }): AsyncGenerator<string> {
  yield* unlikelyLots(database);
  yield* missingLots(database);
  yield* tooLittleLeft(database);
}

async function* unlikelyLots(database: Kysely<Database>): AsyncGenerator<string> {
  const { rows } = await sql<{ id: string; left_nano_usd: number; came: number | null }>`
    select l.transfer_id as id, l.left_nano_usd as left_nano_usd, t.nano_usd as came from credit_lots l
    left join ledger_transfers t on t.id = l.transfer_id
    where t.id is null or l.left_nano_usd < 0 or l.left_nano_usd > t.nano_usd`.execute(database);
  for (const { id, left_nano_usd, came } of rows) {
    yield `Of the credits ${id}, ${left_nano_usd} nano-dollars are said to be left, but ${came ?? 0} came.`;
  }
}

async function* missingLots(database: Kysely<Database>): AsyncGenerator<string> {
  const { rows } = await sql<{ id: string }>`
    select t.id as id from ledger_transfers t left join credit_lots l on l.transfer_id = t.id
    where t.kind in ('bought', 'granted', 'adjusted', 'expired') and t.to_account = 'credits'
      and l.transfer_id is null`.execute(database);
  for (const { id } of rows) yield `Nothing says what is left of the credits ${id}.`;
}

/** More is possible: what was spent is taken from the lots when they change the next time. */
async function* tooLittleLeft(database: Kysely<Database>): AsyncGenerator<string> {
  const { rows } = await sql<{ workspace_id: string; left_nano_usd: string; unspent: string }>`
    select l.workspace_id as workspace_id, cast(l.amount as text) as left_nano_usd, cast(b.amount as text) as unspent
    from (select workspace_id, sum(left_nano_usd) as amount from credit_lots group by workspace_id) l
    join (select workspace_id, sum(nano_usd) as amount from ledger_balances
      where account in ('credits', 'held') group by workspace_id) b on b.workspace_id = l.workspace_id
    where l.amount < b.amount`.execute(database);
  for (const { workspace_id, left_nano_usd, unspent } of rows) {
    yield `The credits of workspace ${workspace_id} leave ${left_nano_usd} nano-dollars, but its balance is ${unspent}.`;
  }
}
