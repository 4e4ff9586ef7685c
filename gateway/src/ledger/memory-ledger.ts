import { GatewayError } from '../domain/gateway-error.ts';
import type { NanoUsd } from '../domain/money.ts';
import type { BudgetWatcher, Claim, Ledger, Log } from '../domain/ports.ts';
import { type ApplyingBudget, type BudgetScope, MANAGED, type Managed, type Principal } from '../domain/route.ts';
import type { Store } from '../domain/store.ts';
import { createSweepingMap } from '../domain/sweeping-map.ts';
import { type Account, type AccountPurpose, type AccountWindow, ALL_TIME, covers, openAccount } from './account.ts';
import { createClaim, NO_CLAIM } from './claim.ts';
import { createHoldBook } from './hold-book.ts';
import { grantedTo, readAccount } from './read-account.ts';
import type { AccountSharing } from './share-accounts.ts';

/** Longer than any request may run. A hold that is older leaked: what it held is freed, its settlement still counts. */
const DEFAULT_LEASE_MS = 3_660_000;
/** An ended window is kept this long: a claim whose time was taken just before the end may still come. */
const KEPT_AFTER_END_MS = 60_000;
/** What several gateways have used is shown as it was so long ago at most. */
const SHOWN_FOR_MS = 1_000;

export interface BudgetState {
  readonly scope: BudgetScope;
  readonly scopeName: string;
  readonly window: ApplyingBudget['budget']['window'];
  readonly limitNanoUsd: NanoUsd;
  readonly spentNanoUsd: NanoUsd;
  readonly heldNanoUsd: NanoUsd;
  /** Undefined: the budget is for all time. */
  readonly resetsAtMs: number | undefined;
}

export interface CreditsState {
  readonly grantedNanoUsd: NanoUsd;
  /** What may still be set aside. */
  readonly leftNanoUsd: NanoUsd;
}

export interface AllowanceState {
  readonly capability: Managed;
  readonly limit: number;
  /** Requests, those that run included. */
  readonly used: number;
  readonly window: ApplyingBudget['budget']['window'];
  readonly resetsAtMs: number | undefined;
}

export interface MemoryLedger extends Ledger {
  /** Reads what these principals' budgets have spent, so that their first requests don't wait for the store. */
  warm(query: { readonly principals: Iterable<Principal>; readonly nowMs: number }): Promise<void>;
  budgetsOf(query: { readonly principal: Principal; readonly nowMs: number }): Promise<readonly BudgetState[]>;
  /** Undefined: the workspace has no credits, and is not limited by them. */
  creditsOf(query: { readonly workspaceId: string; readonly nowMs: number }): Promise<CreditsState | undefined>;
  allowancesOf(query: { readonly principal: Principal; readonly nowMs: number }): Promise<readonly AllowanceState[]>;
  /** Reads anew what came into the credits of every workspace that it knows: somebody has bought, granted or adjusted. */
  refreshCredits(): Promise<void>;
  /** Frees what leaked holds held; runs by itself with every claim. Returns how many there were. */
  sweep(query: { readonly nowMs: number }): number;
  readonly openHolds: number;
}

export interface MemoryLedgerDeps {
  readonly store: Pick<Store, 'spentSince' | 'ledger'>;
  /** Resolves when everything that has ended by now is in the store: what is read there leaves nothing out. */
  readonly caughtUp?: (() => Promise<void>) | undefined;
  readonly watcher?: BudgetWatcher | undefined;
  /** Where other gateways draw on the same accounts: each keeps to its share. */
  readonly sharing?: AccountSharing | undefined;
  readonly leaseMs?: number | undefined;
  readonly log?: Log | undefined;
}

/**
 * Budgets, credits and allowances of one process; with `sharing`, its part in what several draw on. The worst case is held on everything that applies, or on nothing, and
 * settled or released exactly once. Where nothing applies, and for test keys, which spend nothing, a claim is a shared
 * object that does nothing. Where every account was used before, a claim is synchronous. The first use of an account in a
 * window reads from the store what was used in it already.
 *
 * A cost belongs to the window in which its request was claimed, as it does in the store, which goes by the request's
 * start. What a request costs beyond its hold is charged in full; a budget may be overdrawn by that much.
 *
 * `open` rejects with `storage_unavailable` while what was used before cannot be read: better no answer than an unbounded
 * one. Nothing is held then, and the next request reads again.
 */
export function createMemoryLedger(deps: MemoryLedgerDeps): MemoryLedger {
  const book = createHoldBook({ leaseMs: deps.leaseMs ?? DEFAULT_LEASE_MS, log: deps.log });
  const accounts = createSweepingMap<Account[]>({
    create: () => [],
    isIdle: (list, nowMs) => list.every((account) => isPast(account, nowMs)),
  });
  const creditAccounts = new Map<string, Account>();

  const accountOf = (wanted: {
    id: string;
    purpose: AccountPurpose;
    window: AccountWindow;
    nowMs: number;
  }): Account => {
    const { id, purpose, window, nowMs } = wanted;
    const list = accounts.getOrCreate(id, nowMs);
    const known = list.find((account) => covers(account, window, nowMs));
    if (known !== undefined) return known;
    const opened = openAccount({ purpose, window, nowMs });
    const kept = list.filter((account) => !isPast(account, nowMs));
    list.splice(0, list.length, ...kept, opened);
    return opened;
  };

  const budgetAccount = (applying: ApplyingBudget, nowMs: number): Account =>
    accountOf({
      id: `${applying.scope}:${applying.scopeId}`,
      purpose: { kind: 'budget', applying },
      window: applying.budget,
      nowMs,
    });

  const creditsAccount = (workspaceId: string, nowMs: number): Account => {
    const known = creditAccounts.get(workspaceId);
    if (known !== undefined) return known;
    const opened = openAccount({ purpose: { kind: 'credits', workspaceId }, window: ALL_TIME, nowMs });
    creditAccounts.set(workspaceId, opened);
    return opened;
  };

  const allowanceAccount = ({ plan, workspaceId }: Principal, managed: Managed, nowMs: number): Account | undefined => {
    if (plan?.managed[managed] === undefined) return undefined;
    const purpose = { kind: 'allowance', workspaceId, managed } as const;
    return accountOf({ id: `allowance:${workspaceId}:${managed}`, purpose, window: plan, nowMs });
  };

  const accountsOf = (claim: Parameters<Ledger['open']>[0]) => {
    const { principal, managed, platform, nowMs } = claim;
    const budgets = principal.budgets.map((applying) => budgetAccount(applying, nowMs));
    if (!platform) return { budgets, credits: undefined, allowance: undefined };
    return {
      budgets,
      credits: creditsAccount(principal.workspaceId, nowMs),
      allowance: allowanceAccount(principal, managed, nowMs),
    };
  };

  const warmUp = (account: Account): Promise<void> => {
    account.warming ??= readSafely({ account, deps }).finally(() => {
      account.warming = undefined;
    });
    return account.warming;
  };

  const warmAll = async (cold: readonly Account[]): Promise<void> => {
    await Promise.all(cold.filter((account) => !account.isWarm).map(warmUp));
  };

  /** For whoever only looks: what others have used is not older than a second. */
  const readAll = async (shown: readonly Account[]): Promise<void> => {
    await warmAll(shown);
    for (const account of shown) await deps.sharing?.refresh({ account, olderThanMs: SHOWN_FOR_MS });
  };

  const claimOn = (claim: Parameters<Ledger['open']>[0]): Claim | Promise<Claim> => {
    const own = accountsOf(claim);
    const all = [...own.budgets, own.credits, own.allowance].filter((account) => account !== undefined);
    const open = () => createClaim({ ...claim, ...own, book, watcher: deps.watcher, sharing: deps.sharing });
    return all.every((account) => account.isWarm) ? open() : warmAll(all).then(open);
  };

  return {
    get openHolds() {
      return book.size;
    },
    open(claim) {
      const { principal } = claim;
      if (principal.kind === 'test' || (principal.budgets.length === 0 && !claim.platform)) return NO_CLAIM;
      book.sweep(claim.nowMs);
      return claimOn(claim);
    },
    async warm({ principals, nowMs }) {
      for (const { budgets } of principals) await warmAll(budgets.map((applying) => budgetAccount(applying, nowMs)));
    },
    async budgetsOf({ principal, nowMs }) {
      book.sweep(nowMs);
      const found = principal.budgets.map((applying) => ({ applying, account: budgetAccount(applying, nowMs) }));
      await readAll(found.map(({ account }) => account));
      return found.map(({ applying, account }) => stateOf(applying, account));
    },
    async creditsOf({ workspaceId, nowMs }) {
      const account = creditsAccount(workspaceId, nowMs);
      await readAll([account]);
      const { granted, spent, held } = account;
      return granted === undefined ? undefined : { grantedNanoUsd: granted, leftNanoUsd: granted - spent - held };
    },
    async allowancesOf({ principal, nowMs }) {
      const found = MANAGED.flatMap((capability) => {
        const account = allowanceAccount(principal, capability, nowMs);
        const limit = principal.plan?.managed[capability];
        return account && limit !== undefined ? [{ capability, account, limit }] : [];
      });
      await readAll(found.map(({ account }) => account));
      return found.map(({ capability, account, limit }) => ({
        capability,
        limit,
        used: account.spent + account.held,
        window: account.window.window,
        resetsAtMs: account.endMs,
      }));
    },
    async refreshCredits() {
      for (const [workspaceId, account] of creditAccounts) {
        if (account.isWarm) account.granted = await grantedTo({ store: deps.store, workspaceId });
      }
    },
    sweep: ({ nowMs }) => book.sweep(nowMs),
  };
}

const RETRY_AFTER_STORE_FAILURE_MS = 1_000;

async function readSafely({ account, deps }: { account: Account; deps: MemoryLedgerDeps }): Promise<void> {
  try {
    if (deps.sharing) {
      await deps.sharing.open(account);
      account.isWarm = true;
      return;
    }
    await deps.caughtUp?.();
    await readAccount({ account, store: deps.store });
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    throw new GatewayError('storage_unavailable', {
      retryAfterMs: RETRY_AFTER_STORE_FAILURE_MS,
      note: 'what was spent before cannot be read',
      cause,
    });
  }
}

function isPast(account: Account, nowMs: number): boolean {
  return account.endMs !== undefined && nowMs - account.endMs > KEPT_AFTER_END_MS && account.openHolds === 0;
}

function stateOf({ scope, scopeName, budget }: ApplyingBudget, account: Account): BudgetState {
  return {
    scope,
    scopeName,
    window: budget.window,
    limitNanoUsd: budget.nanoUsd,
    spentNanoUsd: account.spent,
    heldNanoUsd: account.held,
    resetsAtMs: account.endMs,
  };
}
