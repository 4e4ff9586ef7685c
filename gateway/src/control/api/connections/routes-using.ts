import type { ConnectionDefinition, Definitions, RouteDefinition, RouteSpec } from '../../../domain/definitions.ts';
import { GatewayError } from '../../../domain/gateway-error.ts';
import { usableConnections } from '../../usable-connections.ts';

type Searched = Pick<Definitions, 'workspaces' | 'connections' | 'routes'>;

export interface RouteUse {
  readonly workspace: string;
  readonly route: string;
  readonly as: 'published' | 'canary' | 'shadow' | 'schedule';
  /** Null: a draft that was taken as it was. */
  readonly version: number | null;
}

/** Everything that requests are, or will be, served by and that names this connection. Drafts are not asked. */
export function routesUsing({
  connection,
  definitions,
}: {
  readonly connection: ConnectionDefinition;
  readonly definitions: Searched;
}): readonly RouteUse[] {
  return definitions.workspaces
    .filter(({ id }) => connection.shared || id === connection.workspaceId)
    .filter(({ id }) => usableConnections({ ...definitions, workspaceId: id }).some((one) => one.id === connection.id))
    .flatMap(({ id, name }) =>
      definitions.routes
        .filter(({ workspaceId }) => workspaceId === id)
        .flatMap((route) => usesOf({ route, workspace: name, connection: connection.name })),
    );
}

function usesOf({
  route,
  workspace,
  connection,
}: {
  readonly route: RouteDefinition;
  readonly workspace: string;
  readonly connection: string;
}): readonly RouteUse[] {
  const { published, canary, shadow, schedule } = route;
  const releases = { published, canary, shadow, schedule } as const;
  const kinds = ['published', 'canary', 'shadow', 'schedule'] as const;
  return kinds.flatMap((as) => {
    const release = releases[as];
    if (release === undefined || !names({ spec: release.spec, connection })) return [];
    return [{ workspace, route: route.name, as, version: release.version ?? null }];
  });
}

function names({ spec, connection }: { readonly spec: RouteSpec; readonly connection: string }): boolean {
  return spec.attempts.some((attempt) => attempt.connection === connection);
}

/** @throws GatewayError conflict, which names every route and version */
export function requireUnused({
  uses,
  what,
  hint,
}: {
  readonly uses: readonly RouteUse[];
  readonly what: string;
  readonly hint: string;
}): void {
  if (uses.length === 0) return;
  const words = uses.slice(0, 10).map(({ route, as, version }) => {
    return `${as} ${version === null ? 'draft' : `version ${version}`} of the route "${route}"`;
  });
  const more = uses.length > words.length ? ` and ${uses.length - words.length} more` : '';
  throw new GatewayError('conflict', {
    reason: 'in_use',
    message: `${what} is needed by ${words.join(', ')}${more}.`,
    hint,
    extra: { in_use_by: uses },
  });
}
