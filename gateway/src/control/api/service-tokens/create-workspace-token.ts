import { workspaceAct } from '../act.ts';
import { makeServiceToken, newServiceTokenBody } from './make-service-token.ts';
import { newServiceTokenSchema } from './service-token-view.ts';

export const createWorkspaceToken = workspaceAct({
  id: 'createWorkspaceToken',
  method: 'post',
  path: '/workspaces/{workspaceId}/service-tokens',
  summary: 'Make a service token of a workspace',
  description: 'For automation: `Authorization: Bearer lkadm_…`. It may do at most what you may, for a year at most.',
  permission: 'tokens.write',
  status: 201,
  body: newServiceTokenBody,
  answer: newServiceTokenSchema,
  handle: ({ deps, acting, caller, workspace, body, nowMs }) =>
    makeServiceToken({ deps, acting, caller, workspaceId: workspace.id, body, nowMs }),
});
