import { workspaceAct } from '../act.ts';
import { idPageQuery, pageOf, pageSchema } from '../page.ts';
import { webhookView, webhookViewSchema } from './webhook-view.ts';

export const listWebhooks = workspaceAct({
  id: 'listWebhooks',
  method: 'get',
  path: '/workspaces/{workspaceId}/webhooks',
  summary: 'The webhooks of a workspace',
  permission: 'webhooks.read',
  query: idPageQuery('wh'),
  answer: pageSchema(webhookViewSchema),
  async handle({ definitions, workspace, query, nowMs }) {
    const own = definitions.webhooks
      .filter(({ workspaceId }) => workspaceId === workspace.id)
      .toSorted((one, other) => (one.id < other.id ? -1 : 1));
    const { items, next } = pageOf({ items: own, keyOf: ({ id }) => id, query });
    return { body: { data: items.map((webhook) => webhookView({ webhook, nowMs })), next } };
  },
});
