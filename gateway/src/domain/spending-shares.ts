import type { Managed } from './route.ts';
import type { SpendingScope } from './spending-scope.ts';

/** What counts as used of an account that several gateways draw on. */
export type SharedSpending =
  | { readonly kind: 'budget'; readonly scope: SpendingScope; readonly sinceMs: number }
  | {
      readonly kind: 'allowance';
      readonly workspaceId: string;
      readonly capability: Managed;
      readonly sinceMs: number;
    }
  | { readonly kind: 'credits'; readonly workspaceId: string };

/** An account in one window. */
export interface SharedAccount {
  /** The same on every gateway. */
  readonly name: string;
  /** When its window ends; undefined: never. */
  readonly endsAtMs: number | undefined;
  readonly spending: SharedSpending;
}

/** What is known of an account while nobody else can change a share of it. */
export interface KnownSpending {
  /** What is used of it in the store, by everybody. */
  readonly spent: number;
  /** What the other gateways may use beyond that. */
  readonly others: number;
  /** Credits that came in, all in all; undefined where there never were any, and for other accounts. */
  readonly granted: number | undefined;
}

/** A process that draws on accounts, and the data folder that its journal is in. */
export interface ShareHolder {
  readonly instance: string;
  readonly process: string;
}

/**
 * How much each gateway may use of an account beyond what stands in the store: what its requests hold, what they have cost
 * and is not stored yet, and a little in reserve. What is stored and all shares together are never more than the limit, so
 * gateways that keep to their shares never overdraw it together, and need not ask for every request.
 */
export interface SpendingShares {
  /**
   * Changes this holder's shares of these accounts to what `decide` says, in one transaction that others wait for. `decide`
   * gets what is known of each, and gives a share for each, in the order of the accounts. It must not wait, and may be called
   * for a transaction that fails then.
   */
  change(change: {
    readonly holder: ShareHolder;
    readonly accounts: readonly SharedAccount[];
    /** Shares that were not changed for so long count no more: their gateway is gone. */
    readonly leaseMs: number;
    readonly decide: (known: readonly KnownSpending[]) => readonly number[];
  }): Promise<void>;
  /** Gives back every share of this holder; or, with `othersOf`, those of earlier processes on its data folder. */
  giveBack(query: { readonly holder: ShareHolder; readonly othersOf?: boolean }): Promise<void>;
  /** Forgets accounts whose windows ended a day ago. Returns how many there were. */
  forget(): Promise<number>;
}
