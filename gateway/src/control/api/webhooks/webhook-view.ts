import { EVENT_TYPES } from '@latentkit/contract/event-types';
import * as z from 'zod';
import type { WebhookDefinition } from '../../../domain/definitions.ts';
import { webhookAddress } from '../../../domain/webhook-address.ts';
import { isoTime, isoTimeOrNull, isoTimeSchema, ownerSchema } from '../shared-fields.ts';

export const webhookViewSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    address: z.string().describe('Without its path, which may hold a secret'),
    events: z.array(z.enum(EVENT_TYPES)),
    state: z.enum(['on', 'off']),
    off_since: isoTimeSchema.nullable(),
    off_because: z.string().nullable(),
    previous_secret_until: isoTimeSchema.nullable().describe('Until then messages are signed with both secrets'),
    owner: ownerSchema,
    created_at: isoTimeSchema,
  })
  .meta({ id: 'Webhook' });

export const newWebhookSchema = webhookViewSchema
  .extend({ secret: z.string().describe('`whsec_…`, what messages are signed with. Shown only now.') })
  .meta({ id: 'NewWebhook' });

export function webhookView({
  webhook,
  nowMs,
}: {
  readonly webhook: WebhookDefinition;
  readonly nowMs: number;
}): z.input<typeof webhookViewSchema> {
  const { disabled, previousSecret } = webhook;
  const isStillGood = previousSecret !== undefined && previousSecret.untilMs > nowMs;
  return {
    id: webhook.id,
    name: webhook.name,
    address: webhookAddress(webhook.url),
    events: [...webhook.events],
    state: disabled === undefined ? 'on' : 'off',
    off_since: isoTimeOrNull(disabled?.atMs),
    off_because: disabled?.reason ?? null,
    previous_secret_until: isStillGood ? isoTime(previousSecret.untilMs) : null,
    owner: webhook.owner,
    created_at: isoTime(webhook.createdAtMs),
  };
}
