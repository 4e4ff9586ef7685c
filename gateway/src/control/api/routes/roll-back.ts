import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { findOwnRoute, findRoute, requireVersion, routeParams } from './find-route.ts';
import { routeSchema, routeView } from './route-view.ts';

export const rollBackRoute = workspaceAct({
  id: 'rollBackRoute',
  method: 'post',
  path: '/workspaces/{workspaceId}/routes/{routeId}/rollback',
  summary: 'Serve a version that is there: an earlier one, or that of a canary that did well',
  permission: 'routes.publish',
  params: routeParams,
  body: z.strictObject({ version: z.int().min(1) }),
  answer: routeSchema,
  errors: ['conflict'],
  async handle({ deps, acting, workspace, params, body }) {
    const workspaceId = workspace.id;
    const route = await deps.store.write({
      ...acting,
      async work(writes) {
        const { id } = findOwnRoute({ definitions: await writes.read({ workspaceId }), workspaceId, ...params });
        await requireVersion({ routeId: id, version: body.version, find: writes.readRouteVersion });
        await writes.pointRouteAt({ routeId: id, version: body.version });
        return findRoute({ definitions: await writes.read({ workspaceId }), workspaceId, ...params });
      },
    });
    return { body: routeView(route), tagOf: route };
  },
});
