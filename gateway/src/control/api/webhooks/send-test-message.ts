import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { findWebhook, webhookParams } from './webhook-fields.ts';

export const sendTestMessage = workspaceAct({
  id: 'testWebhook',
  method: 'post',
  path: '/workspaces/{workspaceId}/webhooks/{webhookId}/test',
  summary: 'Send a webhook a test message now, and say what it answered',
  description: 'Of the type `webhook.test`, signed as events are. Not tried again, and no event.',
  permission: 'webhooks.write',
  params: webhookParams,
  answer: z
    .strictObject({
      delivered: z.boolean(),
      status: z.int().nullable().describe('Of the answer; null where none came'),
      error: z.string().nullable(),
      took_ms: z.number(),
    })
    .meta({ id: 'WebhookTest' }),
  async handle({ deps, definitions, workspace, params }) {
    const webhook = findWebhook({ definitions, workspaceId: workspace.id, ...params });
    deps.outgoing.take(workspace.id);
    const { status, error, tookMs } = await deps.testWebhook(webhook);
    const delivered = error === undefined;
    return { body: { delivered, status: status ?? null, error: error ?? null, took_ms: tookMs } };
  },
});
