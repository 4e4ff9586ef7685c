import { EVENT_TYPES } from '@latentkit/contract/event-types';
import type { Kysely, Selectable, Transaction } from 'kysely';
import * as z from 'zod';
import type { EventStore, GatewayEvent } from '../domain/event.ts';
import type { Database, EventsTable } from './database-schema.ts';
import { storedEventSchema } from './event-schema.ts';
import { webhookEventsOf } from './webhook-rows.ts';

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
    async list({ workspaceId, type, beforeId, limit }) {
      let query = database.selectFrom('events').selectAll().orderBy('seq', 'desc').limit(limit);
      if (workspaceId !== undefined) query = query.where('workspace_id', '=', workspaceId);
      if (type !== undefined) query = query.where('type', '=', type);
      if (beforeId !== undefined) {
        query = query.where('seq', '<', (inner) => inner.selectFrom('events').select('seq').where('id', '=', beforeId));
      }
      return (await query.execute()).map(eventFromRow);
    },
  };
}

/** False where it is there already. */
export async function addEvent(add: {
  readonly transaction: Transaction<Database>;
  readonly event: GatewayEvent;
  /** Webhooks that came with it: they are told of what happens from then on. */
  readonly except?: ReadonlySet<string>;
}): Promise<boolean> {
  const { transaction, event, except } = add;
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
    .select(['id', 'events'])
    .where('workspace_id', '=', event.workspaceId)
    .where('disabled_at_ms', 'is', null)
    .execute();
  const told = rows.filter((row) => webhookEventsOf(row).includes(event.type) && !except?.has(row.id));
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
  const stored = storedEventSchema.parse({ type: row.type, data: JSON.parse(row.data) });
  return { id: row.id, workspaceId: row.workspace_id, atMs: row.at_ms, ...stored };
}
