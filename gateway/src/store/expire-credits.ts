import type { Kysely } from 'kysely';
import type { LedgerTransfer } from '../domain/ledger.ts';
import { type WriteOff, writeOffLots } from './credit-lots.ts';
import { countUpCredits } from './credits-counter.ts';
import type { Database } from './database-schema.ts';
import type { LedgerPosting } from './ledger-posting.ts';

/**
 * Writes off what is left of credits whose time is over, workspace by workspace. Returns how much, in nano-dollars.
 * Twice at a time is as good as once: what one of them has taken, the other does not find.
 */
export async function expireCredits(run: {
  readonly database: Kysely<Database>;
  readonly posting: LedgerPosting;
  readonly nowMs: number;
}): Promise<number> {
  const { database, posting, nowMs } = run;
  let total = 0;
  for (const workspaceId of await workspacesWithExpired({ database, nowMs })) {
    total += await database.transaction().execute(async (transaction) => {
      await countUpCredits(transaction);
      const writeOffs = await writeOffLots({ transaction, workspaceId, nowMs });
      const transfers = writeOffs.map((writeOff) => expiry({ writeOff, workspaceId, nowMs }));
      await posting.post({ transaction, transfers });
      return transfers.reduce((sum, { nanoUsd }) => sum + nanoUsd, 0);
    });
  }
  return total;
}

async function workspacesWithExpired(of: { database: Kysely<Database>; nowMs: number }): Promise<readonly string[]> {
  const rows = await of.database
    .selectFrom('credit_lots')
    .select('workspace_id')
    .distinct()
    .where('left_nano_usd', '>', 0)
    .where('expires_at_ms', '<=', of.nowMs)
    .orderBy('workspace_id')
    .execute();
  return rows.map((row) => row.workspace_id);
}

function expiry(of: { writeOff: WriteOff; workspaceId: string; nowMs: number }): LedgerTransfer {
  const { transferId, number, nanoUsd } = of.writeOff;
  return {
    id: number === 1 ? `${transferId}.expired` : `${transferId}.expired.${number}`,
    workspaceId: of.workspaceId,
    kind: 'expired',
    from: 'credits',
    to: 'house',
    nanoUsd,
    atMs: of.nowMs,
    requestId: undefined,
    attemptId: undefined,
    keyId: undefined,
    capability: undefined,
    note: undefined,
    expiresAtMs: undefined,
  };
}
