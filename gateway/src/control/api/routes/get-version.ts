import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { findRoute, requireVersion, routeParams } from './find-route.ts';
import { versionSchema, versionView } from './version-view.ts';

export const getVersion = workspaceAct({
  id: 'getRouteVersion',
  method: 'get',
  path: '/workspaces/{workspaceId}/routes/{routeId}/versions/{version}',
  summary: 'One version of a route. It never changes.',
  permission: 'routes.read',
  params: routeParams.extend({ version: z.coerce.number().int().min(1) }),
  answer: versionSchema,
  async handle({ deps, definitions, workspace, params: { routeId, version } }) {
    const route = findRoute({ definitions, workspaceId: workspace.id, routeId });
    const found = await requireVersion({ routeId: route.id, version, find: deps.store.routes.version });
    return { body: versionView(found), tagOf: found };
  },
});
