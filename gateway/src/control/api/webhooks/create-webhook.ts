import { EVENT_TYPES } from '@latentkit/contract/event-types';
import type { WebhookDefinition } from '../../../domain/definitions.ts';
import { workspaceAct } from '../act.ts';
import { newWebhookBody, newWebhookSecret, requireFreeWebhookName, requireUrl, withSecret } from './webhook-fields.ts';
import { newWebhookSchema, webhookView } from './webhook-view.ts';

export const createWebhook = workspaceAct({
  id: 'createWebhook',
  method: 'post',
  path: '/workspaces/{workspaceId}/webhooks',
  summary: 'Make a webhook: an address that is told of events',
  description: 'The answer holds the secret that its messages are signed with, once.',
  permission: 'webhooks.write',
  status: 201,
  body: newWebhookBody,
  answer: newWebhookSchema,
  errors: ['conflict'],
  async handle({ deps, acting, workspace, body, nowMs }) {
    requireUrl({ url: body.url, checks: deps.checks });
    const workspaceId = workspace.id;
    const secret = newWebhookSecret(deps);
    const unsealed: WebhookDefinition = {
      id: deps.ids.next('wh'),
      workspaceId,
      name: body.name,
      url: body.url,
      // Only the operator's own file points to private addresses.
      trusted: false,
      sealedSecret: '',
      secretVersion: 1,
      events: body.events === undefined ? EVENT_TYPES : [...new Set(body.events)],
      disabled: undefined,
      owner: 'console',
      createdAtMs: nowMs,
    };
    const webhook = withSecret({ webhook: unsealed, secret, vault: deps.vault });
    await deps.store.write({
      ...acting,
      async work(writes) {
        requireFreeWebhookName({ definitions: await writes.read({ workspaceId }), workspaceId, name: webhook.name });
        await writes.saveWebhook(webhook);
      },
    });
    return { body: { ...webhookView({ webhook, nowMs }), secret }, tagOf: webhook };
  },
});
