import type { Capability } from '@latentkit/contract/capability';
import type { ModelDefinition, RouteSpec } from '../domain/definitions.ts';
import type { EventType } from '../domain/event.ts';
import type { NanoUsd } from '../domain/money.ts';
import type { Access, Budget, ContentLogging, KeyKind, Plan, RateLimit } from '../domain/route.ts';

/** A configuration file that was read without an error: secrets in clear, names not yet ids. Never logged. */
export interface Config {
  readonly workspace: ConfigWorkspace;
  readonly plans: readonly Plan[];
  readonly budgets: readonly ConfigBudget[];
  readonly webhooks: readonly ConfigWebhook[];
  readonly connections: readonly ConfigConnection[];
  readonly routes: readonly ConfigRoute[];
  readonly keys: readonly ConfigKey[];
}

export interface ConfigWebhook {
  readonly name: string;
  readonly url: string;
  readonly secret: string;
  readonly events: readonly EventType[];
}

/** A budget with a name; its route or key is one of the same file, by name. */
export interface ConfigBudget {
  readonly name: string;
  readonly target:
    | { readonly scope: 'workspace' }
    | { readonly scope: 'route'; readonly route: string }
    | { readonly scope: 'key'; readonly key: string }
    | { readonly scope: 'member'; readonly member: string }
    | { readonly scope: 'tag'; readonly tag: string };
  readonly budget: Budget;
}

export interface ConfigWorkspace {
  readonly name: string;
  readonly planName: string | undefined;
  /** All that the file grants. Undefined: the file says nothing of credits. */
  readonly creditsNanoUsd: NanoUsd | undefined;
  readonly budget: Budget | undefined;
  readonly rateLimit: RateLimit | undefined;
  readonly ipRateLimit: RateLimit | undefined;
  readonly ideRateLimit: RateLimit | undefined;
  readonly contentLogging: ContentLogging | undefined;
}

export interface ConfigConnection {
  readonly name: string;
  readonly provider: string;
  readonly access: Access;
  readonly marginPercent: number;
  readonly enabled: boolean;
  readonly baseUrl: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** By the field names of the adapter's credential schema; empty where there is no secret. */
  readonly credential: Readonly<Record<string, string>>;
  readonly models: readonly ModelDefinition[];
}

export interface ConfigRoute {
  readonly name: string;
  readonly spec: RouteSpec;
}

export interface ConfigKey {
  readonly name: string;
  readonly kind: KeyKind;
  /** The name of a route of the same file; undefined: the key is known, and refused. */
  readonly route: string | undefined;
  readonly secret: string;
  readonly scopes: readonly Capability[] | undefined;
  readonly allowedIps: readonly string[] | undefined;
  readonly allowedOrigins: readonly string[] | undefined;
  readonly rateLimit: RateLimit | undefined;
  readonly budget: Budget | undefined;
  readonly member: string | undefined;
  readonly tags: readonly string[];
  readonly expiresAtMs: number | undefined;
}
