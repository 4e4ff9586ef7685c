import { EVENT_TYPES } from '@latentkit/contract/event-types';
import type { Selectable } from 'kysely';
import * as z from 'zod';
import type { WebhookDefinition, WebhookSecret } from '../domain/definitions.ts';
import { readId } from '../domain/ids.ts';
import { ownerSchema, readJson } from './stored-json.ts';
import type { WebhooksTable } from './webhook-tables.ts';

const eventsSchema = z.array(z.enum(EVENT_TYPES));

/** With what stands in the clear: `sealed-rows.ts` knows the rest. */
export function webhookFromRow(row: Selectable<WebhooksTable>): WebhookDefinition {
  return {
    id: readId({ kind: 'wh', text: row.id }),
    workspaceId: readId({ kind: 'ws', text: row.workspace_id }),
    name: row.name,
    url: row.url,
    trusted: row.trusted === 1,
    sealedSecret: row.sealed_secret,
    secretVersion: row.secret_version,
    events: webhookEventsOf(row),
    previousSecret: previousFromRow(row),
    disabled: row.disabled_at_ms === null ? undefined : { atMs: row.disabled_at_ms, reason: row.disabled_reason ?? '' },
    owner: ownerSchema.parse(row.owner),
    createdAtMs: row.created_at_ms,
  };
}

/** With everything in the clear, which is not how it is kept: see `sealed-rows.ts`. */
export function webhookToRow(webhook: WebhookDefinition): WebhooksTable {
  return {
    id: webhook.id,
    workspace_id: webhook.workspaceId,
    name: webhook.name,
    url: webhook.url,
    sealed_url: null,
    trusted: webhook.trusted ? 1 : 0,
    sealed_secret: webhook.sealedSecret,
    secret_version: webhook.secretVersion,
    previous_sealed_secret: webhook.previousSecret?.sealedSecret ?? null,
    previous_secret_version: webhook.previousSecret?.secretVersion ?? null,
    previous_until_ms: webhook.previousSecret?.untilMs ?? null,
    events: JSON.stringify(webhook.events),
    disabled_at_ms: webhook.disabled?.atMs ?? null,
    disabled_reason: webhook.disabled?.reason ?? null,
    owner: webhook.owner,
    created_at_ms: webhook.createdAtMs,
  };
}

export function webhookEventsOf({ events }: Pick<Selectable<WebhooksTable>, 'events'>): WebhookDefinition['events'] {
  return readJson({ schema: eventsSchema, text: events });
}

export function previousFromRow(
  row: Pick<Selectable<WebhooksTable>, 'previous_sealed_secret' | 'previous_secret_version' | 'previous_until_ms'>,
): WebhookSecret | undefined {
  const {
    previous_sealed_secret: sealedSecret,
    previous_secret_version: secretVersion,
    previous_until_ms: untilMs,
  } = row;
  if (sealedSecret === null || secretVersion === null || untilMs === null) return undefined;
  return { sealedSecret, secretVersion, untilMs };
}
