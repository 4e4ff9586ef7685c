import * as z from 'zod';
import { workspaceAct } from '../act.ts';
import { requireNotFiles } from '../require-own.ts';
import { findWebhook, newWebhookSecret, webhookParams, withSecret } from './webhook-fields.ts';
import { newWebhookSchema, webhookView } from './webhook-view.ts';

const DAY_S = 86_400;
const MOST_OVERLAP_S = 30 * DAY_S;

export const rotateWebhookSecret = workspaceAct({
  id: 'rotateWebhookSecret',
  method: 'post',
  path: '/workspaces/{workspaceId}/webhooks/{webhookId}/rotate-secret',
  summary: 'Give a webhook a new secret',
  description:
    'For `overlap_seconds` (a day unless you say otherwise) messages are signed with both: the receiver takes either, and ' +
    'is changed in peace.',
  permission: 'webhooks.write',
  params: webhookParams,
  body: z.strictObject({ overlap_seconds: z.int().min(0).max(MOST_OVERLAP_S).default(DAY_S) }),
  answer: newWebhookSchema,
  errors: ['conflict'],
  async handle({ deps, acting, workspace, params, body, nowMs }) {
    const secret = newWebhookSecret(deps);
    const webhook = await deps.store.write({
      ...acting,
      async work(writes) {
        const current = findWebhook({
          definitions: await writes.read({ workspaceId: workspace.id }),
          workspaceId: workspace.id,
          ...params,
        });
        requireNotFiles({ owner: current.owner, what: `The webhook "${current.name}"` });
        const { sealedSecret, secretVersion } = current;
        const untilMs = nowMs + body.overlap_seconds * 1_000;
        const next = {
          ...current,
          secretVersion: secretVersion + 1,
          previousSecret: body.overlap_seconds === 0 ? undefined : { sealedSecret, secretVersion, untilMs },
        };
        const rotated = withSecret({ webhook: next, secret, vault: deps.vault });
        await writes.saveWebhook(rotated);
        return rotated;
      },
    });
    return { body: { ...webhookView({ webhook, nowMs }), secret }, tagOf: webhook };
  },
});
