import type { EVENT_TYPES } from '@latentkit/contract/config-schema';
import type { NanoUsd } from './money.ts';
import type { Budget, BudgetScope } from './route.ts';

/** What an operator may want to be told of. */
export type EventType = (typeof EVENT_TYPES)[number];

/** Told once for each budget, window and percentage. It refuses nothing. */
export interface BudgetThreshold {
  readonly scope: BudgetScope;
  readonly scopeId: string;
  readonly scopeName: string;
  /** Undefined: the budget that stands in the key, the route or the workspace itself. */
  readonly budgetName: string | undefined;
  readonly window: Budget['window'];
  readonly timeZone: string | undefined;
  readonly windowStartMs: number;
  /** Undefined: the window never ends. */
  readonly windowEndMs: number | undefined;
  readonly percent: number;
  /** When it was noticed. */
  readonly spentNanoUsd: NanoUsd;
  readonly limitNanoUsd: NanoUsd;
}

export interface GatewayEvent {
  /** `evt_` and a digest of what happened: the same thing twice is one event, whoever noticed it. */
  readonly id: string;
  readonly type: EventType;
  readonly workspaceId: string;
  readonly atMs: number;
  readonly data: BudgetThreshold;
}

/** Events at rest. */
export interface EventStore {
  /**
   * Keeps those that are not there yet, and with each a delivery to every webhook of its workspace that asked for its type
   * and is not switched off: all of it or nothing. Returns how many were new.
   */
  append(events: readonly GatewayEvent[]): Promise<number>;
  find(query: { readonly eventId: string }): Promise<GatewayEvent | undefined>;
  /** Newest first. */
  list(query: {
    readonly workspaceId?: string | undefined;
    readonly beforeId?: string | undefined;
    readonly limit: number;
  }): Promise<readonly GatewayEvent[]>;
}
