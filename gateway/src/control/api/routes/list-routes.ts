import { workspaceAct } from '../act.ts';
import { idPageQuery, pageOf, pageSchema } from '../page.ts';
import { routeSchema, routeView } from './route-view.ts';

export const listRoutes = workspaceAct({
  id: 'listRoutes',
  method: 'get',
  path: '/workspaces/{workspaceId}/routes',
  summary: 'The routes of a workspace',
  permission: 'routes.read',
  query: idPageQuery('route'),
  answer: pageSchema(routeSchema),
  async handle({ definitions, workspace, query }) {
    const own = definitions.routes
      .filter(({ workspaceId }) => workspaceId === workspace.id)
      .toSorted((one, other) => (one.id < other.id ? -1 : 1));
    const { items, next } = pageOf({ items: own, keyOf: ({ id }) => id, query });
    return { body: { data: items.map(routeView), next } };
  },
});
