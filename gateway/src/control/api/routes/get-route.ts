import { workspaceAct } from '../act.ts';
import { findRoute, routeParams } from './find-route.ts';
import { routeSchema, routeView } from './route-view.ts';

export const getRoute = workspaceAct({
  id: 'getRoute',
  method: 'get',
  path: '/workspaces/{workspaceId}/routes/{routeId}',
  summary: 'One route: what is published, and what is on its way',
  permission: 'routes.read',
  params: routeParams,
  answer: routeSchema,
  async handle({ definitions, workspace, params }) {
    const route = findRoute({ definitions, workspaceId: workspace.id, ...params });
    return { body: routeView(route), tagOf: route };
  },
});
