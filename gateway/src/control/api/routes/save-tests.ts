import { workspaceAct } from '../act.ts';
import { requireUnchanged } from '../entity-tag.ts';
import { problemsError } from '../read-input.ts';
import { findRoute, routeParams } from './find-route.ts';
import { testsSchema, testView, toRouteTest } from './test-view.ts';

export const saveTests = workspaceAct({
  id: 'saveRouteTests',
  method: 'put',
  path: '/workspaces/{workspaceId}/routes/{routeId}/tests',
  summary: 'Save the tests of a route, in the place of all that were there',
  description:
    'They run whenever something is published: each is planned with what is to be published, and nobody is called.',
  permission: 'routes.write',
  edits: true,
  params: routeParams,
  body: testsSchema,
  answer: testsSchema,
  async handle({ deps, acting, workspace, params, body, ifMatch }) {
    const names = body.tests.map(({ name }) => name);
    const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
    if (twice !== -1)
      throw problemsError([{ param: `tests.${twice}.name`, message: 'another test has the same name' }]);
    const tests = body.tests.map(toRouteTest);
    await deps.store.write({
      ...acting,
      async work(writes) {
        const route = findRoute({
          definitions: await writes.read({ workspaceId: workspace.id }),
          workspaceId: workspace.id,
          ...params,
        });
        requireUnchanged({ ifMatch, current: { tests: await writes.readRouteTests(route.id) } });
        await writes.saveRouteTests({ routeId: route.id, tests });
      },
    });
    return { body: { tests: tests.map(testView) }, tagOf: { tests } };
  },
});
