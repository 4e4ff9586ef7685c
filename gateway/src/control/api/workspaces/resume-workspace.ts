import { workspaceAct } from '../act.ts';
import { changeWorkspace } from './change-workspace.ts';
import { workspaceSchema } from './workspace-view.ts';

export const resumeWorkspace = workspaceAct({
  id: 'resumeWorkspace',
  method: 'post',
  path: '/workspaces/{workspaceId}/resume',
  summary: 'Accept the keys of a suspended workspace again',
  permission: 'installation.write',
  whileRemoved: true,
  answer: workspaceSchema,
  errors: ['conflict'],
  handle: ({ workspace, ...context }) =>
    changeWorkspace({ context, workspace, change: ({ current }) => ({ ...current, suspended: false }) }),
});
