import type { ConnectionDefinition, KeyDefinition, RouteSpec } from '../../domain/definitions.ts';
import type { ModelCatalogue } from '../../domain/model-catalogue.ts';
import type { ProviderAdapter } from '../../providers/provider-adapter.ts';

/** One thing that is wrong with a draft, and what to do about it. */
export interface DraftProblem {
  /** Nothing with an error is published. */
  readonly severity: 'error' | 'warning';
  /** `attempts[1].model`, in the words of the API and of the file; empty for the route as a whole. */
  readonly path: string;
  readonly message: string;
  readonly fix: string | undefined;
}

export interface DraftCheck {
  readonly name: string;
  readonly spec: RouteSpec;
  /** Those that the route may name. */
  readonly connections: readonly ConnectionDefinition[];
  readonly providers: ReadonlyMap<string, ProviderAdapter>;
  readonly catalogue: ModelCatalogue;
  /** What is published now: what it can do and the draft cannot is told. */
  readonly published?: RouteSpec | undefined;
  /** Those that point to the route. */
  readonly keys?: readonly Pick<KeyDefinition, 'name' | 'scopes' | 'revokedAtMs'>[] | undefined;
}
