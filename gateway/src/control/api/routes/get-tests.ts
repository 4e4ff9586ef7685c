import { workspaceAct } from '../act.ts';
import { findRoute, routeParams } from './find-route.ts';
import { testsSchema, testView } from './test-view.ts';

export const getTests = workspaceAct({
  id: 'getRouteTests',
  method: 'get',
  path: '/workspaces/{workspaceId}/routes/{routeId}/tests',
  summary: 'The saved tests of a route',
  permission: 'routes.read',
  params: routeParams,
  answer: testsSchema,
  async handle({ deps, definitions, workspace, params }) {
    const route = findRoute({ definitions, workspaceId: workspace.id, ...params });
    const tests = await deps.store.routes.tests(route.id);
    return { body: { tests: tests.map(testView) }, tagOf: { tests } };
  },
});
