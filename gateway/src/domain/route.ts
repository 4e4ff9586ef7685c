import type { Capability } from '@latentkit/contract/capability';
import type { ResponseProfile } from '@latentkit/contract/response-profile';
import type { RouteStrategy, StickyBy } from '@latentkit/contract/route-strategy';
import type { CanaryStickyBy } from './canary-sticky-by.ts';
import type { ConnectionId, KeyId, RouteId, WorkspaceId } from './ids.ts';
import type { PriceSchedule } from './price-schedule.ts';

/** Whose account pays a provider: the workspace's own (BYOK), or the house's, billed by credits (Platform Access). */
export type Access = 'byok' | 'platform';

/** A connection as the data plane uses it: immutable, its credential already opened. */
export interface Connection {
  readonly id: ConnectionId;
  readonly name: string;
  readonly provider: string;
  readonly access: Access;
  readonly enabled: boolean;
  readonly baseUrl: string;
  /** Opened secrets, by the field names of the adapter's credential schema. Never logged. */
  readonly credential: Readonly<Record<string, string>>;
  /** Changes when the credential or the host does: pools and circuits hang on it. */
  readonly credentialId: string;
  /** Declared in the operator's own file: may point anywhere. Everything else obeys the egress guard. */
  readonly trusted: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

export interface AttemptTarget {
  /** 1-based place in the route, as the operator wrote it. */
  readonly position: number;
  readonly connection: Connection;
  readonly model: string;
  /** True: the connection lists the model as disabled, or lists others only. */
  readonly modelDisabled?: boolean;
  readonly profiles: readonly ResponseProfile[];
  readonly weight: number | undefined;
  readonly timeoutMs: number | undefined;
  readonly firstContentTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly capabilities: ReadonlySet<Capability>;
  readonly contextWindow: number | undefined;
  readonly maxOutputTokens: number | undefined;
  /** Undefined: not known, which is never the same as free. */
  readonly prices: PriceSchedule | undefined;
  /** Circuits are kept by connection and model. */
  readonly circuitKey: string;
}

/** Whether a request may cross from one kind of access to the other. `never`: it stays on that of its first attempt. */
export type Crossing = 'allowed' | 'never';

/** A published version of a route. Immutable: a request sees one version from its first stage to its last. */
export interface PublishedRoute {
  readonly id: RouteId;
  readonly name: string;
  /** 0: a draft. */
  readonly version: number;
  readonly workspaceId: WorkspaceId;
  readonly attempts: readonly AttemptTarget[];
  readonly strategy: RouteStrategy;
  readonly stickyBy: StickyBy;
  readonly defaultProfile: ResponseProfile;
  readonly allowProfileOverride: boolean;
  readonly deadlineMs: number;
  readonly onCut: 'error' | 'resume';
  readonly crossing: Crossing;
  /** Of the route: also what a canary serves is held against these of the published version. */
  readonly budget: Budget | undefined;
  readonly rateLimit: RateLimit | undefined;
  /** False: the contents of its requests are not kept, whatever the workspace says. */
  readonly contentLogging?: false | undefined;
  /** Serves a share of the requests in the place of this one. */
  readonly canary?: CanaryRelease | undefined;
  /** A candidate that a share of the requests is sent to as well, this one's and the canary's. */
  readonly shadow?: ShadowRelease | undefined;
}

export interface CanaryRelease {
  readonly route: PublishedRoute;
  /** 0 to 100. */
  readonly sharePercent: number;
  readonly stickyBy: CanaryStickyBy;
}

export interface ShadowRelease {
  readonly route: PublishedRoute;
  /** 0 to 100. */
  readonly sharePercent: number;
  /** The most that it may cost in one day (UTC). */
  readonly budgetNanoUsd: number;
}

export interface Budget {
  readonly nanoUsd: number;
  readonly window: 'hour' | 'day' | 'week' | 'month' | 'total';
  /** IANA name of the zone whose hours, days and months count. Undefined: UTC. */
  readonly timeZone?: string | undefined;
  /** Percentages at which an event is told, once in each window. Undefined: 50, 80 and 100. */
  readonly alertAtPercent?: readonly number[] | undefined;
}

/** `shadow`: what the shadows of a route may cost. */
export type BudgetScope = 'workspace' | 'route' | 'key' | 'member' | 'tag' | 'shadow';

/** A budget that applies to a request, and whose it is. */
export interface ApplyingBudget {
  readonly scope: BudgetScope;
  /** Of the key, route or workspace, or of the member or tag within its workspace: survives rotations and new versions. */
  readonly scopeId: string;
  /** What people call it: the name of the key, the route, the tag. */
  readonly scopeName: string;
  /** Of a budget that has a name of its own; undefined for the one that stands in a key, a route or a workspace. */
  readonly name?: string | undefined;
  readonly budget: Budget;
  readonly workspaceId: WorkspaceId;
}

/** What the allowances of a plan are counted by. A vision task counts as chat. */
export const MANAGED = ['chat', 'embeddings', 'image'] as const;
export type Managed = (typeof MANAGED)[number];

/** What a workspace may use of platform access, by the plan that it is on. */
export interface Plan {
  readonly name: string;
  /** Requests in one window that the plan pays for. Undefined: the plan pays for none, credits do. */
  readonly managed: Readonly<Record<Managed, number | undefined>>;
  readonly window: Budget['window'];
  readonly timeZone: string | undefined;
  /** Requests that need one of these are not paid by the allowance. */
  readonly excludes: readonly Capability[];
  /** What platform access may be used for at all. Undefined: everything. */
  readonly capabilities: readonly Capability[] | undefined;
  readonly rateLimit: RateLimit | undefined;
  readonly upgradeTo: string | undefined;
}

export interface RateLimit {
  readonly requestsPerMinute: number | undefined;
  /** Of the calendar day, UTC. */
  readonly requestsPerDay: number | undefined;
  readonly tokensPerMinute: number | undefined;
  readonly tokensPerDay: number | undefined;
  readonly concurrency: number | undefined;
}

/** That a workspace keeps what its requests say, and for how long. */
export interface ContentLogging {
  readonly retentionMs: number;
}

/** `ide`: a short-lived access token of an IDE, which works as a live key does, within limits of its own. */
export type KeyKind = 'live' | 'test' | 'ide';

/** An API key as the data plane sees it. Revoked and rotated keys stay known, so that a 401 can say why. */
export interface Principal {
  readonly keyId: KeyId;
  readonly keyName: string;
  readonly kind: KeyKind;
  /** HMAC-SHA-256 of the whole key, hex. */
  readonly digest: string;
  readonly workspaceId: WorkspaceId;
  readonly workspaceName: string;
  readonly workspaceSuspended: boolean;
  readonly route: PublishedRoute | undefined;
  /** True when a route is assigned to the key but no version of it is published. */
  readonly routeUnpublished: boolean;
  readonly scopes: readonly Capability[] | undefined;
  readonly allowedIps: readonly string[] | undefined;
  /** Web pages that may use it besides those of the whole installation. */
  readonly allowedOrigins?: readonly string[] | undefined;
  readonly rateLimit: RateLimit | undefined;
  /** Of the whole workspace. */
  readonly workspaceRateLimit: RateLimit | undefined;
  /** Of each client address within the workspace. */
  readonly ipRateLimit: RateLimit | undefined;
  /** Of each IDE token of the workspace that has none of its own. */
  readonly ideRateLimit: RateLimit | undefined;
  /** Every budget that applies to it, its route's included, the narrowest first: that one a refusal names. */
  readonly budgets: readonly ApplyingBudget[];
  readonly member: string | undefined;
  readonly tags: readonly string[];
  /** Undefined: nothing of what its requests say is kept. */
  readonly contentLogging?: ContentLogging | undefined;
  readonly plan: Plan | undefined;
  readonly expiresAtMs: number | undefined;
  readonly revokedAtMs: number | undefined;
  /** A rotated-out secret works until then. */
  readonly rotatedOutAtMs: number | undefined;
}

/** Everything the request path needs, swapped whole. */
/** By the digests of their secrets. */
export type Principals = Pick<ReadonlyMap<string, Principal>, 'get' | 'values'>;

export interface Snapshot {
  readonly version: string;
  readonly principals: Principals;
  /** Web pages that any key allows: what a browser asks before it sends the key. */
  readonly allowedOrigins?: ReadonlySet<string>;
}
