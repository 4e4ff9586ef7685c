import type { Capability } from '@latentkit/contract/capability';
import type { ModelDefinition, RouteSpec } from '../domain/definitions.ts';
import type { Access, Budget, KeyKind, RateLimit } from '../domain/route.ts';

/** A configuration file that was read without an error: secrets in clear, names not yet ids. Never logged. */
export interface Config {
  readonly workspace: { readonly name: string; readonly budget: Budget | undefined };
  readonly connections: readonly ConfigConnection[];
  readonly routes: readonly ConfigRoute[];
  readonly keys: readonly ConfigKey[];
}

export interface ConfigConnection {
  readonly name: string;
  readonly provider: string;
  readonly access: Access;
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
  readonly rateLimit: RateLimit | undefined;
  readonly budget: Budget | undefined;
  readonly expiresAtMs: number | undefined;
}
