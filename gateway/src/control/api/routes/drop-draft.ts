import { workspaceAct } from '../act.ts';
import { findOwnRoute, routeParams } from './find-route.ts';

export const dropDraft = workspaceAct({
  id: 'dropRouteDraft',
  method: 'delete',
  path: '/workspaces/{workspaceId}/routes/{routeId}/draft',
  summary: 'Throw the draft away',
  permission: 'routes.write',
  status: 204,
  params: routeParams,
  errors: ['conflict'],
  async handle({ deps, acting, workspace, params }) {
    await deps.store.write({
      ...acting,
      async work(writes) {
        const route = findOwnRoute({
          definitions: await writes.read({ workspaceId: workspace.id }),
          workspaceId: workspace.id,
          ...params,
        });
        await writes.dropDraft(route.id);
      },
    });
    return {};
  },
});
