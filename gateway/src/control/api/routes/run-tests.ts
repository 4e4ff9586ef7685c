import * as z from 'zod';
import { runRouteTests } from '../../releases/run-route-tests.ts';
import { workspaceAct } from '../act.ts';
import { findRoute, routeParams } from './find-route.ts';
import { side, specOf } from './spec-of.ts';
import { resultView, testRunSchema } from './test-view.ts';

export const runTests = workspaceAct({
  id: 'runRouteTests',
  method: 'post',
  path: '/workspaces/{workspaceId}/routes/{routeId}/tests/run',
  summary: 'Try the saved tests with a draft or a version: planned as requests are, and nobody is called',
  permission: 'routes.write',
  params: routeParams,
  body: z.strictObject({ of: side.default('draft') }),
  answer: testRunSchema,
  async handle({ deps, definitions, workspace, params, body }) {
    const route = findRoute({ definitions, workspaceId: workspace.id, ...params });
    const spec = await specOf({ deps, route, which: body.of });
    const tests = await deps.store.routes.tests(route.id);
    const run = await deps.planTest({ definitions, route, spec });
    const { results, blocks } = await runRouteTests({ tests, run, isDryRun: true });
    return { body: { blocks, results: results.map(resultView) } };
  },
});
