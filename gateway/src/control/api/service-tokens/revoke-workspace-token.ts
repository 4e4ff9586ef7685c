import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { revokeServiceToken } from './revoke-service-token.ts';
import { serviceTokenSchema } from './service-token-view.ts';

export const revokeWorkspaceToken = workspaceAct({
  id: 'revokeWorkspaceToken',
  method: 'post',
  path: '/workspaces/{workspaceId}/service-tokens/{tokenId}/revoke',
  summary: 'Revoke a service token of a workspace',
  permission: 'tokens.write',
  whileRemoved: true,
  params: z.strictObject({ tokenId: z.string().max(100) }),
  answer: serviceTokenSchema,
  handle: ({ deps, acting, workspace, params, nowMs }) =>
    revokeServiceToken({ deps, acting, workspaceId: workspace.id, tokenId: params.tokenId, nowMs }),
});
