import { EVENT_TYPES } from '@latentkit/contract/event-types';
import * as z from 'zod';
import type { Store } from '../../../domain/store.ts';
import { DELIVERY_STATES, type Delivery } from '../../../domain/webhook.ts';
import { notFound } from '../require-own.ts';
import { isoTime, isoTimeOrNull, isoTimeSchema } from '../shared-fields.ts';

export const deliverySchema = z
  .strictObject({
    id: z.string(),
    event_id: z.string(),
    event: z.enum(EVENT_TYPES),
    webhook_id: z.string(),
    webhook: z.string(),
    state: z.enum(DELIVERY_STATES),
    attempts: z.int(),
    created_at: isoTimeSchema,
    next_at: isoTimeSchema.nullable().describe('When it is tried next; null unless it waits'),
    last_at: isoTimeSchema.nullable(),
    last_status: z.int().nullable(),
    last_error: z.string().nullable(),
  })
  .meta({ id: 'Delivery' });

export const deliveryParams = z.strictObject({ deliveryId: z.string().max(40) });

export function deliveryView(delivery: Delivery): z.input<typeof deliverySchema> {
  return {
    id: delivery.id,
    event_id: delivery.eventId,
    event: delivery.eventType,
    webhook_id: delivery.webhookId,
    webhook: delivery.webhookName,
    state: delivery.state,
    attempts: delivery.attempts,
    created_at: isoTime(delivery.createdAtMs),
    next_at: isoTimeOrNull(delivery.nextAtMs),
    last_at: isoTimeOrNull(delivery.lastAtMs),
    last_status: delivery.lastStatus ?? null,
    last_error: delivery.lastError ?? null,
  };
}

/** @throws GatewayError not_found, also for a delivery of another workspace */
export async function findDelivery({
  store,
  workspaceId,
  deliveryId,
}: {
  readonly store: Pick<Store, 'deliveries'>;
  readonly workspaceId: Parameters<Store['deliveries']['list']>[0]['workspaceId'];
  readonly deliveryId: string;
}): Promise<Delivery> {
  const [found] = await store.deliveries.list({ workspaceId, deliveryId, limit: 1 });
  if (found !== undefined) return found;
  throw notFound({ noun: 'delivery', list: `/api/workspaces/${workspaceId}/deliveries` });
}
