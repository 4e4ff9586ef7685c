import { readId } from '../src/domain/ids.ts';
import type { Principal, PublishedRoute } from '../src/domain/route.ts';

/** A live key with a route of no attempts, and no limit or budget, for tests of the parts that only read a principal. */
export function buildPrincipal(changes: Partial<Principal> = {}): Principal {
  return {
    keyId: readId({ kind: 'key', text: 'key_1' }),
    keyName: 'backend',
    kind: 'live',
    digest: '0'.repeat(64),
    workspaceId: readId({ kind: 'ws', text: 'ws_1' }),
    workspaceName: 'acme',
    workspaceSuspended: false,
    route: buildRoute(),
    routeUnpublished: false,
    scopes: undefined,
    allowedIps: undefined,
    rateLimit: undefined,
    workspaceRateLimit: undefined,
    ipRateLimit: undefined,
    ideRateLimit: undefined,
    budgets: [],
    member: undefined,
    tags: [],
    plan: undefined,
    expiresAtMs: undefined,
    revokedAtMs: undefined,
    rotatedOutAtMs: undefined,
    ...changes,
  };
}

export function buildRoute(changes: Partial<PublishedRoute> = {}): PublishedRoute {
  return {
    id: readId({ kind: 'route', text: 'route_1' }),
    name: 'default',
    version: 1,
    workspaceId: readId({ kind: 'ws', text: 'ws_1' }),
    attempts: [],
    defaultProfile: 'balanced',
    allowProfileOverride: true,
    deadlineMs: 120_000,
    onCut: 'error',
    crossing: 'allowed',
    strategy: 'in_order',
    stickyBy: 'none',
    budget: undefined,
    rateLimit: undefined,
    ...changes,
  };
}
