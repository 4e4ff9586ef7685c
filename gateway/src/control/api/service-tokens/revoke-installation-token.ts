import * as z from 'zod';
import { installationAct } from '../act.ts';
import { revokeServiceToken } from './revoke-service-token.ts';
import { serviceTokenSchema } from './service-token-view.ts';

export const revokeInstallationToken = installationAct({
  id: 'revokeInstallationToken',
  method: 'post',
  path: '/service-tokens/{tokenId}/revoke',
  summary: 'Revoke a service token of the installation',
  permission: 'installation.write',
  params: z.strictObject({ tokenId: z.string().max(100) }),
  answer: serviceTokenSchema,
  handle: ({ deps, acting, params, nowMs }) =>
    revokeServiceToken({ deps, acting, workspaceId: undefined, tokenId: params.tokenId, nowMs }),
});
