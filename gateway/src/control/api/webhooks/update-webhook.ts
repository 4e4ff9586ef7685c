import type { WebhookDefinition } from '../../../domain/definitions.ts';
import { VaultError } from '../../../domain/vault.ts';
import { webhookBinding } from '../../../domain/webhook-secret.ts';
import { workspaceAct } from '../act.ts';
import type { ControlDeps } from '../control-deps.ts';
import { requireUnchanged } from '../entity-tag.ts';
import { requireNotFiles } from '../require-own.ts';
import { wrongState } from '../wrong-state.ts';
import {
  findWebhook,
  requireFreeWebhookName,
  requireUrl,
  webhookParams,
  webhookPatch,
  withSecret,
} from './webhook-fields.ts';
import { webhookView, webhookViewSchema } from './webhook-view.ts';

export const updateWebhook = workspaceAct({
  id: 'updateWebhook',
  method: 'patch',
  path: '/workspaces/{workspaceId}/webhooks/{webhookId}',
  summary: 'Change name, address or events of a webhook',
  description: 'A new address switches it on again, and is known by the newest secret only.',
  permission: 'webhooks.write',
  edits: true,
  params: webhookParams,
  body: webhookPatch,
  answer: webhookViewSchema,
  errors: ['conflict'],
  async handle({ deps, acting, workspace, params, body, ifMatch, nowMs }) {
    requireUrl({ url: body.url, checks: deps.checks });
    const workspaceId = workspace.id;
    const webhook = await deps.store.write({
      ...acting,
      async work(writes) {
        const definitions = await writes.read({ workspaceId });
        const current = findWebhook({ definitions, workspaceId, ...params });
        requireUnchanged({ ifMatch, current });
        requireNotFiles({ owner: current.owner, what: `The webhook "${current.name}"` });
        const { name = current.name, url = current.url, events } = body;
        requireFreeWebhookName({ definitions, workspaceId, name, except: current.id });
        const named = { ...current, name, events: events === undefined ? current.events : [...new Set(events)] };
        const changed = url === current.url ? named : movedTo({ webhook: named, url, vault: deps.vault });
        await writes.saveWebhook(changed);
        return changed;
      },
    });
    return { body: webhookView({ webhook, nowMs }), tagOf: webhook };
  },
});

/** Its secret is sealed for the host: it is sealed anew for the new one. @throws GatewayError conflict */
function movedTo({
  webhook,
  url,
  vault,
}: {
  readonly webhook: WebhookDefinition;
  readonly url: string;
  readonly vault: ControlDeps['vault'];
}): WebhookDefinition {
  const secretVersion = webhook.secretVersion + 1;
  const moved = { ...webhook, url, secretVersion, previousSecret: undefined, disabled: undefined };
  return withSecret({ webhook: moved, secret: openSecret({ webhook, vault }), vault });
}

function openSecret({
  webhook,
  vault,
}: {
  readonly webhook: WebhookDefinition;
  readonly vault: ControlDeps['vault'];
}): string {
  try {
    const binding = webhookBinding({ ...webhook, webhookId: webhook.id });
    return vault.open({ sealed: webhook.sealedSecret, binding });
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    const hint = 'Rotate its secret first.';
    throw wrongState({ message: 'The secret of this webhook does not open any more.', hint });
  }
}
