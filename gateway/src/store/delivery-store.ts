import type { Kysely, Selectable } from 'kysely';
import * as z from 'zod';
import {
  DELIVERY_STATES,
  type Delivery,
  type DeliveryAttempt,
  type DeliveryStore,
  type DueDelivery,
} from '../domain/webhook.ts';
import type { Database } from './database-schema.ts';
import { eventFromRow, eventTypeSchema } from './event-store.ts';
import type { SealedRows } from './sealed-rows.ts';
import { previousFromRow } from './webhook-rows.ts';
import type { WebhookDeliveriesTable } from './webhook-tables.ts';

const stateSchema = z.enum(DELIVERY_STATES);
const ID_PREFIX = 'whd_';

export function createDeliveryStore({
  database,
  rows,
}: {
  readonly database: Kysely<Database>;
  readonly rows: SealedRows;
}): DeliveryStore {
  return {
    claimDue: (query) =>
      database.transaction().execute((transaction) => claimDue({ database: transaction, rows, query })),
    record: (outcome) => database.transaction().execute((transaction) => record({ database: transaction, outcome })),
    list: (query) => listDeliveries({ database, query }),
    async attemptsOf({ deliveryId }) {
      const rows = await database
        .selectFrom('webhook_attempts')
        .selectAll()
        .where('delivery', '=', numberOfDelivery(deliveryId))
        .orderBy('seq')
        .execute();
      return rows.map(
        (row): DeliveryAttempt => ({
          deliveryId,
          atMs: row.at_ms,
          tookMs: row.took_ms,
          status: row.status ?? undefined,
          error: row.error ?? undefined,
        }),
      );
    },
  };
}

/** The condition is asked again as each row is taken: of several processes that look at once, one has it. */
async function claimDue(claim: {
  readonly database: Kysely<Database>;
  readonly rows: SealedRows;
  readonly query: Parameters<DeliveryStore['claimDue']>[0];
}): Promise<readonly DueDelivery[]> {
  const { database, rows, query } = claim;
  const due = await database
    .selectFrom('webhook_deliveries')
    .innerJoin('webhooks', 'webhooks.id', 'webhook_deliveries.webhook_id')
    .select('webhook_deliveries.seq')
    .where('next_at_ms', '<=', query.nowMs)
    .where('lease_until_ms', '<=', query.nowMs)
    .where('disabled_at_ms', 'is', null)
    .orderBy('next_at_ms')
    .orderBy('webhook_deliveries.seq')
    .limit(query.limit)
    .execute();
  if (due.length === 0) return [];
  const numbers = due.map(({ seq }) => seq);
  const taken = await database
    .updateTable('webhook_deliveries')
    .set({ lease_until_ms: query.nowMs + query.leaseMs })
    .where('seq', 'in', numbers)
    .where('next_at_ms', '<=', query.nowMs)
    .where('lease_until_ms', '<=', query.nowMs)
    .returning('seq')
    .execute();
  const isTaken = new Set(taken.map(({ seq }) => seq));
  return readDue({ database, rows, numbers: numbers.filter((seq) => isTaken.has(seq)) });
}

async function readDue(read: {
  readonly database: Kysely<Database>;
  readonly rows: SealedRows;
  readonly numbers: readonly number[];
}): Promise<readonly DueDelivery[]> {
  if (read.numbers.length === 0) return [];
  const rows = await read.database
    .selectFrom('webhook_deliveries as delivery')
    .innerJoin('webhooks as webhook', 'webhook.id', 'delivery.webhook_id')
    .innerJoin('events as event', 'event.id', 'delivery.event_id')
    .selectAll('delivery')
    .select(['webhook.name', 'webhook.url', 'webhook.sealed_url', 'webhook.trusted'])
    .select(['webhook.sealed_secret', 'webhook.secret_version'])
    .select(['webhook.previous_sealed_secret', 'webhook.previous_secret_version', 'webhook.previous_until_ms'])
    .select(['event.id', 'event.workspace_id', 'event.type', 'event.at_ms', 'event.data'])
    .where('delivery.seq', 'in', read.numbers)
    .orderBy('delivery.next_at_ms')
    .orderBy('delivery.seq')
    .execute();
  return rows.map((row) => ({
    delivery: deliveryFromRow(row),
    event: eventFromRow(row),
    webhook: {
      id: row.webhook_id,
      workspaceId: row.workspace_id,
      url: read.rows.urlOf({ ...row, id: row.webhook_id }),
      sealedSecret: row.sealed_secret,
      secretVersion: row.secret_version,
      trusted: row.trusted === 1,
      previousSecret: previousFromRow(row),
    },
  }));
}

async function record(write: {
  readonly database: Kysely<Database>;
  readonly outcome: Parameters<DeliveryStore['record']>[0];
}): Promise<void> {
  const { database, outcome } = write;
  const { attempt, state, nextAtMs } = outcome;
  const seq = numberOfDelivery(attempt.deliveryId);
  // Not what was ended meanwhile: a webhook that was switched off has no more deliveries that wait.
  const { numUpdatedRows } = await database
    .updateTable('webhook_deliveries')
    .set((row) => ({
      state,
      attempts: row('attempts', '+', 1),
      tried_times: row('tried_times', '+', 1),
      next_at_ms: nextAtMs ?? null,
      lease_until_ms: 0,
      last_at_ms: attempt.atMs,
      last_status: attempt.status ?? null,
      last_error: attempt.error ?? null,
    }))
    .where('seq', '=', seq)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return;
  await database
    .insertInto('webhook_attempts')
    .values({
      delivery: seq,
      at_ms: attempt.atMs,
      took_ms: attempt.tookMs,
      status: attempt.status ?? null,
      error: attempt.error ?? null,
    })
    .execute();
}

async function listDeliveries(page: {
  readonly database: Kysely<Database>;
  readonly query: Parameters<DeliveryStore['list']>[0];
}): Promise<readonly Delivery[]> {
  const { workspaceId, webhookId, deliveryId, state, beforeId, limit } = page.query;
  let query = page.database
    .selectFrom('webhook_deliveries as delivery')
    .innerJoin('webhooks as webhook', 'webhook.id', 'delivery.webhook_id')
    .innerJoin('events as event', 'event.id', 'delivery.event_id')
    .selectAll('delivery')
    .select(['webhook.name', 'event.type'])
    .orderBy('delivery.seq', 'desc')
    .limit(limit);
  if (workspaceId !== undefined) query = query.where('webhook.workspace_id', '=', workspaceId);
  if (webhookId !== undefined) query = query.where('delivery.webhook_id', '=', webhookId);
  if (deliveryId !== undefined) query = query.where('delivery.seq', '=', numberOfDelivery(deliveryId));
  if (state !== undefined) query = query.where('delivery.state', '=', state);
  if (beforeId !== undefined) query = query.where('delivery.seq', '<', numberOfDelivery(beforeId));
  return (await query.execute()).map(deliveryFromRow);
}

function deliveryFromRow(
  row: Selectable<WebhookDeliveriesTable> & { readonly name: string; readonly type: string },
): Delivery {
  return {
    id: `${ID_PREFIX}${row.seq}`,
    eventId: row.event_id,
    eventType: eventTypeSchema.parse(row.type),
    webhookId: row.webhook_id,
    webhookName: row.name,
    state: stateSchema.parse(row.state),
    attempts: row.attempts,
    createdAtMs: row.created_at_ms,
    triedSinceMs: row.tried_since_ms,
    triedTimes: row.tried_times,
    nextAtMs: row.next_at_ms ?? undefined,
    lastAtMs: row.last_at_ms ?? undefined,
    lastStatus: row.last_status ?? undefined,
    lastError: row.last_error ?? undefined,
  };
}

/** No row has the number -1: that is what every text becomes that is no id. */
export function numberOfDelivery(deliveryId: string): number {
  const digits = deliveryId.slice(ID_PREFIX.length);
  return deliveryId.startsWith(ID_PREFIX) && /^\d{1,15}$/.test(digits) ? Number(digits) : -1;
}
