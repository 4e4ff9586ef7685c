import { workspaceAct } from '../act.ts';
import { findWebhook, webhookParams } from './webhook-fields.ts';
import { webhookView, webhookViewSchema } from './webhook-view.ts';

export const enableWebhook = workspaceAct({
  id: 'enableWebhook',
  method: 'post',
  path: '/workspaces/{workspaceId}/webhooks/{webhookId}/enable',
  summary: 'Switch a webhook on again that answered that it is gone',
  description: 'What it missed can be sent by replaying the deliveries that failed.',
  permission: 'webhooks.write',
  params: webhookParams,
  answer: webhookViewSchema,
  async handle({ deps, acting, workspace, params, nowMs }) {
    const webhook = await deps.store.write({
      ...acting,
      async work(writes) {
        const current = findWebhook({
          definitions: await writes.read({ workspaceId: workspace.id }),
          workspaceId: workspace.id,
          ...params,
        });
        const enabled = { ...current, disabled: undefined };
        await writes.saveWebhook(enabled);
        return enabled;
      },
    });
    return { body: webhookView({ webhook, nowMs }), tagOf: webhook };
  },
});
