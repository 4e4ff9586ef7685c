import { workspaceAct } from '../act.ts';
import { contentSchema, contentView } from './content-view.ts';
import { noteContentAct } from './note-content-act.ts';
import { contentParams, openContent } from './open-content.ts';

export const getContent = workspaceAct({
  id: 'getRequestContent',
  method: 'get',
  path: '/workspaces/{workspaceId}/requests/{requestId}/content',
  summary: 'What a logged request said, and what it was answered',
  description:
    'Where content logging of the workspace kept it. Who read it stands in the audit log. A 404 says in `reason` why there is none.',
  permission: 'contents.read',
  params: contentParams,
  answer: contentSchema,
  async handle({ deps, acting, workspace, params: { requestId }, nowMs }) {
    const opened = await openContent({ deps, workspace, requestId, nowMs });
    await noteContentAct({ ...deps, acting, workspace, act: 'read', requestId, nowMs });
    return { body: contentView(opened) };
  },
});
