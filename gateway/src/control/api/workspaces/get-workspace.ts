import { workspaceAct } from '../act.ts';
import { workspaceSchema, workspaceView } from './workspace-view.ts';

export const getWorkspace = workspaceAct({
  id: 'getWorkspace',
  method: 'get',
  path: '/workspaces/{workspaceId}',
  summary: 'One workspace',
  permission: 'workspace.read',
  answer: workspaceSchema,
  handle: async ({ workspace }) => ({ body: workspaceView(workspace), tagOf: workspace }),
});
