import { workspaceAct } from '../act.ts';
import { awaitJournal } from './await-journal.ts';
import { noteContentAct } from './note-content-act.ts';
import { contentParams, noSuchRequest } from './open-content.ts';

export const deleteContent = workspaceAct({
  id: 'deleteRequestContent',
  method: 'delete',
  path: '/workspaces/{workspaceId}/requests/{requestId}/content',
  summary: 'Delete what is kept of one request',
  description: 'The text is gone at once; that it was deleted is known until its time would have been over.',
  permission: 'contents.delete',
  status: 204,
  params: contentParams,
  errors: ['storage_unavailable'],
  async handle({ deps, acting, workspace, params: { requestId }, nowMs }) {
    const { contents } = deps.store;
    const query = { workspaceId: workspace.id, requestId };
    await awaitJournal(deps);
    if ((await contents.find(query)) === undefined) throw noSuchRequest();
    await noteContentAct({ ...deps, acting, workspace, act: 'remove', requestId, nowMs });
    await contents.deleteOne(query);
    return {};
  },
});
