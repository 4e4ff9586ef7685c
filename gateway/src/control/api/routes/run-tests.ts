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
  summary: 'Try the saved tests with a draft or a version',
  permission: 'routes.write',
  params: routeParams,
  body: z.strictObject({
    of: side.default('draft'),
    mode: z
      .enum(['plan', 'sandbox', 'live'])
      .default('plan')
      .describe(
        '`plan`: nobody is called. `sandbox`: the sandbox answers. `live`: providers do, and the workspace pays',
      ),
  }),
  answer: testRunSchema,
  async handle({ deps, definitions, workspace, params, body }) {
    const route = findRoute({ definitions, workspaceId: workspace.id, ...params });
    const spec = await specOf({ deps, route, which: body.of });
    const tests = await deps.store.routes.tests(route.id);
    const { mode } = body;
    const run = await deps.tryRelease({ mode, definitions, route, spec });
    const { results, blocks } = await runRouteTests({ tests, run, isDryRun: mode === 'plan' });
    return { body: { blocks, results: results.map(resultView) } };
  },
});
