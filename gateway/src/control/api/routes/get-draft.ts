import { workspaceAct } from '../act.ts';
import { draftSchema, draftView } from './draft-view.ts';
import { findRoute, routeParams } from './find-route.ts';
import { noDraft } from './no-draft.ts';

export const getDraft = workspaceAct({
  id: 'getRouteDraft',
  method: 'get',
  path: '/workspaces/{workspaceId}/routes/{routeId}/draft',
  summary: 'What is being worked on',
  permission: 'routes.read',
  params: routeParams,
  answer: draftSchema,
  async handle({ deps, definitions, workspace, params }) {
    const route = findRoute({ definitions, workspaceId: workspace.id, ...params });
    const draft = await deps.store.routes.draft(route.id);
    if (draft === undefined) throw noDraft();
    return { body: draftView(draft), tagOf: draft };
  },
});
