import type { RateLimit } from './route.ts';

/** Whose limit it is. `ide`: of a key that is an IDE token. `plan`: of the plan that the workspace is on. */
export const LIMIT_SCOPES = ['key', 'ide', 'ip', 'route', 'workspace', 'plan'] as const;
export type LimitScope = (typeof LIMIT_SCOPES)[number];

/** What a limit counts, and over how long: a sliding minute, or a calendar day (UTC). */
export const LIMIT_KINDS = [
  { field: 'requestsPerMinute', words: 'requests_per_minute', counted: 'requests', windowSeconds: 60 },
  { field: 'requestsPerDay', words: 'requests_per_day', counted: 'requests', windowSeconds: 86_400 },
  { field: 'tokensPerMinute', words: 'tokens_per_minute', counted: 'tokens', windowSeconds: 60 },
  { field: 'tokensPerDay', words: 'tokens_per_day', counted: 'tokens', windowSeconds: 86_400 },
  { field: 'concurrency', words: 'concurrency', counted: 'concurrency', windowSeconds: undefined },
] as const satisfies readonly LimitKind[];

export interface LimitKind {
  readonly field: keyof RateLimit;
  /** As the configuration file says it. */
  readonly words: string;
  readonly counted: 'requests' | 'tokens' | 'concurrency';
  /** s; undefined for what is no rate, as concurrency is. */
  readonly windowSeconds: 60 | 86_400 | undefined;
}

/** One limit that applies to a caller. */
export interface LimitPolicy extends LimitKind {
  /** `route_tokens_per_minute`: unique among those that apply to one caller. */
  readonly name: string;
  readonly scope: LimitScope;
  /** What people call it: the name of the key, the route, the workspace, the plan; for `ip` the name of the workspace. */
  readonly scopeName: string;
  readonly limit: number;
}

/** What is left of a limit. */
export interface LimitState {
  readonly policy: LimitPolicy;
  readonly remaining: number;
  /** Until more of it is free, ms; undefined where nobody knows, as with concurrency. */
  readonly resetMs: number | undefined;
}

/** What the headers of an answer tell. */
export interface LimitReport {
  /** Every limit that applies: the same list for each request of a caller, as long as the definitions don't change. */
  readonly policies: readonly LimitPolicy[];
  /** The one with the smallest share left; of a refusal, the one that has to be waited for the longest. */
  readonly tightest: LimitState;
}

/** Of a key that is an IDE token, where neither the key nor its workspace says anything. */
export const DEFAULT_IDE_RATE_LIMIT: RateLimit = {
  requestsPerMinute: 60,
  requestsPerDay: undefined,
  tokensPerMinute: 100_000,
  tokensPerDay: undefined,
  concurrency: 4,
};

/** The limits of one scope, one by one. */
export function limitPolicies({
  scope,
  scopeName,
  rateLimit,
}: {
  readonly scope: LimitScope;
  readonly scopeName: string;
  readonly rateLimit: RateLimit | undefined;
}): LimitPolicy[] {
  if (rateLimit === undefined) return [];
  return LIMIT_KINDS.flatMap((kind) => {
    const limit = rateLimit[kind.field];
    return limit === undefined ? [] : [{ ...kind, name: `${scope}_${kind.words}`, scope, scopeName, limit }];
  });
}

/** What the name of a policy says; undefined for what is no such name. */
export function readPolicyName(name: string): (LimitKind & { readonly scope: LimitScope }) | undefined {
  for (const scope of LIMIT_SCOPES) {
    const kind = LIMIT_KINDS.find(({ words }) => name === `${scope}_${words}`);
    if (kind !== undefined) return { ...kind, scope };
  }
  return undefined;
}
