import { capabilitySchema } from '@latentkit/contract/capability';
import type { Selectable } from 'kysely';
import * as z from 'zod';
import { LEDGER_ACCOUNTS, type LedgerTransfer, TRANSFER_KINDS } from '../domain/ledger.ts';
import type { RowReaders } from './bulk-insert.ts';
import type { LedgerTransfersTable } from './database-schema.ts';
import { storableText } from './storable-text.ts';

export const accountSchema = z.enum(LEDGER_ACCOUNTS);
const transferKindSchema = z.enum(TRANSFER_KINDS);

/** How each column of `ledger_transfers` is made; `seq` is the database's. */
export const TRANSFER_COLUMNS: RowReaders<Omit<LedgerTransfersTable, 'seq'>, LedgerTransfer> = {
  id: (transfer) => transfer.id,
  workspace_id: (transfer) => transfer.workspaceId,
  kind: (transfer) => transfer.kind,
  from_account: (transfer) => transfer.from,
  to_account: (transfer) => transfer.to,
  nano_usd: (transfer) => transfer.nanoUsd,
  at_ms: (transfer) => transfer.atMs,
  request_id: (transfer) => transfer.requestId ?? null,
  attempt_id: (transfer) => transfer.attemptId ?? null,
  key_id: (transfer) => transfer.keyId ?? null,
  capability: (transfer) => transfer.capability ?? null,
  note: (transfer) => storableText(transfer.note),
  expires_at_ms: (transfer) => transfer.expiresAtMs ?? null,
};

export function transferFromRow(row: Selectable<LedgerTransfersTable>): LedgerTransfer {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    kind: transferKindSchema.parse(row.kind),
    from: accountSchema.parse(row.from_account),
    to: accountSchema.parse(row.to_account),
    nanoUsd: row.nano_usd,
    atMs: row.at_ms,
    requestId: row.request_id ?? undefined,
    attemptId: row.attempt_id ?? undefined,
    keyId: row.key_id ?? undefined,
    capability: row.capability === null ? undefined : capabilitySchema.parse(row.capability),
    note: row.note ?? undefined,
    expiresAtMs: row.expires_at_ms ?? undefined,
  };
}
