import type { ActingAs } from './actor.ts';
import type { AuditLog } from './audit.ts';
import type { DefinitionChanges, DefinitionsOf } from './definition-changes.ts';
import type {
  BudgetDefinition,
  ConnectionDefinition,
  Definitions,
  KeyDefinition,
  PlanDefinition,
  RouteCanary,
  RouteIdentity,
  RouteSchedule,
  RouteShadow,
  RouteSpec,
  WebhookDefinition,
  WorkspaceDefinition,
} from './definitions.ts';
import type { EventStore } from './event.ts';
import type { IdempotencyStore } from './idempotency.ts';
import type { BudgetId, ConnectionId, InvitationId, KeyId, RouteId, WebhookId, WorkspaceId } from './ids.ts';
import type { LedgerBalances, LedgerTransfer } from './ledger.ts';
import type { AccessStore, Invitation, Member, ServiceToken } from './member.ts';
import type { PeopleStore } from './people-store.ts';
import type { ChosenRelease, ReleaseStore, RouteDraft, RouteTest, RouteVersion } from './release.ts';
import type { ContentStore, SealedContent } from './request-content.ts';
import type { OpenAttempt, RequestRecord } from './request-record.ts';
import type { SpendingScope } from './spending-scope.ts';
import type { SpendingShares } from './spending-shares.ts';
import type { UsageStore } from './usage-store.ts';
import type { DeliveryReplay, DeliveryStore } from './webhook.ts';

/** The durable store: embedded SQLite or Postgres behind one port, with one contract test for both. */
export interface Store {
  /** Changes whenever definitions were written, by this process or another. Cheap: it is polled. */
  definitionsVersion(): Promise<string>;
  /** Everything that a snapshot is made of, read in one transaction. */
  readDefinitions(): Promise<Definitions>;
  /** What is another after a version than it was; undefined: everything. Read in one transaction. */
  readDefinitionChanges(query: { readonly since: string | undefined }): Promise<DefinitionChanges>;
  /** Workspaces whose grace period was over at that moment. Cheap: it is asked often. */
  workspacesToRemove(query: { readonly nowMs: number }): Promise<readonly WorkspaceId[]>;
  /**
   * All writes of `work` become visible together, or none. Every one of them stands in the audit log, in the same
   * transaction.
   */
  write<Result>(act: WriteAct<Result>): Promise<Result>;
  /**
   * Seals headers of connections and addresses of webhooks that an earlier release left in the clear. Changes no definition.
   * @returns how many there were
   */
  sealStoredFields(): Promise<number>;
  readonly audit: AuditLog;
  readonly people: PeopleStore;
  readonly access: AccessStore;
  readonly routes: ReleaseStore;
  /**
   * Idempotent by request id: what is appended twice, is there once. In the same transaction the ledger gets the transfers
   * of the attempts, and what was open of these requests is closed.
   */
  appendRequests(records: readonly RequestRecord[]): Promise<void>;
  /** Attempts that were sent and whose request has no record yet. What has one is not opened again. */
  appendOpenAttempts(opened: readonly OpenAttempt[]): Promise<void>;
  openAttempts(): Promise<readonly OpenAttempt[]>;
  /** Idempotent by request id: what is there, or was deleted, stays as it is. */
  appendContents(contents: readonly SealedContent[]): Promise<void>;
  readonly contents: ContentStore;
  readonly ledger: LedgerStore;
  readonly usage: UsageStore;
  readonly idempotency: IdempotencyStore;
  /** How several gateways share budgets, credits and allowances. */
  readonly shares: SpendingShares;
  readonly events: EventStore;
  readonly deliveries: DeliveryStore;
  findRequest(query: { readonly requestId: string }): Promise<RequestRecord | undefined>;
  /** Newest first; `beforeId` pages on (ids sort by time), `afterId` follows. */
  listRequests(query: RequestQuery): Promise<readonly RequestRecord[]>;
  /**
   * Sum of settled costs since a moment, nano-dollars: what budgets start from after a restart. Shadows count for their
   * workspace and in their own scope, and for no route.
   */
  spentSince(query: { readonly scope: SpendingScope; readonly sinceMs: number }): Promise<number>;
  /**
   * Requests that the rate limits of a scope counted (no shadows), of those that began within a span, and the tokens that they used: what
   * limits per day start from after a restart. `beforeMs` does not belong to the span.
   */
  admittedSince(query: {
    readonly scope: { readonly keyId: string } | { readonly routeId: string } | { readonly workspaceId: string };
    readonly sinceMs: number;
    readonly beforeMs: number;
  }): Promise<{ readonly requests: number; readonly tokens: number }>;
  readSetting(name: string): Promise<string | undefined>;
  writeSetting(setting: { readonly name: string; readonly value: string }): Promise<void>;
  close(): Promise<void>;
}

/** A change of definitions, and whose it is. */
export interface WriteAct<Result> extends ActingAs {
  readonly work: (writes: DefinitionWrites) => Promise<Result>;
}

export interface RequestQuery {
  readonly workspaceId?: WorkspaceId | undefined;
  readonly keyId?: KeyId | undefined;
  readonly outcome?: RequestRecord['outcome'] | undefined;
  readonly traceId?: string | undefined;
  readonly beforeId?: string | undefined;
  readonly afterId?: string | undefined;
  readonly limit: number;
}

export interface DefinitionWrites {
  /** The definitions as this transaction sees them: of one workspace, which costs what that one weighs, or of all. */
  read(of?: DefinitionsOf): Promise<Definitions>;
  saveWorkspace(workspace: WorkspaceDefinition): Promise<void>;
  /** With everything that it is made of. What it did (requests, ledger, audit log) stays written. */
  removeWorkspace(id: WorkspaceId): Promise<void>;
  saveConnection(connection: ConnectionDefinition): Promise<void>;
  removeConnection(id: ConnectionId): Promise<void>;
  saveRoute(route: RouteIdentity): Promise<void>;
  readRouteVersion(query: { readonly routeId: RouteId; readonly version: number }): Promise<RouteVersion | undefined>;
  readDraft(routeId: RouteId): Promise<RouteDraft | undefined>;
  readRouteTests(routeId: RouteId): Promise<readonly RouteTest[]>;
  saveDraft(draft: Omit<RouteDraft, 'updatedBy'> & { readonly routeId: RouteId }): Promise<void>;
  dropDraft(routeId: RouteId): Promise<void>;
  /**
   * Adds the next version and makes it the published one, for every request: a canary ends. Earlier versions stay,
   * unchanged. Returns the version.
   */
  publishRoute(publication: RoutePublication): Promise<number>;
  /**
   * Makes a version that is there the published one, for every request: a canary ends. @throws StoreError where there is
   * no such version
   */
  pointRouteAt(target: { readonly routeId: RouteId; readonly version: number }): Promise<void>;
  /** Undefined ends it. @throws StoreError where there is no such version, or nothing is published beside it */
  setCanary(setting: {
    readonly routeId: RouteId;
    readonly canary: Omit<RouteCanary, 'spec'> | undefined;
  }): Promise<void>;
  /** Undefined ends it. @throws StoreError where there is no such version */
  setShadow(setting: {
    readonly routeId: RouteId;
    readonly shadow:
      | (Pick<RouteShadow, 'sharePercent' | 'budgetNanoUsd'> & { readonly release: ChosenRelease })
      | undefined;
  }): Promise<void>;
  /** Undefined: nothing is published by itself. @throws StoreError where there is no such version */
  setSchedule(setting: {
    readonly routeId: RouteId;
    readonly schedule:
      | (Pick<RouteSchedule, 'atMs'> &
          Partial<Pick<RouteSchedule, 'note' | 'refused' | 'by'>> & { readonly release: ChosenRelease })
      | undefined;
  }): Promise<void>;
  /** In the place of all that were there. */
  saveRouteTests(saved: { readonly routeId: RouteId; readonly tests: readonly RouteTest[] }): Promise<void>;
  removeRoute(id: RouteId): Promise<void>;
  saveKey(key: KeyDefinition): Promise<void>;
  removeKey(id: KeyId): Promise<void>;
  savePlan(plan: PlanDefinition): Promise<void>;
  removePlan(name: string): Promise<void>;
  saveWebhook(webhook: WebhookDefinition): Promise<void>;
  /** With its deliveries. */
  removeWebhook(id: WebhookId): Promise<void>;
  saveBudget(budget: BudgetDefinition): Promise<void>;
  removeBudget(id: BudgetId): Promise<void>;
  /** As this transaction sees them. */
  membersOf(query: { readonly workspaceId: WorkspaceId }): Promise<readonly Member[]>;
  findInvitation(query: { readonly digest: string }): Promise<Invitation | undefined>;
  invitationsOf(query: { readonly workspaceId: WorkspaceId }): Promise<readonly Invitation[]>;
  saveMember(member: Member): Promise<void>;
  removeMember(member: Pick<Member, 'workspaceId' | 'personId'>): Promise<void>;
  saveInvitation(invitation: Invitation): Promise<void>;
  removeInvitation(id: InvitationId): Promise<void>;
  saveServiceToken(token: ServiceToken): Promise<void>;
  /** Switches a webhook off, and ends its deliveries that wait. One that is off, or gone, stays as it is. */
  disableWebhook(webhook: {
    readonly webhookId: string;
    readonly atMs: number;
    readonly reason: string;
  }): Promise<void>;
  /** Tries a delivery again from now on, whatever became of it; not while its webhook is switched off. */
  replayDelivery(query: { readonly deliveryId: string; readonly nowMs: number }): Promise<DeliveryReplay>;
  /** Posts to the ledger with the other writes, or not at all. What is there already is not posted again. @throws StoreError as `LedgerStore.post` does */
  postTransfer(transfer: LedgerTransfer): Promise<{ readonly isNew: boolean }>;
}

export interface RoutePublication {
  readonly routeId: RouteId;
  readonly spec: RouteSpec;
  readonly publishedAtMs: number;
  readonly note?: string | undefined;
  /** Who published it; undefined: who writes. */
  readonly by?: string | undefined;
  /** False: the version is only added, and the published one stays: what a canary begins with. */
  readonly live?: boolean;
}

/** The ledger at rest. Every method is idempotent by the transfers' ids. */
export interface LedgerStore {
  /** @throws StoreError where an id is there already with another amount or other accounts */
  post(transfers: readonly LedgerTransfer[]): Promise<void>;
  balances(query: { readonly workspaceId: string }): Promise<LedgerBalances>;
  /** Whether credits were ever bought, granted or adjusted: from then on platform access needs them. */
  hasCredits(query: { readonly workspaceId: string }): Promise<boolean>;
  /** Requests that the allowance of a plan paid for. */
  allowanceUsed(query: {
    readonly workspaceId: string;
    readonly capability: 'chat' | 'embeddings' | 'image';
    readonly sinceMs: number;
  }): Promise<number>;
  find(query: { readonly transferId: string }): Promise<LedgerTransfer | undefined>;
  /** Newest first. */
  list(query: {
    readonly workspaceId: string;
    readonly beforeId?: string | undefined;
    readonly limit: number;
  }): Promise<readonly LedgerTransfer[]>;
  /** Grows whenever credits come or go by another way than a request. Cheap: it is polled. */
  version(): Promise<string>;
  /** Recomputes everything from the transfers and the request log. An empty list: it adds up. */
  verify(): Promise<readonly string[]>;
  /** Writes off what is left of credits whose time is over. Returns how much, in nano-dollars. */
  expireCredits(query: { readonly nowMs: number }): Promise<number>;
}
