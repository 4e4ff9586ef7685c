import type { FileCredits } from '../../domain/definitions.ts';
import type { WorkspaceId } from '../../domain/ids.ts';
import type { LedgerTransfer } from '../../domain/ledger.ts';

/**
 * What enters the ledger when the total of a configuration file changes: the difference, with an id that follows from the
 * change, so that a repetition is the same transfer. The balance itself is never set.
 */
export function creditsTransfer({
  workspaceId,
  before,
  after,
  nowMs,
}: {
  readonly workspaceId: WorkspaceId;
  readonly before: FileCredits | undefined;
  readonly after: FileCredits;
  readonly nowMs: number;
}): LedgerTransfer {
  const more = after.totalNanoUsd - (before?.totalNanoUsd ?? 0);
  const comesIn = more >= 0;
  return {
    id: `file.${workspaceId}.${after.version}`,
    workspaceId,
    kind: comesIn ? 'granted' : 'adjusted',
    from: comesIn ? 'house' : 'credits',
    to: comesIn ? 'credits' : 'house',
    nanoUsd: Math.abs(more),
    atMs: nowMs,
    requestId: undefined,
    attemptId: undefined,
    keyId: undefined,
    capability: undefined,
    note: 'credits_usd in the configuration file',
    expiresAtMs: undefined,
  };
}
