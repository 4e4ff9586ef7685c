import type { NanoUsd } from '../domain/money.ts';
import type { Budget, Principal } from '../domain/route.ts';
import type { Store } from '../domain/store.ts';
import { windowEnd, windowStart } from '../domain/window-start.ts';

/** What one budget has seen in one window. A new window is a new account: nothing is ever reset in place. */
export interface BudgetAccount {
  readonly window: Budget['window'];
  readonly startMs: number;
  /** Undefined: the window never ends. */
  readonly endMs: number | undefined;
  readonly storeScope: Parameters<Store['spentSince']>[0]['scope'];
  spentNanoUsd: NanoUsd;
  /** Sum of what open holds may still cost. */
  heldNanoUsd: NanoUsd;
  openHolds: number;
  /** False until what was spent before this process looked is read from the store. */
  isWarm: boolean;
  warming: Promise<void> | undefined;
}

export type BudgetScope = 'key' | 'route' | 'workspace';

/** A budget that applies to a principal, and whose it is. */
export interface ApplyingBudget {
  readonly scope: BudgetScope;
  /** The id of the key, route or workspace: it survives rotations and new versions, so the window does too. */
  readonly id: string;
  readonly budget: Budget;
  readonly storeScope: BudgetAccount['storeScope'];
}

/** The narrowest first: it is the one that a refusal names when several are used up. */
export function applyingBudgets(principal: Principal): readonly ApplyingBudget[] {
  const { keyId, route, workspaceId } = principal;
  const found: ApplyingBudget[] = [];
  if (principal.budget !== undefined) {
    found.push({ scope: 'key', id: keyId, budget: principal.budget, storeScope: { keyId } });
  }
  if (route?.budget !== undefined) {
    found.push({ scope: 'route', id: route.id, budget: route.budget, storeScope: { routeId: route.id } });
  }
  if (principal.workspaceBudget !== undefined) {
    const budget = principal.workspaceBudget;
    found.push({ scope: 'workspace', id: workspaceId, budget, storeScope: { workspaceId } });
  }
  return found;
}

export function openAccount(applying: ApplyingBudget, nowMs: number): BudgetAccount {
  const { window } = applying.budget;
  return {
    window,
    startMs: windowStart({ window, atMs: nowMs }),
    endMs: windowEnd({ window, atMs: nowMs }),
    storeScope: applying.storeScope,
    spentNanoUsd: 0,
    heldNanoUsd: 0,
    openHolds: 0,
    isWarm: false,
    warming: undefined,
  };
}

export function covers(account: BudgetAccount, window: Budget['window'], nowMs: number): boolean {
  return (
    account.window === window && account.startMs <= nowMs && (account.endMs === undefined || nowMs < account.endMs)
  );
}

/** A budget with nothing left refuses even what costs nothing: a key with a budget of zero can do nothing. */
export function hasRoomFor(account: BudgetAccount, limitNanoUsd: NanoUsd, nanoUsd: NanoUsd): boolean {
  return account.spentNanoUsd < limitNanoUsd && account.spentNanoUsd + account.heldNanoUsd + nanoUsd <= limitNanoUsd;
}
