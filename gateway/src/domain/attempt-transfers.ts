import { usesAllowance } from './charges.ts';
import type { LedgerAccount, LedgerTransfer, TransferKind } from './ledger.ts';
import type { NanoUsd } from './money.ts';
import type { AttemptRecord, OpenAttempt, RequestRecord } from './request-record.ts';

/**
 * What a finished request moves in the ledger, attempt by attempt (docs/billing.md):
 * - paid by credits: `.held` when it was sent, `.settled` up to what was held, `.overrun` beyond that, `.released` for the
 *   rest;
 * - paid by the plan's allowance: `.settled` with its cost, also of zero, since an allowance counts requests;
 * - paid by the workspace's own provider account: `.settled`, where the price is known and anything was charged.
 *
 * Settled and overrun together are the attempt's `costNanoUsd`, to the nano-dollar. Nothing else of an amount of zero.
 */
export function attemptTransfers(record: RequestRecord): readonly LedgerTransfer[] {
  return transfersOfAll([record]);
}

/** Those of many records, in their order. One list, since small ones that outlive a collection keep what they hold alive. */
export function transfersOfAll(records: readonly RequestRecord[]): readonly LedgerTransfer[] {
  const transfers: LedgerTransfer[] = [];
  for (const { id: requestId, workspaceId, keyId, capability, attempts } of records) {
    if (workspaceId === undefined) continue;
    for (const attempt of attempts) {
      const subject = { workspaceId, requestId, attemptId: attempt.id, keyId, capability };
      addTransfers({ subject, attempt, to: transfers });
    }
  }
  return transfers;
}

/** What is set aside for an attempt that was sent. Undefined where credits don't pay it, or nothing was held. */
export function holdTransfer(opened: OpenAttempt): LedgerTransfer | undefined {
  const { workspaceId, requestId, attemptId, keyId, capability, fundedBy, startedAtMs } = opened;
  const nanoUsd = wholeAmount(opened.heldNanoUsd);
  if (fundedBy !== 'credits' || nanoUsd === 0) return undefined;
  const subject = { workspaceId, requestId, attemptId, keyId, capability };
  return transfer({ subject, suffix: 'held', kind: 'held', from: 'credits', to: 'held', nanoUsd, atMs: startedAtMs });
}

interface Subject {
  readonly workspaceId: string;
  readonly requestId: string;
  readonly attemptId: string;
  readonly keyId: string | undefined;
  readonly capability: LedgerTransfer['capability'];
}

interface Adding {
  readonly subject: Subject;
  readonly attempt: AttemptRecord;
  readonly to: LedgerTransfer[];
}

function addTransfers({ subject, attempt, to }: Adding): void {
  const cost = wholeAmount(attempt.costNanoUsd);
  const atMs = attempt.startedAtMs + attempt.totalMs;
  switch (attempt.fundedBy) {
    case 'credits':
      addCreditTransfers({ subject, attempt, to, cost, atMs });
      break;
    case 'allowance':
      if (cost > 0 || usesAllowance(attempt)) to.push(payment({ subject, account: 'covered', cost, atMs }));
      break;
    case 'byok':
      if (cost > 0) to.push(payment({ subject, account: 'byok', cost, atMs }));
  }
}

function addCreditTransfers({ subject, attempt, to, cost, atMs }: Adding & { cost: NanoUsd; atMs: number }): void {
  const held = wholeAmount(attempt.heldNanoUsd);
  const within = Math.min(cost, held);
  const add = (line: Omit<NewTransfer, 'subject' | 'suffix'> & { suffix?: string }) => {
    if (line.nanoUsd > 0) to.push(transfer({ subject, suffix: line.kind, ...line }));
  };
  add({ kind: 'held', from: 'credits', to: 'held', nanoUsd: held, atMs: attempt.startedAtMs });
  add({ kind: 'settled', from: 'held', to: 'spent', nanoUsd: within, atMs });
  add({ kind: 'settled', suffix: 'overrun', from: 'credits', to: 'spent', nanoUsd: cost - within, atMs });
  const note = attempt.outcome === 'interrupted' ? attempt.outcome : undefined;
  add({ kind: 'released', from: 'held', to: 'credits', nanoUsd: held - within, atMs, note });
}

function payment({
  subject,
  account,
  cost,
  atMs,
}: {
  readonly subject: Subject;
  readonly account: 'covered' | 'byok';
  readonly cost: NanoUsd;
  readonly atMs: number;
}): LedgerTransfer {
  return transfer({ subject, suffix: 'settled', kind: 'settled', from: 'house', to: account, nanoUsd: cost, atMs });
}

interface NewTransfer {
  readonly subject: Subject;
  readonly suffix: string;
  readonly kind: TransferKind;
  readonly from: LedgerAccount;
  readonly to: LedgerAccount;
  readonly nanoUsd: NanoUsd;
  readonly atMs: number;
  readonly note?: string | undefined;
}

function transfer({ subject, suffix, kind, from, to, nanoUsd, atMs, note }: NewTransfer): LedgerTransfer {
  const { workspaceId, requestId, attemptId, keyId, capability } = subject;
  return {
    id: `${attemptId}.${suffix}`,
    workspaceId,
    kind,
    from,
    to,
    nanoUsd,
    atMs: Math.round(atMs),
    requestId,
    attemptId,
    keyId,
    capability,
    note,
    expiresAtMs: undefined,
  };
}

/** As the request log stores an amount: unknown moves nothing, and so does what is no amount. */
function wholeAmount(nanoUsd: NanoUsd | undefined): NanoUsd {
  return nanoUsd !== undefined && Number.isFinite(nanoUsd) ? Math.max(0, Math.round(nanoUsd)) : 0;
}
