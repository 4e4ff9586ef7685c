import { workspaceAct } from '../act.ts';
import { setSuspended } from './set-suspended.ts';
import { workspaceSchema } from './workspace-view.ts';

export const suspendWorkspace = workspaceAct({
  id: 'suspendWorkspace',
  method: 'post',
  path: '/workspaces/{workspaceId}/suspend',
  summary: 'Refuse all keys of a workspace',
  permission: 'installation.write',
  answer: workspaceSchema,
  errors: ['conflict'],
  handle: (input) => setSuspended({ ...input, suspended: true }),
});
