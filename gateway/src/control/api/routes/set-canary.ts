import * as z from 'zod';
import { GatewayError } from '../../../domain/gateway-error.ts';
import { workspaceAct } from '../act.ts';
import { changeRelease } from './change-release.ts';
import { endRelease } from './end-release.ts';
import { requireVersion, routeParams } from './find-route.ts';
import { routeSchema } from './route-view.ts';

export const setCanary = workspaceAct({
  id: 'setRouteCanary',
  method: 'put',
  path: '/workspaces/{workspaceId}/routes/{routeId}/canary',
  summary: 'Give a share of the traffic another version',
  description: 'The same key, or the same `user` of it, always meets the same version. Its figures are at `…/figures`.',
  permission: 'routes.publish',
  params: routeParams,
  body: z.strictObject({
    version: z.int().min(1),
    share_percent: z.number().min(0).max(100),
    sticky_by: z.enum(['key', 'user']).default('key'),
  }),
  answer: routeSchema,
  errors: ['conflict'],
  handle: ({ workspace, params, body, ...context }) =>
    changeRelease({
      context,
      workspace,
      ...params,
      async change({ writes, route }) {
        if (route.published === undefined) {
          throw new GatewayError('conflict', {
            reason: 'wrong_state',
            message: 'Nothing of this route is published, so that there is nothing beside which a canary could run.',
            hint: 'Publish a version first.',
          });
        }
        const { version, share_percent: sharePercent, sticky_by: stickyBy } = body;
        await requireVersion({ routeId: route.id, version, find: writes.readRouteVersion });
        await writes.setCanary({ routeId: route.id, canary: { version, sharePercent, stickyBy } });
      },
    }),
});

export const endCanary = endRelease({
  id: 'endRouteCanary',
  of: 'canary',
  summary: 'Give all traffic the published version again',
  end: ({ writes, routeId }) => writes.setCanary({ routeId, canary: undefined }),
});
