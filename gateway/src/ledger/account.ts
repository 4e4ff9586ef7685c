import type { ApplyingBudget, Budget, Managed } from '../domain/route.ts';
import { windowEnd, windowStart } from '../domain/window-start.ts';

/** What an account counts: nano-dollars of a budget or of credits, or requests of an allowance. */
export type AccountPurpose =
  | { readonly kind: 'budget'; readonly applying: ApplyingBudget }
  | { readonly kind: 'credits'; readonly workspaceId: string }
  | { readonly kind: 'allowance'; readonly workspaceId: string; readonly managed: Managed };

/**
 * What was used of one budget in one window, of the credits of a workspace, or of the allowance of a plan. A new window is
 * a new account: nothing is ever reset in place.
 */
export interface Account {
  readonly purpose: AccountPurpose;
  readonly window: AccountWindow;
  readonly startMs: number;
  /** Undefined: the window never ends. */
  readonly endMs: number | undefined;
  spent: number;
  /** Sum of what open holds may still cost. */
  held: number;
  openHolds: number;
  /** Credits that came in, all in all; undefined where the workspace has none, and is not limited by them. */
  granted: number | undefined;
  /** False until what was used before this process looked is read from the store. */
  isWarm: boolean;
  warming: Promise<void> | undefined;
  /** What was charged, and is not in the journal yet. */
  unrecorded: number;
  /** Where several gateways draw on it: how much of it is this one's to use. */
  share: Share | undefined;
}

/** What this gateway may use of an account, beyond what everybody has used of it in the store. */
export interface Share {
  amount: number;
  /** Of the account, as requests said last. */
  limit: number | undefined;
  /** Of `spent`, what the store counted when it was last asked. */
  stored: number;
  /** When the store was last asked. */
  askedAtMs: number;
  /** When something was last held here. */
  usedAtMs: number;
  /** Nothing more is to be had until then, for whoever needs `fullFor` or more. */
  fullUntilMs: number;
  fullFor: number;
}

export interface AccountWindow {
  readonly window: Budget['window'];
  readonly timeZone?: string | undefined;
}

export const ALL_TIME: AccountWindow = { window: 'total' };

export function openAccount({
  purpose,
  window,
  nowMs,
}: {
  readonly purpose: AccountPurpose;
  readonly window: AccountWindow;
  readonly nowMs: number;
}): Account {
  const at = { window: window.window, timeZone: window.timeZone, atMs: nowMs };
  return {
    purpose,
    window,
    startMs: windowStart(at),
    endMs: windowEnd(at),
    spent: 0,
    held: 0,
    openHolds: 0,
    granted: undefined,
    isWarm: false,
    warming: undefined,
    unrecorded: 0,
    share: undefined,
  };
}

export function covers(account: Account, { window, timeZone }: AccountWindow, nowMs: number): boolean {
  return (
    account.window.window === window &&
    account.window.timeZone === timeZone &&
    account.startMs <= nowMs &&
    (account.endMs === undefined || nowMs < account.endMs)
  );
}

/** What this gateway uses of its share: what it holds, and what it has charged since the store was asked. */
export function usedOfShare({ spent, held }: Account, share: Share): number {
  return spent - share.stored + held;
}

/** With nothing left, even what costs nothing is refused: a key with a budget of zero can do nothing. */
export function hasRoomFor({
  account,
  limit,
  more,
}: {
  readonly account: Account;
  readonly limit: number;
  /** On top of everything that is held already. */
  readonly more: number;
}): boolean {
  return account.spent < limit && account.spent + account.held + more <= limit;
}
