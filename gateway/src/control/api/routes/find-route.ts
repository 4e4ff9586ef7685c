import * as z from 'zod';
import type { Definitions, RouteDefinition } from '../../../domain/definitions.ts';
import { GatewayError } from '../../../domain/gateway-error.ts';
import type { RouteId, WorkspaceId } from '../../../domain/ids.ts';
import type { RouteVersion } from '../../../domain/release.ts';
import { notFound, requireNotFiles } from '../require-own.ts';

export const routeParams = z.strictObject({ routeId: z.string().max(100) });

interface Wanted {
  readonly definitions: Pick<Definitions, 'routes'>;
  readonly workspaceId: WorkspaceId;
  readonly routeId: string;
}

/** @throws GatewayError not_found */
export function findRoute({ definitions, workspaceId, routeId }: Wanted): RouteDefinition {
  const found = definitions.routes.find((route) => route.id === routeId && route.workspaceId === workspaceId);
  if (found === undefined) throw notFound({ noun: 'route', list: '/api/workspaces/{workspaceId}/routes' });
  return found;
}

/** For what changes it. @throws GatewayError not_found, conflict for a route that a file declares */
export function findOwnRoute(wanted: Wanted): RouteDefinition {
  const found = findRoute(wanted);
  requireNotFiles({ owner: found.owner, what: `The route "${found.name}"` });
  return found;
}

/** @throws GatewayError not_found */
export async function requireVersion({
  routeId,
  version,
  find,
}: {
  readonly routeId: RouteId;
  readonly version: number;
  readonly find: (query: { readonly routeId: RouteId; readonly version: number }) => Promise<RouteVersion | undefined>;
}): Promise<RouteVersion> {
  const found = await find({ routeId, version });
  if (found !== undefined) return found;
  throw new GatewayError('not_found', {
    message: `The route has no version ${version}.`,
    hint: 'GET …/versions lists the ones that there are.',
  });
}
