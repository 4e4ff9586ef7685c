import { installationAct } from '../act.ts';
import { idPageQuery, pageOf, pageSchema } from '../page.ts';
import { serviceTokenSchema, serviceTokenView } from './service-token-view.ts';

export const listInstallationTokens = installationAct({
  id: 'listInstallationTokens',
  method: 'get',
  path: '/service-tokens',
  summary: 'The service tokens of the installation',
  description: 'Oldest first, those included that were revoked or are expired.',
  permission: 'installation.write',
  query: idPageQuery('tok'),
  answer: pageSchema(serviceTokenSchema),
  async handle({ deps, query, nowMs }) {
    const tokens = await deps.store.access.serviceTokens({ workspaceId: undefined });
    const { items, next } = pageOf({ items: tokens, keyOf: ({ id }) => id, query });
    return { body: { data: items.map((token) => serviceTokenView({ token, nowMs })), next } };
  },
});
