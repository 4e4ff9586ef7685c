import { type Kysely, sql, type Transaction } from 'kysely';
import { LEDGER_ACCOUNTS, type LedgerAccount, type LedgerTransfer } from '../domain/ledger.ts';
import { createBulkInsert, RETURN_WHAT_IS_NEW } from './bulk-insert.ts';
import type { Database } from './database-schema.ts';
import { TRANSFER_COLUMNS } from './ledger-rows.ts';

export interface LedgerPosting {
  /**
   * Writes the transfers whose ids are not there yet, and moves the balances by these and no others. Returns their ids.
   * Runs for every request: what is unusual about a transfer is somebody else's.
   */
  post(run: {
    readonly transaction: Transaction<Database>;
    readonly transfers: readonly LedgerTransfer[];
  }): Promise<ReadonlySet<string>>;
}

interface BalanceChange {
  readonly workspaceId: string;
  readonly account: LedgerAccount;
  readonly nanoUsd: number;
}

export function createLedgerPosting({ database }: { database: Kysely<Database> }): LedgerPosting {
  const insertTransfers = createBulkInsert({
    database,
    table: 'ledger_transfers',
    columns: TRANSFER_COLUMNS,
    ending: RETURN_WHAT_IS_NEW,
  });
  const changeBalances = createBulkInsert<BalanceChange>({
    database,
    table: 'ledger_balances',
    columns: {
      workspace_id: ({ workspaceId }) => workspaceId,
      account: ({ account }) => account,
      nano_usd: ({ nanoUsd }) => nanoUsd,
    },
    ending: sql`on conflict (workspace_id, account) do update
      set nano_usd = ledger_balances.nano_usd + excluded.nano_usd`,
  });
  return {
    async post({ transaction, transfers }) {
      if (transfers.length === 0) return new Set();
      const inserted = await insertTransfers.insert({ transaction, items: transfers });
      // The first of its id is the one that went in.
      const pending = new Set(inserted);
      const changes = changesBy(transfers.filter(({ id }) => pending.delete(id)));
      await changeBalances.insert({ transaction, items: changes });
      return inserted;
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
