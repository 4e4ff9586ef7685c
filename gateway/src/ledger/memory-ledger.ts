import { GatewayError } from '../domain/gateway-error.ts';
import type { NanoUsd } from '../domain/money.ts';
import type { Hold, Ledger, Log } from '../domain/ports.ts';
import type { Budget, Principal } from '../domain/route.ts';
import type { Store } from '../domain/store.ts';
import { createSweepingMap } from '../domain/sweeping-map.ts';
import {
  type ApplyingBudget,
  applyingBudgets,
  type BudgetAccount,
  type BudgetScope,
  covers,
  hasRoomFor,
  openAccount,
} from './budget-account.ts';
import { createHoldBook } from './hold-book.ts';

/** Longer than any request may run. A hold that is older leaked: what it held is freed, its settlement still counts. */
const DEFAULT_LEASE_MS = 900_000;
/** An ended window is kept this long: a claim whose time was taken just before the end may still come. */
const KEPT_AFTER_END_MS = 60_000;
const RETRY_AFTER_STORE_FAILURE_MS = 1_000;

export interface BudgetState {
  readonly scope: BudgetScope;
  readonly window: Budget['window'];
  readonly limitNanoUsd: NanoUsd;
  readonly spentNanoUsd: NanoUsd;
  readonly heldNanoUsd: NanoUsd;
  /** Undefined: the budget is for all time. */
  readonly resetsAtMs: number | undefined;
}

type Claim = Parameters<Ledger['hold']>[0];

export interface MemoryLedger extends Ledger {
  /** Reads what these principals' budgets have spent, so that their first requests don't wait for the store. */
  warm(query: { readonly principals: Iterable<Principal>; readonly nowMs: number }): Promise<void>;
  budgetsOf(query: { readonly principal: Principal; readonly nowMs: number }): Promise<readonly BudgetState[]>;
  /** Frees what leaked holds held; runs by itself with every hold. Returns how many there were. */
  sweep(query: { readonly nowMs: number }): number;
  readonly openHolds: number;
}

const NO_HOLD: Hold = Object.freeze({ held: true, settle: () => {}, release: () => {} });
const REASONS = { key: 'key_budget', route: 'route_budget', workspace: 'workspace_budget' } as const;

/**
 * Budgets of one process. The worst case is held in every budget that applies, or in none, and settled or released exactly
 * once. Where no budget applies, and for test keys, which spend nothing, a hold is a shared object that does nothing. Where
 * every budget was used before, a hold is synchronous. The first use of a budget in a window reads from the store what was
 * spent in it already.
 *
 * A cost belongs to the window in which its request was held, as it does in the store, which goes by the request's start.
 * What a request costs beyond its hold is charged in full; the budget may be overdrawn by that much.
 *
 * `hold` rejects with `storage_unavailable` while a budget's past spending cannot be read: better no answer than an
 * unbounded one. Nothing is held then, and the next request reads again.
 */
export function createMemoryLedger(deps: {
  store: Pick<Store, 'spentSince'>;
  leaseMs?: number | undefined;
  log?: Log | undefined;
}): MemoryLedger {
  const book = createHoldBook({ leaseMs: deps.leaseMs ?? DEFAULT_LEASE_MS, log: deps.log });
  const accounts = createSweepingMap<BudgetAccount[]>({
    create: () => [],
    isIdle: (list, nowMs) => list.every((account) => isPast(account, nowMs)),
  });

  const accountOf = (applying: ApplyingBudget, nowMs: number): BudgetAccount => {
    const list = accounts.getOrCreate(applying.id, nowMs);
    const known = list.find((account) => covers(account, applying.budget.window, nowMs));
    if (known !== undefined) return known;
    const opened = openAccount(applying, nowMs);
    const kept = list.filter((account) => !isPast(account, nowMs));
    list.splice(0, list.length, ...kept, opened);
    return opened;
  };

  const warmUp = (account: BudgetAccount): Promise<void> => {
    account.warming ??= readSpent({ store: deps.store, account }).finally(() => {
      account.warming = undefined;
    });
    return account.warming;
  };

  /** Undefined while the past spending of one of them is not known yet. */
  const holdNow = (claim: Claim, budgets: readonly ApplyingBudget[]): Hold | undefined => {
    const held: BudgetAccount[] = [];
    for (const applying of budgets) {
      const account = accountOf(applying, claim.nowMs);
      if (!account.isWarm) return undefined;
      held.push(account);
      if (!hasRoomFor(account, applying.budget.nanoUsd, claim.nanoUsd)) {
        return { held: false, reason: REASONS[applying.scope], resetsAtMs: account.endMs };
      }
    }
    // Nothing was taken before all had room: all or none.
    return book.open({ requestId: claim.requestId, accounts: held, nanoUsd: claim.nanoUsd, nowMs: claim.nowMs });
  };

  const warmAll = async (budgets: readonly ApplyingBudget[], nowMs: number): Promise<void> => {
    const cold = budgets.map((applying) => accountOf(applying, nowMs)).filter((account) => !account.isWarm);
    await Promise.all(cold.map(warmUp));
  };

  const holdLater = async (claim: Claim, budgets: readonly ApplyingBudget[]): Promise<Hold> => {
    await warmAll(budgets, claim.nowMs);
    const hold = holdNow(claim, budgets);
    if (hold === undefined) throw new Error('a budget that was just read is not known');
    return hold;
  };

  return {
    get openHolds() {
      return book.size;
    },
    hold(claim) {
      const { principal } = claim;
      if (!hasBudget(principal) || principal.kind === 'test') return NO_HOLD;
      if (!Number.isSafeInteger(claim.nanoUsd) || claim.nanoUsd < 0) {
        throw new RangeError('a hold needs a whole amount of nano-dollars');
      }
      book.sweep(claim.nowMs);
      const budgets = applyingBudgets(principal);
      return holdNow(claim, budgets) ?? holdLater(claim, budgets);
    },
    async warm({ principals, nowMs }) {
      for (const principal of principals) await warmAll(applyingBudgets(principal), nowMs);
    },
    async budgetsOf({ principal, nowMs }) {
      book.sweep(nowMs);
      const budgets = applyingBudgets(principal);
      await warmAll(budgets, nowMs);
      return budgets.map((applying) => stateOf(applying, accountOf(applying, nowMs)));
    },
    sweep: ({ nowMs }) => book.sweep(nowMs),
  };
}

function hasBudget({ budget, route, workspaceBudget }: Principal): boolean {
  return budget !== undefined || workspaceBudget !== undefined || route?.budget !== undefined;
}

async function readSpent(query: { store: Pick<Store, 'spentSince'>; account: BudgetAccount }): Promise<void> {
  const { store, account } = query;
  try {
    account.spentNanoUsd = await store.spentSince({ scope: account.storeScope, sinceMs: account.startMs });
    account.isWarm = true;
  } catch (cause) {
    throw new GatewayError('storage_unavailable', {
      retryAfterMs: RETRY_AFTER_STORE_FAILURE_MS,
      note: 'what a budget has spent cannot be read',
      cause,
    });
  }
}

function isPast(account: BudgetAccount, nowMs: number): boolean {
  return account.endMs !== undefined && nowMs - account.endMs > KEPT_AFTER_END_MS && account.openHolds === 0;
}

function stateOf({ scope, budget }: ApplyingBudget, account: BudgetAccount): BudgetState {
  return {
    scope,
    window: budget.window,
    limitNanoUsd: budget.nanoUsd,
    spentNanoUsd: account.spentNanoUsd,
    heldNanoUsd: account.heldNanoUsd,
    resetsAtMs: account.endMs,
  };
}
