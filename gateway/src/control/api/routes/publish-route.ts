import * as z from 'zod';
import type { Definitions, RouteDefinition, RouteSpec } from '../../../domain/definitions.ts';
import { GatewayError } from '../../../domain/gateway-error.ts';
import type { DefinitionWrites } from '../../../domain/store.ts';
import { publishDraft } from '../../releases/publish-draft.ts';
import { releaseProblems } from '../../releases/release-problems.ts';
import { runRouteTests } from '../../releases/run-route-tests.ts';
import { isPublishable } from '../../releases/validate-draft.ts';
import { workspaceAct } from '../act.ts';
import type { ControlDeps } from '../control-deps.ts';
import { problemView } from './draft-view.ts';
import { findOwnRoute, requireVersion, routeParams } from './find-route.ts';
import { noDraft } from './no-draft.ts';
import { evenIfPublishedSince, publishedSince } from './published-since.ts';
import { resultView } from './test-view.ts';
import { versionSchema, versionView } from './version-view.ts';

export const publishRoute = workspaceAct({
  id: 'publishRoute',
  method: 'post',
  path: '/workspaces/{workspaceId}/routes/{routeId}/publish',
  summary: 'Make of the draft the next version, and serve it',
  description:
    'Refused with every problem where the draft has errors, or where a blocking test fails. With `live: false` the version is added for a canary, and the published one stays.',
  permission: 'routes.publish',
  status: 201,
  params: routeParams,
  body: z.strictObject({
    note: z.string().max(500).optional(),
    live: z.boolean().default(true),
    even_if_published_since: evenIfPublishedSince,
  }),
  answer: versionSchema,
  errors: ['conflict'],
  async handle({ deps, acting, workspace, params, body, nowMs }) {
    const catalogue = await deps.catalogue();
    const version = await deps.store.write({
      ...acting,
      async work(writes) {
        const definitions = await writes.read({ workspaceId: workspace.id });
        const route = findOwnRoute({ definitions, workspaceId: workspace.id, ...params });
        const draft = await writes.readDraft(route.id);
        if (draft === undefined) throw noDraft();
        const { spec } = draft;
        const problems = releaseProblems({ route, spec, definitions, providers: deps.providers, catalogue });
        if (!isPublishable(problems)) throw notPublishable(problems.map(problemView));
        await requireTestsPass({ deps, writes, definitions, route, spec });
        const { note, live, even_if_published_since } = body;
        const end = await publishDraft({
          writes,
          routeId: route.id,
          nowMs,
          note,
          live,
          evenIfPublishedSince: even_if_published_since,
        });
        if (!end.ok) throw end.why === 'no_draft' ? noDraft() : publishedSince(end.publishedVersion);
        return requireVersion({ routeId: route.id, version: end.version, find: writes.readRouteVersion });
      },
    });
    return { body: versionView(version), tagOf: version };
  },
});

/** @throws GatewayError conflict */
async function requireTestsPass({
  deps,
  writes,
  definitions,
  route,
  spec,
}: {
  readonly deps: ControlDeps;
  readonly writes: Pick<DefinitionWrites, 'readRouteTests'>;
  readonly definitions: Definitions;
  readonly route: RouteDefinition;
  readonly spec: RouteSpec;
}): Promise<void> {
  const tests = await writes.readRouteTests(route.id);
  if (tests.length === 0) return;
  const { results, blocks } = await runRouteTests({
    tests,
    run: await deps.tryRelease({ mode: 'plan', definitions, route, spec }),
    isDryRun: true,
  });
  if (!blocks) return;
  const failed = results.filter(({ test, passed }) => test.blocking && !passed);
  throw new GatewayError('conflict', {
    reason: 'tests_failed',
    message: `Blocking tests fail: ${failed.map(({ test }) => test.name).join(', ')}.`,
    hint: 'Mend the draft or the tests; POST …/tests/run shows them all.',
    extra: { tests: results.map(resultView) },
  });
}

function notPublishable(problems: readonly ReturnType<typeof problemView>[]): GatewayError {
  const [first] = problems;
  const path = first?.path === undefined || first.path === '' ? '' : `${first.path}: `;
  return new GatewayError('validation_error', {
    reason: 'invalid_fields',
    param: first?.path,
    message: `The draft cannot be published. ${path}${first?.message ?? ''}`,
    hint: first?.fix ?? 'Correct what "problems" names.',
    extra: { problems },
  });
}
