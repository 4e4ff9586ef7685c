import { type Kysely, sql, type Transaction } from 'kysely';
import { earliestId } from '../domain/ids.ts';
import type { LedgerAccount, LedgerBalances, LedgerTransfer } from '../domain/ledger.ts';
import type { LedgerStore } from '../domain/store.ts';
import { changeLots } from './credit-lots.ts';
import { countUpCredits, creditsCounterReader } from './credits-counter.ts';
import type { Database } from './database-schema.ts';
import { expireCredits } from './expire-credits.ts';
import type { LedgerPosting } from './ledger-posting.ts';
import { accountSchema, transferFromRow } from './ledger-rows.ts';
import { StoreError } from './store-error.ts';
import { verifyLedger } from './verify-ledger.ts';

/** What an allowance counts, by the capability that stands in the transfers. */
const COUNTED = {
  chat: ['chat'],
  embeddings: ['embeddings'],
  image: ['image_generation', 'image_edit'],
} as const;

/** The kinds that the index of what no attempt caused is made of, in its own words: only then is it used. */
const OF_OPERATORS = sql<boolean>`kind in ('bought', 'granted', 'adjusted', 'expired')`;

/** The ledger at rest, in one database. */
export function createLedgerStore({
  database,
  posting,
}: {
  readonly database: Kysely<Database>;
  readonly posting: LedgerPosting;
}): LedgerStore {
  return {
    async post(transfers) {
      if (transfers.length === 0) return;
      await database.transaction().execute((transaction) => postTransfers({ transaction, posting, transfers }));
    },
    balances: ({ workspaceId }) => readBalances({ database, workspaceId }),
    async hasCredits({ workspaceId }) {
      const found = await database
        .selectFrom('ledger_transfers')
        .select('id')
        .where('workspace_id', '=', workspaceId)
        .where(OF_OPERATORS)
        .limit(1)
        .executeTakeFirst();
      return found !== undefined;
    },
    async allowanceUsed({ workspaceId, capability, sinceMs }) {
      const row = await database
        .selectFrom('ledger_transfers')
        .select(sql<string>`cast(count(distinct request_id) as text)`.as('requests'))
        .where('workspace_id', '=', workspaceId)
        .where('to_account', '=', sql.lit('covered'))
        .where('capability', 'in', COUNTED[capability])
        // By when the request came, as budgets count.
        .where('request_id', '>=', earliestId({ kind: 'req', atMs: sinceMs }))
        .executeTakeFirst();
      return Number(row?.requests ?? 0);
    },
    async find({ transferId }) {
      const row = await database
        .selectFrom('ledger_transfers')
        .selectAll()
        .where('id', '=', transferId)
        .executeTakeFirst();
      return row && transferFromRow(row);
    },
    list: (query) => listTransfers({ database, query }),
    version: creditsCounterReader({ database }),
    verify: () => verifyLedger({ database }),
    expireCredits: ({ nowMs }) => expireCredits({ database, posting, nowMs }),
  };
}

/** @throws StoreError */
function checkTransfer({ id, nanoUsd, from, to }: LedgerTransfer): void {
  if (!Number.isSafeInteger(nanoUsd) || nanoUsd < 0) {
    throw new StoreError(`The transfer ${id} has no whole amount of nano-dollars.`);
  }
  if (from === to) throw new StoreError(`The transfer ${id} leaves the account that it enters.`);
}

/** Posts what no attempt caused. Returns the ids of those that were not there. @throws StoreError */
export async function postTransfers(run: {
  readonly transaction: Transaction<Database>;
  readonly posting: LedgerPosting;
  readonly transfers: readonly LedgerTransfer[];
}): Promise<ReadonlySet<string>> {
  const { transaction, posting, transfers } = run;
  const added = new Set<string>();
  for (const transfer of transfers) checkTransfer(transfer);
  if (transfers.some(isOfOperator)) await countUpCredits(transaction);
  for (const transfer of transfers) {
    const inserted = await posting.post({ transaction, transfers: [transfer] });
    for (const id of inserted) added.add(id);
    if (!inserted.has(transfer.id)) await expectSame({ transaction, transfer });
    else if (isOfOperator(transfer)) await changeLots({ transaction, transfer });
  }
  return added;
}

function isOfOperator({ kind }: LedgerTransfer): boolean {
  return kind === 'bought' || kind === 'granted' || kind === 'adjusted' || kind === 'expired';
}

/** @throws StoreError where another transfer has the id already */
async function expectSame(of: { transaction: Transaction<Database>; transfer: LedgerTransfer }): Promise<void> {
  const { id, workspaceId, kind, from, to, nanoUsd } = of.transfer;
  const row = await of.transaction.selectFrom('ledger_transfers').selectAll().where('id', '=', id).executeTakeFirst();
  if (
    row?.workspace_id !== workspaceId ||
    row.kind !== kind ||
    row.from_account !== from ||
    row.to_account !== to ||
    row.nano_usd !== nanoUsd
  ) {
    throw new StoreError(`The ledger has another transfer with the id ${id}, of another amount or other accounts.`);
  }
}

async function readBalances(of: { database: Kysely<Database>; workspaceId: string }): Promise<LedgerBalances> {
  const balances: Record<LedgerAccount, number> = { credits: 0, held: 0, spent: 0, covered: 0, byok: 0, house: 0 };
  const rows = await of.database
    .selectFrom('ledger_balances')
    // As text: it may be more than a number holds exactly, and SQLite would refuse to give it.
    .select(['account', sql<string>`cast(nano_usd as text)`.as('amount')])
    .where('workspace_id', '=', of.workspaceId)
    .execute();
  for (const { account, amount } of rows) balances[accountSchema.parse(account)] = Number(amount);
  return balances;
}

async function listTransfers(page: {
  readonly database: Kysely<Database>;
  readonly query: Parameters<LedgerStore['list']>[0];
}): Promise<readonly LedgerTransfer[]> {
  const { workspaceId, beforeId, limit } = page.query;
  let query = page.database
    .selectFrom('ledger_transfers')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('seq', 'desc')
    .limit(limit);
  if (beforeId !== undefined) {
    query = query.where('seq', '<', (inner) =>
      inner.selectFrom('ledger_transfers').select('seq').where('id', '=', beforeId),
    );
  }
  return (await query.execute()).map(transferFromRow);
}
