import type { Capability } from '@latentkit/contract/capability';
import type { ResponseProfile } from '@latentkit/contract/response-profile';
import type { RouteStrategy, StickyBy } from '@latentkit/contract/route-strategy';
import type { CanaryStickyBy } from './canary-sticky-by.ts';
import type { EventType } from './event.ts';
import type { BudgetId, ConnectionId, KeyId, RouteId, WebhookId, WorkspaceId } from './ids.ts';
import type { NanoUsd } from './money.ts';
import type { PriceVersion } from './price.ts';
import type { Access, Budget, ContentLogging, Crossing, KeyKind, Plan, RateLimit } from './route.ts';

/** Who may change an object: the config file that declares it, the command line, the console, or the first start. */
export type Owner = 'file' | 'cli' | 'console' | 'setup';

export interface WorkspaceDefinition {
  readonly id: WorkspaceId;
  readonly name: string;
  readonly suspended: boolean;
  /** Undefined: nobody wants it gone. Until then it can be restored; its keys are refused already. */
  readonly deleteAtMs?: number | undefined;
  readonly budget: Budget | undefined;
  readonly rateLimit: RateLimit | undefined;
  /** Of each client address. */
  readonly ipRateLimit: RateLimit | undefined;
  /** Of each IDE token that has none of its own. */
  readonly ideRateLimit: RateLimit | undefined;
  /** Undefined: nothing of what requests say is kept. */
  readonly contentLogging?: ContentLogging | undefined;
  /** Undefined: no plan, so no allowance, and nothing that a plan forbids. */
  readonly planName: string | undefined;
  readonly fileCredits: FileCredits | undefined;
  readonly owner: Owner;
  readonly createdAtMs: number;
}

/**
 * The credits that a configuration file grants, all in all. What the file says is a total, and what enters the ledger is
 * the difference to the total before, in the transaction that writes the new one down here.
 */
export interface FileCredits {
  /** Counts the changes; each is one transfer. */
  readonly version: number;
  readonly totalNanoUsd: NanoUsd;
}

/** A plan, which workspaces of the whole installation may be on. Known by its name. */
export interface PlanDefinition extends Plan {
  /** The workspace whose configuration file declares it; undefined where no file does. */
  readonly workspaceId: WorkspaceId | undefined;
  readonly owner: Owner;
  readonly createdAtMs: number;
}

/** Whose spending a budget counts. Keys and routes by their ids, so that rotations and new versions change nothing. */
export type BudgetTarget =
  | { readonly scope: 'workspace' }
  | { readonly scope: 'route'; readonly routeId: RouteId }
  | { readonly scope: 'key'; readonly keyId: KeyId }
  | { readonly scope: 'member'; readonly member: string }
  | { readonly scope: 'tag'; readonly tag: string };

/** A budget with a name of its own, beside those that stand in a workspace, a route or a key. */
export interface BudgetDefinition {
  readonly id: BudgetId;
  readonly workspaceId: WorkspaceId;
  readonly name: string;
  readonly target: BudgetTarget;
  readonly budget: Budget;
  readonly owner: Owner;
  readonly createdAtMs: number;
}

/** A secret on its way out. Sealed for the version that it had. */
export interface WebhookSecret {
  readonly sealedSecret: string;
  readonly secretVersion: number;
  readonly untilMs: number;
}

/** An address that is told of events, signed. */
export interface WebhookDefinition {
  readonly id: WebhookId;
  readonly workspaceId: WorkspaceId;
  readonly name: string;
  readonly url: string;
  /** A sealed address that does not open, as it is kept; `url` leads nowhere then. */
  readonly unreadableUrl?: string | undefined;
  /** True only for what stands in the operator's own file: may point at private addresses. */
  readonly trusted: boolean;
  /** Sealed by the master key, bound to this row, its version and the host. */
  readonly sealedSecret: string;
  /** Grows with every change of the secret or of the host. */
  readonly secretVersion: number;
  /** The secret before the last rotation: messages are signed with it as well until then. */
  readonly previousSecret?: WebhookSecret | undefined;
  readonly events: readonly EventType[];
  /** It answered that it is gone, and is told nothing until its address changes or it is switched on again. */
  readonly disabled: { readonly atMs: number; readonly reason: string } | undefined;
  readonly owner: Owner;
  readonly createdAtMs: number;
}

/** What the operator says of a model. Undefined: the catalogue says, else the provider's dialect. */
export interface ModelDefinition {
  readonly id: string;
  readonly capabilities: readonly Capability[] | undefined;
  readonly contextWindow: number | undefined;
  readonly maxOutputTokens: number | undefined;
  /** At least one. */
  readonly prices: readonly PriceVersion[] | undefined;
  /** False: attempts on it are left out of the plan. */
  readonly enabled: boolean;
  /** When the provider's own list was read and did not name it any more; undefined: it does, or was never asked. */
  readonly vanishedAtMs: number | undefined;
}

export interface ConnectionDefinition {
  readonly id: ConnectionId;
  readonly workspaceId: WorkspaceId;
  readonly name: string;
  readonly provider: string;
  readonly access: Access;
  /** Added to the prices of its models, for platform access; 0 for byok. */
  readonly marginPercent: number;
  readonly enabled: boolean;
  /** Undefined: the provider's own address. */
  readonly baseUrl: string | undefined;
  /** True only for what stands in the operator's own file: may point at private addresses. */
  readonly trusted: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** Sealed headers that do not open, as they are kept: it is not used without them, until they are entered again. */
  readonly unreadableHeaders?: string | undefined;
  /** Sealed by the master key, bound to this row and to the host; undefined where there is no secret. */
  readonly sealedCredential: string | undefined;
  /** Grows with every change of the secret or of the host. */
  readonly credentialVersion: number;
  /** Empty: any model id may be used. */
  readonly models: readonly ModelDefinition[];
  /** True: routes of every workspace may name it. Only for platform access. */
  readonly shared: boolean;
  readonly owner: Owner;
  readonly createdAtMs: number;
}

export interface AttemptSpec {
  /** The connection's name, within the route's workspace. */
  readonly connection: string;
  readonly model: string;
  readonly profiles: readonly ResponseProfile[];
  readonly weight: number | undefined;
  readonly timeoutMs: number | undefined;
  readonly firstContentTimeoutMs: number | undefined;
  readonly idleTimeoutMs: number | undefined;
}

/** What a published version of a route says. Never changed once published. */
export interface RouteSpec {
  readonly attempts: readonly AttemptSpec[];
  readonly strategy: RouteStrategy;
  readonly stickyBy: StickyBy;
  readonly defaultProfile: ResponseProfile;
  readonly allowProfileOverride: boolean;
  readonly deadlineMs: number;
  readonly onCut: 'error' | 'resume';
  /** Whether a request may go on from a workspace's own account to platform access, or back. */
  readonly crossing: Crossing;
  readonly budget: Budget | undefined;
  readonly rateLimit: RateLimit | undefined;
  /** False: the contents of its requests are not kept, whatever the workspace says. */
  readonly contentLogging?: false | undefined;
}

/** A version that serves a share of the route's requests, beside the published one. */
export interface RouteCanary {
  readonly version: number;
  readonly spec: RouteSpec;
  /** 0 to 100. */
  readonly sharePercent: number;
  /** What meets the same version again: all requests of a key, or those of one `user` of it. */
  readonly stickyBy: CanaryStickyBy;
}

/** A candidate that a share of the requests is sent to as well. Its answers reach nobody. */
export interface RouteShadow {
  /** Undefined: a draft, as it was when the shadow was set. */
  readonly version: number | undefined;
  readonly spec: RouteSpec;
  /** 0 to 100. */
  readonly sharePercent: number;
  /** The most that it may cost in one day (UTC). */
  readonly budgetNanoUsd: NanoUsd;
}

/** A publication that is to happen by itself. */
export interface RouteSchedule {
  readonly atMs: number;
  /** Undefined: a draft, as it was when the schedule was set. */
  readonly version: number | undefined;
  readonly spec: RouteSpec;
  readonly note: string | undefined;
  readonly by: string | undefined;
  /** It could not be published when its time came, and will not be until it is set anew. */
  readonly refused: { readonly atMs: number; readonly why: readonly string[] } | undefined;
}

export interface RouteDefinition {
  readonly id: RouteId;
  readonly workspaceId: WorkspaceId;
  readonly name: string;
  /** The version that keys get; undefined while nothing is published. */
  readonly published:
    | { readonly version: number; readonly publishedAtMs: number; readonly spec: RouteSpec }
    | undefined;
  /** Undefined: every request gets the published version. */
  readonly canary: RouteCanary | undefined;
  readonly shadow: RouteShadow | undefined;
  readonly schedule: RouteSchedule | undefined;
  readonly owner: Owner;
  readonly createdAtMs: number;
}

/** What a route is, whatever is published of it. */
export type RouteIdentity = Pick<RouteDefinition, 'id' | 'workspaceId' | 'name' | 'owner' | 'createdAtMs'>;

/** One secret of a key. Only its digest is kept. A rotation adds one and lets the older ones run out. */
export interface KeySecret {
  /** HMAC-SHA-256 with the installation's pepper, hex. */
  readonly digest: string;
  /** `lk_live_ab12…wxyz`: enough to recognise it, useless to anybody else. */
  readonly display: string;
  readonly createdAtMs: number;
  /** From then on this secret is refused as `rotated`. */
  readonly rotatedOutAtMs: number | undefined;
}

export interface KeyDefinition {
  readonly id: KeyId;
  readonly workspaceId: WorkspaceId;
  readonly name: string;
  readonly kind: KeyKind;
  readonly routeId: RouteId | undefined;
  readonly secrets: readonly KeySecret[];
  /** Undefined: every capability. */
  readonly scopes: readonly Capability[] | undefined;
  /** Addresses or CIDRs; undefined: from anywhere. */
  readonly allowedIps: readonly string[] | undefined;
  /** Web pages that may use it besides those of the whole installation, such as `https://app.example`. */
  readonly allowedOrigins?: readonly string[] | undefined;
  readonly rateLimit: RateLimit | undefined;
  readonly budget: Budget | undefined;
  /** Who it belongs to: budgets and reports count by it. */
  readonly member: string | undefined;
  readonly tags: readonly string[];
  readonly expiresAtMs: number | undefined;
  readonly revokedAtMs: number | undefined;
  /** Of an IDE token: the key that it was made from. It works no longer than that one does, and draws on its budgets. */
  readonly parentKeyId?: KeyId | undefined;
  /** Of an IDE token that a person made for themselves: revoked when they leave the workspace. */
  readonly personId?: string | undefined;
  /** The key that this one is the test twin of. */
  readonly twinOfKeyId?: KeyId | undefined;
  readonly owner: Owner;
  readonly createdAtMs: number;
}

export interface Definitions {
  readonly workspaces: readonly WorkspaceDefinition[];
  /** Of the whole installation. */
  readonly plans: readonly PlanDefinition[];
  readonly budgets: readonly BudgetDefinition[];
  readonly webhooks: readonly WebhookDefinition[];
  readonly connections: readonly ConnectionDefinition[];
  readonly routes: readonly RouteDefinition[];
  readonly keys: readonly KeyDefinition[];
}
