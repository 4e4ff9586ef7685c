import { nameSchema } from '@latentkit/contract/config-schema';
import { EVENT_TYPES } from '@latentkit/contract/event-types';
import * as z from 'zod';
import { webhookUrlFault } from '../../../config/check-webhooks.ts';
import type { Definitions, WebhookDefinition } from '../../../domain/definitions.ts';
import type { WorkspaceId } from '../../../domain/ids.ts';
import { webhookBinding } from '../../../domain/webhook-secret.ts';
import type { ControlDeps } from '../control-deps.ts';
import { reachFault } from '../reach-fault.ts';
import { problemsError } from '../read-input.ts';
import { notFound } from '../require-own.ts';
import { nameTaken } from '../workspaces/name-taken.ts';

const SECRET_BYTES = 32;

export const webhookParams = z.strictObject({ webhookId: z.string().max(100) });

const url = z.string().min(1).max(2_000).describe('Public addresses only, unless the operator allows others');
const events = z.array(z.enum(EVENT_TYPES)).min(1).max(EVENT_TYPES.length);

export const newWebhookBody = z.strictObject({
  name: nameSchema,
  url,
  events: events.optional().describe('The events that it is told of; default: all'),
});

export const webhookPatch = z.strictObject({
  name: nameSchema.optional(),
  url: url.optional(),
  events: events.optional(),
});

/** An address that no message would ever reach is refused here: a webhook would be silent. @throws GatewayError validation_error */
export function requireUrl({
  url,
  checks,
}: {
  readonly url: string | undefined;
  readonly checks: ControlDeps['checks'];
}): void {
  if (url === undefined) return;
  const fault = webhookUrlFault(url);
  const message = fault ? `${fault.message}. ${fault.instead}` : reachFault({ url, noun: 'webhook', checks });
  if (message !== undefined) throw problemsError([{ param: 'url', message }]);
}

interface InWorkspace {
  readonly definitions: Pick<Definitions, 'webhooks'>;
  readonly workspaceId: WorkspaceId;
}

/** @throws GatewayError not_found, also for a webhook of another workspace */
export function findWebhook({
  definitions,
  workspaceId,
  webhookId,
}: InWorkspace & { readonly webhookId: string }): WebhookDefinition {
  const found = definitions.webhooks.find((one) => one.workspaceId === workspaceId && one.id === webhookId);
  if (found !== undefined) return found;
  throw notFound({ noun: 'webhook', list: `/api/workspaces/${workspaceId}/webhooks` });
}

/** @throws GatewayError conflict */
export function requireFreeWebhookName({
  definitions,
  workspaceId,
  name,
  except,
}: InWorkspace & { readonly name: string; readonly except?: string }): void {
  const others = definitions.webhooks.filter((one) => one.workspaceId === workspaceId && one.id !== except);
  if (others.some((one) => one.name === name)) throw nameTaken(name);
}

/** `whsec_` and random bytes, as Standard Webhooks write a secret. */
export function newWebhookSecret({ randomBytes }: Pick<ControlDeps, 'randomBytes'>): string {
  return `whsec_${Buffer.from(randomBytes(SECRET_BYTES)).toString('base64')}`;
}

/** The webhook with this secret, sealed for it as it is. */
export function withSecret({
  webhook,
  secret,
  vault,
}: {
  readonly webhook: WebhookDefinition;
  readonly secret: string;
  readonly vault: ControlDeps['vault'];
}): WebhookDefinition {
  const binding = webhookBinding({ ...webhook, webhookId: webhook.id });
  return { ...webhook, sealedSecret: vault.seal({ plaintext: secret, binding }) };
}
