import type { NanoUsd } from './money.ts';
import type { LimitState } from './ports.ts';
import type { Budget } from './route.ts';

/** What a key may still do, as /v1/whoami shows it. Undefined: no such limit. */
export interface Allowance {
  readonly limits: {
    readonly requestsPerMinute: LimitState | undefined;
    readonly tokensPerMinute: LimitState | undefined;
    readonly concurrency: LimitState | undefined;
  };
  readonly budgets: readonly {
    readonly scope: 'key' | 'route' | 'workspace';
    readonly window: Budget['window'];
    readonly limitNanoUsd: NanoUsd;
    readonly spentNanoUsd: NanoUsd;
    readonly heldNanoUsd: NanoUsd;
    readonly resetsAtMs: number | undefined;
  }[];
}
