import { EVENT_TYPES } from '@latentkit/contract/config-schema';
import type { Kysely, Selectable, Transaction } from 'kysely';
import * as z from 'zod';
import type { EventStore, GatewayEvent } from '../domain/event.ts';
import type { Database, EventsTable } from './database-schema.ts';
import { budgetThresholdSchema, readJson } from './stored-json.ts';
import { webhookFromRow } from './webhook-rows.ts';

export const eventTypeSchema = z.enum(EVENT_TYPES);

export function createEventStore({ database }: { database: Kysely<Database> }): EventStore {
  return {
    append: (events) =>
      events.length === 0
        ? Promise.resolve(0)
        : database.transaction().execute(async (transaction) => {
            let added = 0;
            for (const event of events) if (await addEvent({ transaction, event })) added++;
            return added;
          }),
    async find({ eventId }) {
      const row = await database.selectFrom('events').selectAll().where('id', '=', eventId).executeTakeFirst();
      return row && eventFromRow(row);
    },
    async list({ workspaceId, beforeId, limit }) {
      let query = database.selectFrom('events').selectAll().orderBy('seq', 'desc').limit(limit);
      if (workspaceId !== undefined) query = query.where('workspace_id', '=', workspaceId);
      if (beforeId !== undefined) {
        query = query.where('seq', '<', (inner) => inner.selectFrom('events').select('seq').where('id', '=', beforeId));
      }
      return (await query.execute()).map(eventFromRow);
    },
  };
}

/** False where it is there already. */
async function addEvent(add: { transaction: Transaction<Database>; event: GatewayEvent }): Promise<boolean> {
  const { transaction, event } = add;
  const inserted = await transaction
    .insertInto('events')
    .values({
      id: event.id,
      workspace_id: event.workspaceId,
      type: event.type,
      at_ms: event.atMs,
      data: JSON.stringify(event.data),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted === undefined) return false;
  const rows = await transaction
    .selectFrom('webhooks')
    .selectAll()
    .where('workspace_id', '=', event.workspaceId)
    .where('disabled_at_ms', 'is', null)
    .execute();
  const told = rows.map(webhookFromRow).filter(({ events }) => events.includes(event.type));
  if (told.length > 0) {
    await transaction
      .insertInto('webhook_deliveries')
      .values(told.map(({ id }) => newDelivery({ event, webhookId: id })))
      .execute();
  }
  return true;
}

function newDelivery({ event, webhookId }: { readonly event: GatewayEvent; readonly webhookId: string }) {
  return {
    event_id: event.id,
    webhook_id: webhookId,
    state: 'waiting',
    attempts: 0,
    created_at_ms: event.atMs,
    tried_since_ms: event.atMs,
    tried_times: 0,
    next_at_ms: event.atMs,
    lease_until_ms: 0,
  };
}

export function eventFromRow(row: Omit<Selectable<EventsTable>, 'seq'>): GatewayEvent {
  return {
    id: row.id,
    type: eventTypeSchema.parse(row.type),
    workspaceId: row.workspace_id,
    atMs: row.at_ms,
    data: readJson({ schema: budgetThresholdSchema, text: row.data }),
  };
}
