import { DEFAULT_IDE_RATE_LIMIT, type LimitPolicy, limitPolicies } from '../domain/limits.ts';
import type { Principal } from '../domain/route.ts';

/** What one meter has to count. */
export interface CountedFields {
  readonly requestsPerMinute: boolean;
  readonly tokensPerMinute: boolean;
  readonly day: boolean;
}

/** Where the request log knows what was taken before; undefined for addresses, which it does not keep. */
export type LogScope = { readonly keyId: string } | { readonly routeId: string } | { readonly workspaceId: string };

/** The limits that one meter is held against. */
export interface MeteredScope {
  /** Of the meter; for addresses that of their workspace. */
  readonly id: string;
  readonly isAddress: boolean;
  readonly logScope: LogScope | undefined;
  readonly policies: readonly LimitPolicy[];
  /** Of each thing that is counted the smallest limit: a workspace and its plan may both limit it. */
  readonly smallest: ReadonlyMap<LimitPolicy['field'], LimitPolicy>;
  readonly counted: CountedFields;
}

/** Every limit that applies to a key. */
export interface LimitSet {
  readonly policies: readonly LimitPolicy[];
  /** The narrowest first: of two that have to be waited for equally long, that one is named. */
  readonly scopes: readonly MeteredScope[];
}

/** Without it nothing has to be looked up for a request. */
export function mayBeLimited({ kind, rateLimit, route, workspaceRateLimit, ipRateLimit, plan }: Principal): boolean {
  return (
    rateLimit !== undefined ||
    workspaceRateLimit !== undefined ||
    ipRateLimit !== undefined ||
    kind === 'ide' ||
    route?.rateLimit !== undefined ||
    plan?.rateLimit !== undefined
  );
}

export function limitSetOf(principal: Principal): LimitSet {
  const { keyId, route, workspaceId, workspaceName, plan } = principal;
  const inWorkspace = { scopeName: workspaceName };
  const scopes = [
    metered({ id: keyId, logScope: { keyId }, policies: keyPolicies(principal) }),
    metered({
      id: workspaceId,
      logScope: undefined,
      policies: limitPolicies({ ...inWorkspace, scope: 'ip', rateLimit: principal.ipRateLimit }),
    }),
    ...(route === undefined
      ? []
      : [
          metered({
            id: route.id,
            logScope: { routeId: route.id },
            policies: limitPolicies({ scope: 'route', scopeName: route.name, rateLimit: route.rateLimit }),
          }),
        ]),
    metered({
      id: workspaceId,
      logScope: { workspaceId },
      policies: [
        ...limitPolicies({ ...inWorkspace, scope: 'workspace', rateLimit: principal.workspaceRateLimit }),
        ...limitPolicies({ scope: 'plan', scopeName: plan?.name ?? '', rateLimit: plan?.rateLimit }),
      ],
    }),
  ].filter(({ policies }) => policies.length > 0);
  return { scopes, policies: scopes.flatMap(({ policies }) => policies) };
}

function keyPolicies({ kind, keyName, rateLimit, ideRateLimit }: Principal): LimitPolicy[] {
  if (rateLimit === undefined && kind === 'ide') {
    return limitPolicies({ scope: 'ide', scopeName: keyName, rateLimit: ideRateLimit ?? DEFAULT_IDE_RATE_LIMIT });
  }
  return limitPolicies({ scope: 'key', scopeName: keyName, rateLimit });
}

function metered(scope: Pick<MeteredScope, 'id' | 'logScope' | 'policies'>): MeteredScope {
  const smallest = new Map<LimitPolicy['field'], LimitPolicy>();
  for (const policy of scope.policies) {
    const known = smallest.get(policy.field);
    if (known === undefined || policy.limit < known.limit) smallest.set(policy.field, policy);
  }
  const fields = new Set(smallest.keys());
  return {
    ...scope,
    smallest,
    isAddress: scope.logScope === undefined,
    counted: {
      requestsPerMinute: fields.has('requestsPerMinute'),
      tokensPerMinute: fields.has('tokensPerMinute'),
      day: fields.has('requestsPerDay') || fields.has('tokensPerDay'),
    },
  };
}
