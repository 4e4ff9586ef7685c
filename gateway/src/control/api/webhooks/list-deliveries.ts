import * as z from 'zod';
import { DELIVERY_STATES } from '../../../domain/webhook.ts';
import { workspaceAct } from '../act.ts';
import { idPageQuery, pageSchema } from '../page.ts';
import { deliverySchema, deliveryView } from './delivery-view.ts';

export const listDeliveries = workspaceAct({
  id: 'listDeliveries',
  method: 'get',
  path: '/workspaces/{workspaceId}/deliveries',
  summary: 'What was, or is to be, posted to webhooks',
  description: 'Newest first.',
  permission: 'webhooks.read',
  query: idPageQuery('whd').extend({
    webhook_id: z.string().max(100).optional(),
    state: z.enum(DELIVERY_STATES).optional(),
  }),
  answer: pageSchema(deliverySchema),
  async handle({ deps, workspace, query }) {
    const { limit, after, state, webhook_id: webhookId } = query;
    const of = { workspaceId: workspace.id, webhookId, state, beforeId: after };
    const found = await deps.store.deliveries.list({ ...of, limit: limit + 1 });
    const page = found.slice(0, limit);
    const next = found.length > page.length ? (page.at(-1)?.id ?? null) : null;
    return { body: { data: page.map(deliveryView), next } };
  },
});
