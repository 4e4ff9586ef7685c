import { usdSchema } from '@latentkit/contract/budget-schema';
import * as z from 'zod';
import { parseUsd } from '../../../domain/money.ts';
import { workspaceAct } from '../act.ts';
import { changeRelease } from './change-release.ts';
import { chosenRelease, releaseBody } from './chosen-release.ts';
import { endRelease } from './end-release.ts';
import { routeParams } from './find-route.ts';
import { routeSchema } from './route-view.ts';

export const setShadow = workspaceAct({
  id: 'setRouteShadow',
  method: 'put',
  path: '/workspaces/{workspaceId}/routes/{routeId}/shadow',
  summary: 'Send a share of the requests to a candidate, too',
  description:
    'Its answers reach nobody. They cost real money, so that they have a budget of their own for each day (UTC).',
  permission: 'routes.publish',
  params: routeParams,
  body: z.strictObject({
    release: releaseBody,
    share_percent: z.number().min(0).max(100),
    budget_usd_per_day: usdSchema.max(1_000_000),
  }),
  answer: routeSchema,
  errors: ['conflict'],
  handle: ({ workspace, params, body, ...context }) =>
    changeRelease({
      context,
      workspace,
      ...params,
      async change({ writes, route }) {
        const { release } = await chosenRelease({ writes, route, release: body.release });
        const budgetNanoUsd = parseUsd(body.budget_usd_per_day);
        const shadow = { release, sharePercent: body.share_percent, budgetNanoUsd };
        await writes.setShadow({ routeId: route.id, shadow });
      },
    }),
});

export const endShadow = endRelease({
  id: 'endRouteShadow',
  of: 'shadow',
  summary: 'Send nothing to the candidate any more',
  end: ({ writes, routeId }) => writes.setShadow({ routeId, shadow: undefined }),
});
