import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { pageQuery, pageSchema } from '../page.ts';
import { findRoute, routeParams } from './find-route.ts';
import { versionSchema, versionView } from './version-view.ts';

export const listVersions = workspaceAct({
  id: 'listRouteVersions',
  method: 'get',
  path: '/workspaces/{workspaceId}/routes/{routeId}/versions',
  summary: 'What was ever published, newest first',
  permission: 'routes.read',
  params: routeParams,
  query: pageQuery.extend({ after: z.coerce.number().int().min(1).optional().describe('`next` of the page before') }),
  answer: pageSchema(versionSchema),
  async handle({ deps, definitions, workspace, params, query: { limit, after } }) {
    const { id: routeId } = findRoute({ definitions, workspaceId: workspace.id, ...params });
    const found = await deps.store.routes.versions({ routeId, beforeVersion: after, limit: limit + 1 });
    const page = found.slice(0, limit);
    const next = found.length > limit ? String(page.at(-1)?.version) : null;
    return { body: { data: page.map(versionView), next } };
  },
});
