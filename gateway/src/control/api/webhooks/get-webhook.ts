import { workspaceAct } from '../act.ts';
import { findWebhook, webhookParams } from './webhook-fields.ts';
import { webhookView, webhookViewSchema } from './webhook-view.ts';

export const getWebhook = workspaceAct({
  id: 'getWebhook',
  method: 'get',
  path: '/workspaces/{workspaceId}/webhooks/{webhookId}',
  summary: 'One webhook',
  permission: 'webhooks.read',
  params: webhookParams,
  answer: webhookViewSchema,
  async handle({ definitions, workspace, params, nowMs }) {
    const webhook = findWebhook({ definitions, workspaceId: workspace.id, ...params });
    return { body: webhookView({ webhook, nowMs }), tagOf: webhook };
  },
});
