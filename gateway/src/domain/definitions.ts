import type { Capability } from '@latentkit/contract/capability';
import type { ResponseProfile } from '@latentkit/contract/response-profile';
import type { ConnectionId, KeyId, RouteId, WorkspaceId } from './ids.ts';
import type { Price } from './price.ts';
import type { Access, Budget, KeyKind, RateLimit } from './route.ts';

/** Who may change an object: the config file that declares it, the command line, the console, or the first start. */
export type Owner = 'file' | 'cli' | 'console' | 'setup';

export interface WorkspaceDefinition {
  readonly id: WorkspaceId;
  readonly name: string;
  readonly suspended: boolean;
  readonly budget: Budget | undefined;
  readonly owner: Owner;
  readonly createdAtMs: number;
}

/** What the operator says of a model. Undefined: the catalogue says, else the provider's dialect. */
export interface ModelDefinition {
  readonly id: string;
  readonly capabilities: readonly Capability[] | undefined;
  readonly contextWindow: number | undefined;
  readonly maxOutputTokens: number | undefined;
  readonly prices: Price | undefined;
}

export interface ConnectionDefinition {
  readonly id: ConnectionId;
  readonly workspaceId: WorkspaceId;
  readonly name: string;
  readonly provider: string;
  readonly access: Access;
  readonly enabled: boolean;
  /** Undefined: the provider's own address. */
  readonly baseUrl: string | undefined;
  /** True only for what stands in the operator's own file: may point at private addresses. */
  readonly trusted: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** Sealed by the master key, bound to this row and to the host; undefined where there is no secret. */
  readonly sealedCredential: string | undefined;
  /** Grows with every change of the secret or of the host. */
  readonly credentialVersion: number;
  /** Empty: any model id may be used. */
  readonly models: readonly ModelDefinition[];
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
  readonly defaultProfile: ResponseProfile;
  readonly allowProfileOverride: boolean;
  readonly deadlineMs: number;
  readonly onCut: 'error' | 'resume';
  readonly budget: Budget | undefined;
}

export interface RouteDefinition {
  readonly id: RouteId;
  readonly workspaceId: WorkspaceId;
  readonly name: string;
  /** The version that keys get; undefined while nothing is published. */
  readonly published:
    | { readonly version: number; readonly publishedAtMs: number; readonly spec: RouteSpec }
    | undefined;
  readonly owner: Owner;
  readonly createdAtMs: number;
}

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
  readonly rateLimit: RateLimit | undefined;
  readonly budget: Budget | undefined;
  readonly expiresAtMs: number | undefined;
  readonly revokedAtMs: number | undefined;
  readonly owner: Owner;
  readonly createdAtMs: number;
}

export interface Definitions {
  readonly workspaces: readonly WorkspaceDefinition[];
  readonly connections: readonly ConnectionDefinition[];
  readonly routes: readonly RouteDefinition[];
  readonly keys: readonly KeyDefinition[];
}
