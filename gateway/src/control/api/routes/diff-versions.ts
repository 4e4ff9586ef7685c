import * as z from 'zod';
import { diffVersions } from '../../releases/diff-versions.ts';
import { workspaceAct } from '../act.ts';
import { findRoute, routeParams } from './find-route.ts';
import { side, specOf } from './spec-of.ts';

const fieldSchema = z.strictObject({ field: z.string(), before: z.string().optional(), after: z.string().optional() });

export const diffRoute = workspaceAct({
  id: 'diffRouteVersions',
  method: 'get',
  path: '/workspaces/{workspaceId}/routes/{routeId}/diff',
  summary: 'What differs between any two versions, or a version and the draft',
  permission: 'routes.read',
  params: routeParams,
  query: z.strictObject({ from: side.default('published'), to: side.default('draft') }),
  answer: z
    .strictObject({
      same: z.boolean(),
      fields: z.array(fieldSchema),
      attempts: z.array(
        z.strictObject({
          change: z.enum(['added', 'removed', 'kept']),
          connection: z.string(),
          model: z.string(),
          from: z.int().nullable().describe('Place before, from 1'),
          to: z.int().nullable().describe('Place after, from 1'),
          moved: z.boolean(),
          fields: z.array(fieldSchema),
        }),
      ),
    })
    .meta({ id: 'RouteDiff' }),
  async handle({ deps, definitions, workspace, params, query }) {
    const route = findRoute({ definitions, workspaceId: workspace.id, ...params });
    const before = await specOf({ deps, route, which: query.from });
    const after = await specOf({ deps, route, which: query.to });
    const { same, fields, attempts } = diffVersions({ before, after });
    const shown = attempts.map(({ from, to, ...change }) => ({ ...change, from: from ?? null, to: to ?? null }));
    return { body: { same, fields, attempts: shown } };
  },
});
