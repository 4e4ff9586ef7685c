import { type Kysely, sql, type Transaction } from 'kysely';
import { LEDGER_ACCOUNTS, type LedgerAccount, type LedgerTransfer } from '../domain/ledger.ts';
import { createBulkInsert } from './bulk-insert.ts';
import type { Database } from './database-schema.ts';
import { TRANSFER_COLUMNS } from './ledger-rows.ts';
import type { StatementTraits } from './statement-traits.ts';

interface PostRun {
  readonly transaction: Transaction<Database>;
  readonly transfers: readonly LedgerTransfer[];
}

/** Writes transfers, and moves the balances by those that were not there, and no others. */
export interface LedgerPosting {
  /** Returns the ids of those that were not there. */
  post(run: PostRun): Promise<ReadonlySet<string>>;
  /**
   * For transfers of attempts whose record is new: nothing but their holds may be there. Takes less time than `post`.
   * @throws KeyIsThere where another one is there
   */
  postNew(run: PostRun): Promise<void>;
}

interface BalanceChange {
  readonly workspaceId: string;
  readonly account: LedgerAccount;
  readonly nanoUsd: number;
}

export function createLedgerPosting({
  database,
  traits,
}: {
  readonly database: Kysely<Database>;
  readonly traits: StatementTraits;
}): LedgerPosting {
  const transfersTable = createBulkInsert({ database, traits, table: 'ledger_transfers', columns: TRANSFER_COLUMNS });
  const changeBalances = createBulkInsert<BalanceChange>({
    database,
    traits,
    table: 'ledger_balances',
    columns: {
      workspace_id: ({ workspaceId }) => workspaceId,
      account: ({ account }) => account,
      nano_usd: ({ nanoUsd }) => nanoUsd,
    },
    onConflict: sql`on conflict (workspace_id, account) do update
      set nano_usd = ledger_balances.nano_usd + excluded.nano_usd`,
  });
  const move = (run: PostRun) =>
    changeBalances.insert({ transaction: run.transaction, items: changesBy(run.transfers) });
  const post: LedgerPosting['post'] = async ({ transaction, transfers }) => {
    const inserted = await transfersTable.insertMissing({ transaction, items: transfers });
    // The first of its id is the one that went in.
    const pending = new Set(inserted);
    await move({ transaction, transfers: transfers.filter(({ id }) => pending.delete(id)) });
    return inserted;
  };
  return {
    post,
    async postNew({ transaction, transfers }) {
      const holds = transfers.filter(({ kind }) => kind === 'held');
      const others = holds.length === 0 ? transfers : transfers.filter(({ kind }) => kind !== 'held');
      const inserted = await transfersTable.insertMissing({ transaction, items: holds });
      await transfersTable.insertNew({ transaction, items: others });
      await move({ transaction, transfers: [...others, ...holds.filter(({ id }) => inserted.has(id))] });
    },
  };
}

/** In one order everywhere, so that two transactions that touch the same rows wait for each other, and not in a circle. */
function changesBy(transfers: readonly LedgerTransfer[]): readonly BalanceChange[] {
  const workspaces = new Map<string, Map<LedgerAccount, number>>();
  for (const { workspaceId, from, to, nanoUsd } of transfers) {
    if (nanoUsd === 0) continue;
    const sums = workspaces.get(workspaceId) ?? new Map<LedgerAccount, number>();
    workspaces.set(workspaceId, sums);
    sums.set(from, (sums.get(from) ?? 0) - nanoUsd);
    sums.set(to, (sums.get(to) ?? 0) + nanoUsd);
  }
  return [...workspaces.keys()].sort().flatMap((workspaceId) =>
    LEDGER_ACCOUNTS.flatMap((account) => {
      const nanoUsd = workspaces.get(workspaceId)?.get(account) ?? 0;
      return nanoUsd === 0 ? [] : [{ workspaceId, account, nanoUsd }];
    }),
  );
}
