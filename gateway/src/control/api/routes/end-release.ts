import type { RouteId } from '../../../domain/ids.ts';
import type { DefinitionWrites } from '../../../domain/store.ts';
import { type Act, workspaceAct } from '../act.ts';
import { changeRelease } from './change-release.ts';
import { routeParams } from './find-route.ts';
import { routeSchema } from './route-view.ts';

/** The act that ends a canary, a shadow or a schedule of a route. */
export function endRelease({
  id,
  of,
  summary,
  end,
}: {
  readonly id: string;
  /** Last word of its path. */
  readonly of: 'canary' | 'shadow' | 'schedule';
  readonly summary: string;
  readonly end: (input: { readonly writes: DefinitionWrites; readonly routeId: RouteId }) => Promise<void>;
}): Act {
  return workspaceAct({
    id,
    method: 'delete',
    path: `/workspaces/{workspaceId}/routes/{routeId}/${of}`,
    summary,
    permission: 'routes.publish',
    params: routeParams,
    answer: routeSchema,
    errors: ['conflict'],
    handle: ({ workspace, params, ...context }) =>
      changeRelease({
        context,
        workspace,
        ...params,
        change: ({ writes, route }) => end({ writes, routeId: route.id }),
      }),
  });
}
