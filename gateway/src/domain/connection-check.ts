import type { AttemptTarget, Connection } from './route.ts';

/** What a live check of a connection can come to. */
export const CHECK_VERDICTS = [
  'ok',
  'credential_refused',
  'no_access_to_model',
  'unknown_model',
  'wrong_region_or_address',
  'address_not_allowed',
  'network_unreachable',
  'tls',
  'rate_limited',
  'out_of_credit',
  'provider_down',
  'not_asked',
  'unclear',
] as const;

export type CheckVerdict = (typeof CHECK_VERDICTS)[number];

/** Nothing in it is of the provider's body: it would let anybody read what an address answers. */
export interface ConnectionCheck {
  readonly verdict: CheckVerdict;
  /** One sentence that says why. */
  readonly cause: string;
  readonly fix: readonly { readonly text: string; readonly exact: string }[];
  /** Of the provider's answer; undefined where none came. */
  readonly status: number | undefined;
  readonly latencyMs: number;
}

/** Asks providers on behalf of the control plane. Never rejects. */
export interface ConnectionChecks {
  /** Why the egress guard would refuse an address, by what it says; undefined: it would not. */
  whyNotReachable(url: string): string | undefined;
  /** One real call with one token of output. */
  check(input: { readonly target: AttemptTarget }): Promise<ConnectionCheck>;
  /** Undefined: the provider has no list of models. */
  listModels(input: {
    readonly connection: Connection;
  }): Promise<{ readonly models: readonly string[] } | { readonly check: ConnectionCheck } | undefined>;
  /** Closes what was opened for a connection that is not kept. */
  forget(input: { readonly connection: Connection }): Promise<void>;
}
