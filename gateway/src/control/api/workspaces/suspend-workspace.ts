import { workspaceAct } from '../act.ts';
import { changeWorkspace } from './change-workspace.ts';
import { workspaceSchema } from './workspace-view.ts';

export const suspendWorkspace = workspaceAct({
  id: 'suspendWorkspace',
  method: 'post',
  path: '/workspaces/{workspaceId}/suspend',
  summary: 'Refuse all keys of a workspace',
  permission: 'installation.write',
  whileRemoved: true,
  answer: workspaceSchema,
  errors: ['conflict'],
  // Whoever a workspace belongs to, its operator may stop it: also one that a configuration file declares.
  handle: ({ workspace, ...context }) =>
    changeWorkspace({ context, workspace, change: ({ current }) => ({ ...current, suspended: true }) }),
});
