import * as z from 'zod';
import type { RouteDefinition } from '../../../domain/definitions.ts';
import type { DefinitionWrites } from '../../../domain/store.ts';
import { workspaceAct } from '../act.ts';
import { findOwnRoute, findRoute, requireVersion, routeParams } from './find-route.ts';
import { routeSchema, routeView } from './route-view.ts';

export const rollBackRoute = workspaceAct({
  id: 'rollBackRoute',
  method: 'post',
  path: '/workspaces/{workspaceId}/routes/{routeId}/rollback',
  summary: 'Serve a version that is there: an earlier one, or that of a canary that did well',
  description:
    'A schedule that is still to come is stopped, unless the version is a later one than the published: `schedule.refused` in the answer says so.',
  permission: 'routes.publish',
  params: routeParams,
  body: z.strictObject({ version: z.int().min(1) }),
  answer: routeSchema,
  errors: ['conflict'],
  async handle({ deps, acting, workspace, params, body, nowMs }) {
    const workspaceId = workspace.id;
    const route = await deps.store.write({
      ...acting,
      async work(writes) {
        const { version } = body;
        const before = findOwnRoute({ definitions: await writes.read({ workspaceId }), workspaceId, ...params });
        await requireVersion({ routeId: before.id, version, find: writes.readRouteVersion });
        await writes.pointRouteAt({ routeId: before.id, version });
        if (version <= (before.published?.version ?? 0)) await stopSchedule({ writes, route: before, version, nowMs });
        return findRoute({ definitions: await writes.read({ workspaceId }), workspaceId, ...params });
      },
    });
    return { body: routeView(route), tagOf: route };
  },
});

/** Whoever goes back in an emergency does not think of what was planned before: it must not undo that by itself. */
async function stopSchedule({
  writes,
  route: { id: routeId, schedule },
  version,
  nowMs,
}: {
  readonly writes: Pick<DefinitionWrites, 'setSchedule'>;
  readonly route: RouteDefinition;
  readonly version: number;
  readonly nowMs: number;
}): Promise<void> {
  if (schedule === undefined || schedule.refused !== undefined) return;
  const { spec, version: planned, ...kept } = schedule;
  const why = [
    `the route was taken back to version ${version} after this was planned; set it anew if it is still wanted`,
  ];
  const release = planned === undefined ? { spec } : { version: planned };
  await writes.setSchedule({ routeId, schedule: { ...kept, release, refused: { atMs: nowMs, why } } });
}
