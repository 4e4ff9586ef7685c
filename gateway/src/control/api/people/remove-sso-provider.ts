import { GatewayError } from '../../../domain/gateway-error.ts';
import { installationAct } from '../act.ts';
import { ssoParams } from './sso-view.ts';

export const removeSsoProvider = installationAct({
  id: 'removeSsoProvider',
  method: 'delete',
  path: '/sso-providers/{providerName}',
  summary: 'Let nobody sign in with an identity provider any more',
  permission: 'installation.write',
  status: 204,
  params: ssoParams,
  async handle({ deps, acting, params }) {
    const providers = await deps.people.ssoProviders();
    if (providers.every(({ id }) => id !== params.providerName)) {
      throw new GatewayError('not_found', {
        message: 'There is no such identity provider.',
        hint: 'GET /api/sso-providers lists them.',
      });
    }
    await deps.people.removeSsoProvider(params.providerName, acting);
    return {};
  },
});
