import { LEDGER_ACCOUNTS, type LedgerAccount, type LedgerBalances } from '../../src/domain/ledger.ts';
import type { OpenAttempt, RequestRecord } from '../../src/domain/request-record.ts';

interface ModelLot {
  readonly expiresAtMs: number;
  left: number;
}

interface ModelWorkspace {
  readonly balances: Record<LedgerAccount, number>;
  /** In the order in which they came; what is used up may be missing. */
  lots: readonly ModelLot[];
  /** Spent when there was nothing: the next credits pay it. */
  deficit: number;
}

/**
 * The ledger as one would keep it by hand: plain sums in memory, lots paid at once. It knows the rules of docs/billing.md
 * and nothing of transfers, batches or databases, so that the real one can be compared with it.
 */
export function createModelLedger() {
  const workspaces = new Map<string, ModelWorkspace>();
  const recorded = new Set<string>();
  const open = new Map<string, OpenAttempt>();

  const workspaceOf = (id: string): ModelWorkspace => {
    const known = workspaces.get(id);
    if (known !== undefined) return known;
    const balances = { credits: 0, held: 0, spent: 0, covered: 0, byok: 0, house: 0 };
    const created = { balances, lots: [], deficit: 0 };
    workspaces.set(id, created);
    return created;
  };

  return {
    workspaceIds: () => [...workspaces.keys()],
    balances: (id: string): LedgerBalances => workspaceOf(id).balances,
    openAttemptIds: () => [...open.keys()].sort(),
    openAttempts: () => [...open.values()],

    open(attempt: OpenAttempt) {
      if (recorded.has(attempt.requestId) || open.has(attempt.attemptId)) return;
      open.set(attempt.attemptId, attempt);
      if (attempt.fundedBy !== 'credits') return;
      const { balances } = workspaceOf(attempt.workspaceId);
      balances.credits -= attempt.heldNanoUsd;
      balances.held += attempt.heldNanoUsd;
    },

    record(record: RequestRecord) {
      if (recorded.has(record.id)) return;
      recorded.add(record.id);
      const workspace = workspaceOf(record.workspaceId ?? '');
      const { balances } = workspace;
      for (const { id, fundedBy, costNanoUsd = 0 } of record.attempts) {
        const held = open.get(id);
        open.delete(id);
        if (held?.fundedBy === 'credits') {
          balances.credits += held.heldNanoUsd;
          balances.held -= held.heldNanoUsd;
        }
        if (fundedBy === 'credits') {
          balances.credits -= costNanoUsd;
          balances.spent += costNanoUsd;
          spendLots(workspace, costNanoUsd);
        } else {
          balances[fundedBy === 'byok' ? 'byok' : 'covered'] += costNanoUsd;
          balances.house -= costNanoUsd;
        }
      }
    },

    creditsCome(of: {
      readonly workspaceId: string;
      readonly nanoUsd: number;
      readonly expiresAtMs?: number | undefined;
    }) {
      const workspace = workspaceOf(of.workspaceId);
      workspace.balances.credits += of.nanoUsd;
      workspace.balances.house -= of.nanoUsd;
      const paid = Math.min(workspace.deficit, of.nanoUsd);
      workspace.deficit -= paid;
      const lot = { expiresAtMs: of.expiresAtMs ?? Number.POSITIVE_INFINITY, left: of.nanoUsd - paid };
      workspace.lots = [...workspace.lots.filter(({ left }) => left > 0), lot];
    },

    creditsTakenBack(of: { readonly workspaceId: string; readonly nanoUsd: number }) {
      const workspace = workspaceOf(of.workspaceId);
      workspace.balances.credits -= of.nanoUsd;
      workspace.balances.house += of.nanoUsd;
      spendLots(workspace, of.nanoUsd);
    },

    expire(nowMs: number): number {
      let total = 0;
      for (const { balances, lots } of workspaces.values()) {
        let kept = balances.held;
        for (const lot of inOrderOfUse(lots)) {
          const keptHere = Math.min(kept, lot.left);
          kept -= keptHere;
          if (lot.expiresAtMs > nowMs) continue;
          const expired = lot.left - keptHere;
          lot.left = keptHere;
          balances.credits -= expired;
          balances.house += expired;
          total += expired;
        }
      }
      return total;
    },
  };
}

export type ModelLedger = ReturnType<typeof createModelLedger>;

function spendLots(workspace: ModelWorkspace, nanoUsd: number): void {
  let rest = nanoUsd;
  for (const lot of inOrderOfUse(workspace.lots)) {
    const taken = Math.min(rest, lot.left);
    lot.left -= taken;
    rest -= taken;
  }
  workspace.deficit += rest;
}

/** What expires first, first; sorting keeps the order of those that expire together. */
function inOrderOfUse(lots: readonly ModelLot[]): readonly ModelLot[] {
  return lots
    .filter(({ left }) => left > 0)
    .sort((a, b) => (a.expiresAtMs === b.expiresAtMs ? 0 : a.expiresAtMs - b.expiresAtMs));
}

export function sumOfAccounts(balances: LedgerBalances): number {
  return LEDGER_ACCOUNTS.reduce((sum, account) => sum + balances[account], 0);
}
