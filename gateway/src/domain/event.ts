import type { EVENT_TYPES } from '@latentkit/contract/event-types';
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

/** A connection and a model that are left alone for a time, or are used again. */
export interface CircuitChange {
  readonly connectionId: string;
  readonly connectionName: string;
  readonly provider: string;
  readonly model: string;
  /** The route whose request noticed it. */
  readonly routeId: string;
  readonly routeName: string;
  /** What failed last; undefined where it closed. */
  readonly failureClass: string | undefined;
}

/** A provider does not accept the credential of a connection. */
export interface CredentialRefusal extends Omit<CircuitChange, 'failureClass'> {
  /** HTTP status of the provider's answer. */
  readonly status: number | undefined;
}

export interface RoutePublished {
  readonly routeId: string;
  readonly routeName: string;
  readonly version: number;
  /** Undefined: it is the first one. */
  readonly previousVersion: number | undefined;
  /** `rollback`: an earlier version was made the published one. */
  readonly act: string;
  readonly by: string;
}

export interface KeyChange {
  readonly keyId: string;
  readonly keyName: string;
  readonly kind: string;
  readonly member: string | undefined;
  readonly by: string;
}

/** What is told of each type. */
export interface EventData {
  'budget.threshold': BudgetThreshold;
  'circuit.opened': CircuitChange;
  'circuit.closed': CircuitChange;
  'credential.refused': CredentialRefusal;
  'route.published': RoutePublished;
  'key.created': KeyChange;
  'key.revoked': KeyChange;
}

export interface EventOf<Type extends EventType> {
  /** `evt_` and a digest of what happened: the same thing twice is one event, whoever noticed it. */
  readonly id: string;
  readonly type: Type;
  readonly workspaceId: string;
  readonly atMs: number;
  readonly data: EventData[Type];
}

export type GatewayEvent = { [Type in EventType]: EventOf<Type> }[EventType];

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
    readonly type?: EventType | undefined;
    readonly beforeId?: string | undefined;
    readonly limit: number;
  }): Promise<readonly GatewayEvent[]>;
}
