import { sql, type Transaction } from 'kysely';
import type { LedgerTransfer } from '../domain/ledger.ts';
import type { Database } from './database-schema.ts';

/**
 * Credits that came at one time are a lot, and what is spent is taken from the lot that expires first, of those that were
 * there when it was spent; lots that never expire come last, and of two that expire together the older one is first. What
 * is held is not spent yet, but it is not written off either. Where more was spent than there was, the next lot pays that
 * first.
 *
 * No request touches a lot: what was spent since lots last changed is the difference between what they leave and the
 * balance. It is taken from them right before they change again, so that nothing is taken from a lot that came later.
 */
interface Lot {
  readonly transferId: string;
  readonly expiresAtMs: number | undefined;
  readonly leftNanoUsd: number;
  readonly writeOffs: number;
}

interface OfWorkspace {
  readonly transaction: Transaction<Database>;
  readonly workspaceId: string;
}

/** What a transfer that no attempt caused, and that has just been posted, does to the lots of its workspace. */
export async function changeLots(change: {
  readonly transaction: Transaction<Database>;
  readonly transfer: LedgerTransfer;
}): Promise<void> {
  const { transaction, transfer } = change;
  const scope = { transaction, workspaceId: transfer.workspaceId };
  const { unspent } = await readUnspent(scope);
  if (transfer.from === 'credits') await takeFromLots({ ...scope, leave: unspent });
  if (transfer.to !== 'credits') return;
  await takeFromLots({ ...scope, leave: unspent - BigInt(transfer.nanoUsd) });
  await transaction
    .insertInto('credit_lots')
    .values({
      transfer_id: transfer.id,
      workspace_id: transfer.workspaceId,
      expires_at_ms: transfer.expiresAtMs ?? null,
      left_nano_usd: transfer.nanoUsd,
      write_offs: 0,
    })
    .execute();
}

/** A part of a lot that expired. */
export interface WriteOff {
  readonly transferId: string;
  readonly number: number;
  readonly nanoUsd: number;
}

/**
 * Takes what is left of the lots whose time is over, but for what is held of them: a later call takes that, if it comes
 * back. Whoever calls posts the transfers.
 */
export async function writeOffLots(run: OfWorkspace & { readonly nowMs: number }): Promise<readonly WriteOff[]> {
  const { transaction, nowMs } = run;
  const { held, unspent } = await readUnspent(run);
  let kept = held;
  const writeOffs: WriteOff[] = [];
  for (const { transferId, expiresAtMs, leftNanoUsd, writeOffs: before } of await takeFromLots({
    ...run,
    leave: unspent,
  })) {
    const keptHere = Number(smaller(BigInt(leftNanoUsd), kept));
    kept -= BigInt(keptHere);
    const nanoUsd = leftNanoUsd - keptHere;
    if (expiresAtMs === undefined || expiresAtMs > nowMs || nanoUsd === 0) continue;
    await transaction
      .updateTable('credit_lots')
      .set({ left_nano_usd: keptHere, write_offs: before + 1 })
      .where('transfer_id', '=', transferId)
      .execute();
    writeOffs.push({ transferId, number: before + 1, nanoUsd });
  }
  return writeOffs;
}

/** The row of its credits is locked with that: nobody else spends between this and the end of the transaction. */
async function readUnspent(of: OfWorkspace): Promise<{ readonly held: bigint; readonly unspent: bigint }> {
  await of.transaction
    .updateTable('ledger_balances')
    .set((column) => ({ nano_usd: column.ref('nano_usd') }))
    .where('workspace_id', '=', of.workspaceId)
    .where('account', '=', 'credits')
    .execute();
  const rows = await of.transaction
    .selectFrom('ledger_balances')
    .select(['account', sql<string>`cast(nano_usd as text)`.as('amount')])
    .where('workspace_id', '=', of.workspaceId)
    .where('account', 'in', ['credits', 'held'])
    .execute();
  const amountOf = (account: string) => BigInt(rows.find((row) => row.account === account)?.amount ?? 0);
  const held = amountOf('held');
  return { held, unspent: amountOf('credits') + held };
}

/** Takes from the lots what is more than `leave`, those that expire first before the others. Returns what has something left. */
async function takeFromLots(run: OfWorkspace & { readonly leave: bigint }): Promise<readonly Lot[]> {
  const lots = await readLots(run);
  // Each lot is a number that counts exactly; their sum need not be.
  let excess = lots.reduce((sum, { leftNanoUsd }) => sum + BigInt(leftNanoUsd), 0n) - atLeastZero(run.leave);
  const left: Lot[] = [];
  for (const lot of lots) {
    const taken = Number(smaller(BigInt(lot.leftNanoUsd), atLeastZero(excess)));
    excess -= BigInt(taken);
    const leftNanoUsd = lot.leftNanoUsd - taken;
    if (leftNanoUsd > 0) left.push({ ...lot, leftNanoUsd });
    if (taken === 0) continue;
    await run.transaction
      .updateTable('credit_lots')
      .set({ left_nano_usd: leftNanoUsd })
      .where('transfer_id', '=', lot.transferId)
      .execute();
  }
  return left;
}

/** With something left, in the order in which they are used up. */
async function readLots({ transaction, workspaceId }: OfWorkspace): Promise<readonly Lot[]> {
  const rows = await transaction
    .selectFrom('credit_lots')
    .innerJoin('ledger_transfers', 'ledger_transfers.id', 'credit_lots.transfer_id')
    .select(['transfer_id', 'credit_lots.expires_at_ms', 'left_nano_usd', 'write_offs', 'seq'])
    .where('credit_lots.workspace_id', '=', workspaceId)
    .where('left_nano_usd', '>', sql.lit(0))
    .execute();
  const never = Number.POSITIVE_INFINITY;
  return rows
    .sort((left, right) => byNumber(left.expires_at_ms ?? never, right.expires_at_ms ?? never) || left.seq - right.seq)
    .map((row) => ({
      transferId: row.transfer_id,
      expiresAtMs: row.expires_at_ms ?? undefined,
      leftNanoUsd: row.left_nano_usd,
      writeOffs: row.write_offs,
    }));
}

/** Also of two infinities, whose difference is no number. */
function byNumber(left: number, right: number): number {
  return left === right ? 0 : left < right ? -1 : 1;
}

function smaller(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

function atLeastZero(amount: bigint): bigint {
  return amount < 0n ? 0n : amount;
}
