import { GatewayError } from '../../../domain/gateway-error.ts';
import { workspaceAct } from '../act.ts';
import { findOwnRoute, routeParams } from './find-route.ts';

export const deleteRoute = workspaceAct({
  id: 'deleteRoute',
  method: 'delete',
  path: '/workspaces/{workspaceId}/routes/{routeId}',
  summary: 'Remove a route with all its versions',
  description: 'Refused while a key points to it.',
  permission: 'routes.publish',
  status: 204,
  params: routeParams,
  errors: ['conflict'],
  async handle({ deps, acting, workspace, params }) {
    await deps.store.write({
      ...acting,
      async work(writes) {
        const definitions = await writes.read({ workspaceId: workspace.id });
        const route = findOwnRoute({ definitions, workspaceId: workspace.id, ...params });
        const users = definitions.keys.filter((key) => key.routeId === route.id && key.revokedAtMs === undefined);
        if (users.length > 0) throw inUse(users.map(({ name }) => name));
        await writes.removeRoute(route.id);
      },
    });
    return {};
  },
});

const NAMED = 10;

function inUse(names: readonly string[]): GatewayError {
  const shown = names.slice(0, NAMED).join(', ');
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return new GatewayError('conflict', {
    reason: 'in_use',
    message: `Keys point to this route: ${shown}${more}.`,
    hint: 'Assign another route to them, or revoke them, first.',
    extra: { keys: names.slice(0, 100) },
  });
}
