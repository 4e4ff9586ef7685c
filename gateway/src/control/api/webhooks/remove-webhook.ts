import { workspaceAct } from '../act.ts';
import { requireNotFiles } from '../require-own.ts';
import { findWebhook, webhookParams } from './webhook-fields.ts';

export const removeWebhook = workspaceAct({
  id: 'removeWebhook',
  method: 'delete',
  path: '/workspaces/{workspaceId}/webhooks/{webhookId}',
  summary: 'Remove a webhook with its deliveries',
  permission: 'webhooks.write',
  status: 204,
  params: webhookParams,
  errors: ['conflict'],
  async handle({ deps, acting, workspace, params }) {
    await deps.store.write({
      ...acting,
      async work(writes) {
        const webhook = findWebhook({
          definitions: await writes.read({ workspaceId: workspace.id }),
          workspaceId: workspace.id,
          ...params,
        });
        requireNotFiles({ owner: webhook.owner, what: `The webhook "${webhook.name}"` });
        await writes.removeWebhook(webhook.id);
      },
    });
    return {};
  },
});
