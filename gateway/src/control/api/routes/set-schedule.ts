import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { problemsError } from '../read-input.ts';
import { isoTimeSchema } from '../shared-fields.ts';
import { changeRelease } from './change-release.ts';
import { chosenRelease, releaseBody } from './chosen-release.ts';
import { endRelease } from './end-release.ts';
import { routeParams } from './find-route.ts';
import { evenIfPublishedSince, publishedSince } from './published-since.ts';
import { routeSchema } from './route-view.ts';

export const setSchedule = workspaceAct({
  id: 'scheduleRoute',
  method: 'put',
  path: '/workspaces/{workspaceId}/routes/{routeId}/schedule',
  summary: 'Publish a version or the draft at a moment to come',
  description:
    'It is checked again when its time comes; where it cannot be published any more, `schedule.refused` says why.',
  permission: 'routes.publish',
  params: routeParams,
  body: z.strictObject({
    release: releaseBody,
    at: isoTimeSchema,
    note: z.string().max(500).optional(),
    even_if_published_since: evenIfPublishedSince,
  }),
  answer: routeSchema,
  errors: ['conflict'],
  handle: ({ workspace, params, body, ...context }) =>
    changeRelease({
      context,
      workspace,
      ...params,
      async change({ writes, route }) {
        const atMs = Date.parse(body.at);
        if (atMs <= context.nowMs) throw problemsError([{ param: 'at', message: 'this moment is over' }]);
        const { release, draft } = await chosenRelease({ writes, route, release: body.release });
        const published = route.published?.version;
        if (draft && draft.basedOnVersion !== published && !body.even_if_published_since)
          throw publishedSince(published);
        await writes.setSchedule({ routeId: route.id, schedule: { release, atMs, note: body.note } });
      },
    }),
});

export const dropSchedule = endRelease({
  id: 'unscheduleRoute',
  of: 'schedule',
  summary: 'Publish nothing by itself',
  end: ({ writes, routeId }) => writes.setSchedule({ routeId, schedule: undefined }),
});
