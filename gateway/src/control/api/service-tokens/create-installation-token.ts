import { installationAct } from '../act.ts';
import { makeServiceToken, newServiceTokenBody } from './make-service-token.ts';
import { newServiceTokenSchema } from './service-token-view.ts';

export const createInstallationToken = installationAct({
  id: 'createInstallationToken',
  method: 'post',
  path: '/service-tokens',
  summary: 'Make a service token of the installation',
  description: 'For automation: `Authorization: Bearer lkadm_…`. It may do at most what you may, for a year at most.',
  permission: 'installation.write',
  status: 201,
  body: newServiceTokenBody,
  answer: newServiceTokenSchema,
  handle: ({ deps, acting, caller, body, nowMs }) =>
    makeServiceToken({ deps, acting, caller, workspaceId: undefined, body, nowMs }),
});
