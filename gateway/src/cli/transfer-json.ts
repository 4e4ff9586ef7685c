import type { LedgerTransfer } from '../domain/ledger.ts';
import { formatUsd } from '../domain/money.ts';
import { isoText } from './text-of-values.ts';

/** A transfer of the ledger as `--json` shows it. What is not known is left out. */
export function transferJson(transfer: LedgerTransfer): object {
  return {
    id: transfer.id,
    time: isoText(transfer.atMs),
    workspace_id: transfer.workspaceId,
    kind: transfer.kind,
    from: transfer.from,
    to: transfer.to,
    usd: formatUsd(transfer.nanoUsd),
    nano_usd: transfer.nanoUsd,
    request: transfer.requestId,
    attempt: transfer.attemptId,
    key_id: transfer.keyId,
    capability: transfer.capability,
    note: transfer.note,
    expires_at: isoText(transfer.expiresAtMs),
  };
}
