import type { LimitState } from './limits.ts';
import type { NanoUsd } from './money.ts';
import type { Budget, BudgetScope, Managed } from './route.ts';

/** What a key may still do, as /v1/whoami shows it. Undefined: no such limit. */
export interface Allowance {
  /** Every limit that applies; those of the client's address only where it is known. */
  readonly limits: readonly LimitState[];
  readonly budgets: readonly {
    readonly scope: BudgetScope;
    /** The name of the key, the route, the tag … */
    readonly scopeName: string;
    readonly window: Budget['window'];
    readonly limitNanoUsd: NanoUsd;
    readonly spentNanoUsd: NanoUsd;
    readonly heldNanoUsd: NanoUsd;
    readonly resetsAtMs: number | undefined;
  }[];
  /** Of the workspace. Undefined: it has none, and platform access is not limited by them. */
  readonly credits: { readonly grantedNanoUsd: NanoUsd; readonly leftNanoUsd: NanoUsd } | undefined;
  /** What the plan of the workspace includes. */
  readonly managed: readonly {
    readonly capability: Managed;
    readonly limit: number;
    readonly used: number;
    readonly window: Budget['window'];
    readonly resetsAtMs: number | undefined;
  }[];
}
