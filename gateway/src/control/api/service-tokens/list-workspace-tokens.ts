import { workspaceAct } from '../act.ts';
import { idPageQuery, pageOf, pageSchema } from '../page.ts';
import { serviceTokenSchema, serviceTokenView } from './service-token-view.ts';

export const listWorkspaceTokens = workspaceAct({
  id: 'listWorkspaceTokens',
  method: 'get',
  path: '/workspaces/{workspaceId}/service-tokens',
  summary: 'The service tokens of a workspace',
  description: 'Oldest first, those included that were revoked or are expired.',
  permission: 'tokens.write',
  query: idPageQuery('tok'),
  answer: pageSchema(serviceTokenSchema),
  async handle({ deps, workspace, query, nowMs }) {
    const tokens = await deps.store.access.serviceTokens({ workspaceId: workspace.id });
    const { items, next } = pageOf({ items: tokens, keyOf: ({ id }) => id, query });
    return { body: { data: items.map((token) => serviceTokenView({ token, nowMs })), next } };
  },
});
