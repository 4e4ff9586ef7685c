import { type Kysely, sql } from 'kysely';
import type { Database } from '../database-schema.ts';
import { readLastSeq, type SeqPage, seqPages } from './seq-pages.ts';

interface Balance {
  readonly workspaceId: string;
  readonly account: string;
  readonly nanoUsd: bigint;
}

/** Balances that are not the sum of their transfers, and workspaces whose accounts don't sum up to zero. */
export async function* balanceProblems({ database }: { database: Kysely<Database> }): AsyncGenerator<string> {
  const { balances, lastSeq } = await readBalances(database);
  const totals = new Map(balances.map(({ workspaceId, account }) => [keyOf({ workspaceId, account }), 0n]));
  for await (const page of seqPages({ lastSeq })) {
    for (const { nanoUsd, ...of } of await sumPage({ database, page })) {
      const key = keyOf(of);
      totals.set(key, (totals.get(key) ?? 0n) + nanoUsd);
    }
  }
  const stored = new Map(balances.map(({ nanoUsd, ...of }) => [keyOf(of), nanoUsd]));
  for (const [key, total] of totals) {
    if (total === (stored.get(key) ?? 0n)) continue;
    const problem = await confirm({ database, ...partsOf(key) });
    if (problem !== undefined) yield problem;
  }
  yield* notZero(balances);
}

function* notZero(balances: readonly Balance[]): Generator<string> {
  for (const [workspaceId, accounts] of Map.groupBy(balances, (balance) => balance.workspaceId)) {
    const sum = accounts.reduce((total, { nanoUsd }) => total + nanoUsd, 0n);
    if (sum !== 0n) yield `The accounts of workspace ${workspaceId} sum up to ${sum} nano-dollars instead of zero.`;
  }
}

/** The balances as they were when the last transfer up to `lastSeq` was posted. */
async function readBalances(database: Kysely<Database>) {
  return database
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (transaction) => {
      const rows = await transaction
        .selectFrom('ledger_balances')
        .select(['workspace_id', 'account', sql<string>`cast(nano_usd as text)`.as('amount')])
        .execute();
      return { balances: rows.map(balanceOf), lastSeq: await readLastSeq(transaction) };
    });
}

async function sumPage(of: { database: Kysely<Database>; page: SeqPage }): Promise<readonly Balance[]> {
  const { after, upTo } = of.page;
  const { rows } = await sql<{ workspace_id: string; account: string; amount: string }>`
    select workspace_id, account, cast(sum(amount) as text) as amount from (
      select workspace_id, from_account as account, -nano_usd as amount
        from ledger_transfers where seq > ${after} and seq <= ${upTo}
      union all
      select workspace_id, to_account as account, nano_usd as amount
        from ledger_transfers where seq > ${after} and seq <= ${upTo}
    ) as entries group by workspace_id, account`.execute(of.database);
  return rows.map(balanceOf);
}

/**
 * Looks once more, at both in one moment. Where several processes write, a transfer may have got its place in the order
 * before the balances were read, and have become visible only after that.
 */
async function confirm(of: { database: Kysely<Database>; workspaceId: string; account: string }) {
  const { database, workspaceId, account } = of;
  const { rows } = await sql<{ balance: string; total: string }>`
    select
      cast(coalesce((select nano_usd from ledger_balances
        where workspace_id = ${workspaceId} and account = ${account}), 0) as text) as balance,
      cast(coalesce((select sum(case when to_account = ${account} then nano_usd else -nano_usd end)
        from ledger_transfers
        where workspace_id = ${workspaceId} and (from_account = ${account} or to_account = ${account})
      ), 0) as text) as total`.execute(database);
  const [found] = rows;
  if (found === undefined || found.balance === found.total) return undefined;
  return (
    `The balance of the account "${account}" of workspace ${workspaceId} is ${found.balance} nano-dollars, ` +
    `but its transfers sum up to ${found.total}.`
  );
}

function balanceOf(row: { workspace_id: string; account: string; amount: string }): Balance {
  return { workspaceId: row.workspace_id, account: row.account, nanoUsd: BigInt(row.amount) };
}

/** No account has a space in its name. */
function keyOf({ workspaceId, account }: { workspaceId: string; account: string }): string {
  return `${account} ${workspaceId}`;
}

function partsOf(key: string): { readonly workspaceId: string; readonly account: string } {
  const space = key.indexOf(' ');
  return { account: key.slice(0, space), workspaceId: key.slice(space + 1) };
}
