import type { Definitions, RouteDefinition } from '../../domain/definitions.ts';
import { readId } from '../../domain/ids.ts';
import type { Principal } from '../../domain/route.ts';
import { withoutAllowance } from '../../domain/without-allowance.ts';
import { compilePlans } from '../compile-plans.ts';

/** In the place of a key in the request log and in usage reports. */
const KEYS = {
  test: { keyId: readId({ kind: 'key', text: 'key_route_test' }), keyName: 'route test' },
  replay: { keyId: readId({ kind: 'key', text: 'key_replay' }), keyName: 'replay' },
} as const;

/**
 * In whose name a route is tried: the workspace's, with its own budgets and its credits, and no key. Undefined where the
 * workspace is not there.
 */
export function trialPrincipal({
  route,
  definitions,
  purpose = 'test',
}: {
  readonly route: RouteDefinition;
  readonly definitions: Definitions;
  readonly purpose?: keyof typeof KEYS;
}): Principal | undefined {
  const workspace = definitions.workspaces.find(({ id }) => id === route.workspaceId);
  if (workspace === undefined) return undefined;
  const { id, name, suspended, budget } = workspace;
  const ofWorkspace = { scope: 'workspace', scopeId: id, scopeName: name, workspaceId: id } as const;
  const named = definitions.budgets.filter(
    ({ workspaceId, target }) => workspaceId === id && target.scope === 'workspace',
  );
  const plan = compilePlans({ definitions, problems: [] }).get(id);
  return {
    ...KEYS[purpose],
    kind: 'live',
    digest: '',
    workspaceId: id,
    workspaceName: name,
    workspaceSuspended: suspended,
    route: undefined,
    routeUnpublished: false,
    scopes: undefined,
    allowedIps: undefined,
    rateLimit: undefined,
    workspaceRateLimit: undefined,
    ipRateLimit: undefined,
    ideRateLimit: undefined,
    budgets: [
      ...(budget === undefined ? [] : [{ ...ofWorkspace, budget }]),
      ...named.map((definition) => ({ ...ofWorkspace, name: definition.name, budget: definition.budget })),
    ],
    member: undefined,
    tags: [],
    plan: plan && withoutAllowance(plan),
    expiresAtMs: undefined,
    revokedAtMs: undefined,
    rotatedOutAtMs: undefined,
  };
}
