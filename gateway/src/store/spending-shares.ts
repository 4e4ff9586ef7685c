import { type Kysely, sql, type Transaction } from 'kysely';
import type { KnownSpending, SharedAccount, SharedSpending, SpendingShares } from '../domain/spending-shares.ts';
import type { Store } from '../domain/store.ts';
import type { Database } from './database-schema.ts';
import type { StatementTraits } from './statement-traits.ts';

/** Clocks differ, and a request of an ended window may still be written down. */
const KEPT_AFTER_END_MS = 86_400_000;

type SpendingReader = Pick<Store, 'spentSince' | 'ledger'>;

interface SharesInput {
  readonly database: Kysely<Database>;
  readonly traits: StatementTraits;
  /** What reads within a transaction what was spent. */
  readonly readerOn: (transaction: Transaction<Database>) => SpendingReader;
}

export function createSpendingShares({ database, traits, readerOn }: SharesInput): SpendingShares {
  return {
    change: (change) =>
      database.transaction().execute(async (transaction) => {
        // In one order, so that two that want the same accounts wait for each other, and not in a circle.
        for (const account of change.accounts.toSorted(byName)) await lockAccount({ transaction, account });
        // Only now: what another gateway has stored and taken from its share meanwhile must not be missed by both looks.
        const reader = readerOn(transaction);
        const known: KnownSpending[] = [];
        for (const account of change.accounts) {
          const others = await shareOfOthers({ transaction, traits, change, account });
          known.push({ ...(await readSpending({ reader, spending: account.spending })), others });
        }
        const shares = change.decide(known);
        for (const [index, account] of change.accounts.entries()) {
          const amount = Math.max(0, Math.ceil(shares[index] ?? 0));
          await writeShare({ transaction, traits, change, account, amount });
        }
      }),
    async giveBack({ holder, othersOf = false }) {
      await database.transaction().execute((transaction) =>
        transaction
          .deleteFrom('spending_shares')
          .where('instance', '=', holder.instance)
          .where('process', othersOf ? '<>' : '=', holder.process)
          .execute(),
      );
    },
    forget: () =>
      database.transaction().execute(async (transaction) => {
        const ended = transaction
          .selectFrom('spending_accounts')
          .select('id')
          .where('ends_at_ms', '<', sql<number>`${traits.nowMs} - ${sql.lit(KEPT_AFTER_END_MS)}`);
        await transaction.deleteFrom('spending_shares').where('account_id', 'in', ended).execute();
        const { numDeletedRows } = await transaction
          .deleteFrom('spending_accounts')
          .where('id', 'in', ended)
          .executeTakeFirst();
        return Number(numDeletedRows);
      }),
  };
}

type Change = Parameters<SpendingShares['change']>[0];

interface Changing {
  readonly transaction: Transaction<Database>;
  readonly traits: StatementTraits;
  readonly change: Change;
  readonly account: SharedAccount;
}

function byName(left: SharedAccount, right: SharedAccount): number {
  return left.name < right.name ? -1 : 1;
}

/** Whoever comes second waits here until the first one's transaction has ended. */
async function lockAccount({
  transaction,
  account,
}: {
  readonly transaction: Transaction<Database>;
  readonly account: SharedAccount;
}): Promise<void> {
  await transaction
    .insertInto('spending_accounts')
    .values({ id: account.name, ends_at_ms: account.endsAtMs ?? null, changes: 0 })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ changes: sql<number>`spending_accounts.changes + 1` }),
    )
    .execute();
}

async function shareOfOthers({ transaction, traits, change, account }: Changing): Promise<number> {
  const { holder, leaseMs } = change;
  const row = await transaction
    .selectFrom('spending_shares')
    .select(sql<string>`cast(coalesce(sum(amount), 0) as text)`.as('amount'))
    .where('account_id', '=', account.name)
    .where(({ or, eb }) => or([eb('instance', '<>', holder.instance), eb('process', '<>', holder.process)]))
    .where('changed_at_ms', '>', sql<number>`${traits.nowMs} - ${sql.lit(Math.round(leaseMs))}`)
    .executeTakeFirst();
  return Number(row?.amount ?? 0);
}

async function readSpending({
  reader,
  spending,
}: {
  readonly reader: SpendingReader;
  readonly spending: SharedSpending;
}): Promise<Omit<KnownSpending, 'others'>> {
  switch (spending.kind) {
    case 'budget':
      return { spent: await reader.spentSince(spending), granted: undefined };
    case 'allowance':
      return { spent: await reader.ledger.allowanceUsed(spending), granted: undefined };
    case 'credits': {
      const { credits, held, spent } = await reader.ledger.balances(spending);
      return { spent, granted: (await reader.ledger.hasCredits(spending)) ? credits + held + spent : undefined };
    }
  }
}

async function writeShare({
  transaction,
  traits,
  change: { holder },
  account,
  amount,
}: Changing & { readonly amount: number }): Promise<void> {
  if (amount === 0) {
    await transaction
      .deleteFrom('spending_shares')
      .where('account_id', '=', account.name)
      .where('instance', '=', holder.instance)
      .where('process', '=', holder.process)
      .execute();
    return;
  }
  await transaction
    .insertInto('spending_shares')
    .values({ account_id: account.name, ...holder, amount, changed_at_ms: traits.nowMs })
    .onConflict((conflict) =>
      conflict.columns(['account_id', 'instance', 'process']).doUpdateSet({ amount, changed_at_ms: traits.nowMs }),
    )
    .execute();
}
