import { workspaceAct } from '../act.ts';
import { changeWorkspace } from './change-workspace.ts';
import { workspaceSchema } from './workspace-view.ts';

export const restoreWorkspace = workspaceAct({
  id: 'restoreWorkspace',
  method: 'post',
  path: '/workspaces/{workspaceId}/restore',
  summary: 'Keep a workspace that was to be removed',
  permission: 'workspace.delete',
  whileRemoved: true,
  answer: workspaceSchema,
  handle: ({ workspace, ...context }) =>
    changeWorkspace({ context, workspace, change: ({ current }) => ({ ...current, deleteAtMs: undefined }) }),
});
