import type { Kysely } from 'kysely';
import type { DefinitionWrites } from '../domain/store.ts';
import type { DeliveryReplay } from '../domain/webhook.ts';
import type { Database } from './database-schema.ts';
import { numberOfDelivery } from './delivery-store.ts';

/** Switches a webhook off, and ends its deliveries that wait. */
export async function disableWebhook(write: {
  readonly database: Kysely<Database>;
  readonly webhook: Parameters<DefinitionWrites['disableWebhook']>[0];
}): Promise<void> {
  const { webhookId, atMs, reason } = write.webhook;
  await write.database
    .updateTable('webhooks')
    .set({ disabled_at_ms: atMs, disabled_reason: reason })
    .where('id', '=', webhookId)
    .where('disabled_at_ms', 'is', null)
    .execute();
  await write.database
    .updateTable('webhook_deliveries')
    .set({ state: 'failed', next_at_ms: null })
    .where('webhook_id', '=', webhookId)
    .where('state', '=', 'waiting')
    .execute();
}

/** Tries a delivery again from now on, whatever became of it; not while its webhook is switched off. */
export async function replayDelivery(run: {
  readonly database: Kysely<Database>;
  readonly query: Parameters<DefinitionWrites['replayDelivery']>[0];
}): Promise<DeliveryReplay> {
  const { deliveryId, nowMs } = run.query;
  const found = await run.database
    .selectFrom('webhook_deliveries as delivery')
    .innerJoin('webhooks as webhook', 'webhook.id', 'delivery.webhook_id')
    .select('webhook.disabled_at_ms')
    .where('delivery.seq', '=', numberOfDelivery(deliveryId))
    .executeTakeFirst();
  if (found === undefined) return 'unknown';
  if (found.disabled_at_ms !== null) return 'disabled';
  await run.database
    .updateTable('webhook_deliveries')
    .set({ state: 'waiting', tried_since_ms: nowMs, tried_times: 0, next_at_ms: nowMs, lease_until_ms: 0 })
    .where('seq', '=', numberOfDelivery(deliveryId))
    .execute();
  return 'replayed';
}

/** Which webhook a delivery belongs to. */
export async function findDeliveryTarget({
  database,
  deliveryId,
}: {
  readonly database: Kysely<Database>;
  readonly deliveryId: string;
}) {
  return database
    .selectFrom('webhook_deliveries as delivery')
    .innerJoin('webhooks as webhook', 'webhook.id', 'delivery.webhook_id')
    .select(['webhook.id', 'webhook.name', 'webhook.workspace_id', 'delivery.event_id'])
    .where('delivery.seq', '=', numberOfDelivery(deliveryId))
    .executeTakeFirst();
}
