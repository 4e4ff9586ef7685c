import type { Capability } from '@latentkit/contract/capability';
import type { NanoUsd } from './money.ts';

/** Who pays for an attempt: the workspace's own provider account, its credits, or the allowance of its plan. */
export const FUNDING_SOURCES = ['byok', 'credits', 'allowance'] as const;
export type FundedBy = (typeof FUNDING_SOURCES)[number];

/**
 * The accounts of one workspace. `credits`: what may still be spent; `held`: set aside for attempts that run; `spent`:
 * what credits paid; `covered`: what the plan's allowance paid; `byok`: what the workspace's own provider accounts paid;
 * `house`: the other side of everything that comes in or goes out.
 */
export const LEDGER_ACCOUNTS = ['credits', 'held', 'spent', 'covered', 'byok', 'house'] as const;
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

export const TRANSFER_KINDS = ['bought', 'granted', 'expired', 'adjusted', 'held', 'settled', 'released'] as const;
export type TransferKind = (typeof TRANSFER_KINDS)[number];

/**
 * One line of the ledger: an amount that leaves one account of a workspace and enters another. Double entry by its shape:
 * the balances of a workspace always sum up to zero. Never changed, never removed; the same id twice is one transfer.
 */
export interface LedgerTransfer {
  /** `<attempt id>.held`, `.settled`, `.overrun`, `.released`, or an id of its own for what no attempt caused. */
  readonly id: string;
  readonly workspaceId: string;
  readonly kind: TransferKind;
  readonly from: LedgerAccount;
  readonly to: LedgerAccount;
  /** A whole amount, zero or more. */
  readonly nanoUsd: NanoUsd;
  readonly atMs: number;
  readonly requestId: string | undefined;
  readonly attemptId: string | undefined;
  readonly keyId: string | undefined;
  /** What an allowance is counted by: the first capability that the request needed. */
  readonly capability: Capability | undefined;
  /** For what an operator did: why. */
  readonly note: string | undefined;
  /** For what was granted or bought: when what is left of it expires. */
  readonly expiresAtMs: number | undefined;
}

export type LedgerBalances = Readonly<Record<LedgerAccount, NanoUsd>>;
