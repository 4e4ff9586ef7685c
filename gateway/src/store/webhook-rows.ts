import { EVENT_TYPES } from '@latentkit/contract/config-schema';
import type { Selectable } from 'kysely';
import * as z from 'zod';
import type { WebhookDefinition } from '../domain/definitions.ts';
import { readId } from '../domain/ids.ts';
import type { WebhooksTable } from './database-schema.ts';
import { ownerSchema, readJson } from './stored-json.ts';

const eventsSchema = z.array(z.enum(EVENT_TYPES));

export function webhookFromRow(row: Selectable<WebhooksTable>): WebhookDefinition {
  return {
    id: readId({ kind: 'wh', text: row.id }),
    workspaceId: readId({ kind: 'ws', text: row.workspace_id }),
    name: row.name,
    url: row.url,
    trusted: row.trusted === 1,
    sealedSecret: row.sealed_secret,
    secretVersion: row.secret_version,
    events: readJson({ schema: eventsSchema, text: row.events }),
    disabled: row.disabled_at_ms === null ? undefined : { atMs: row.disabled_at_ms, reason: row.disabled_reason ?? '' },
    owner: ownerSchema.parse(row.owner),
    createdAtMs: row.created_at_ms,
  };
}

export function webhookToRow(webhook: WebhookDefinition): WebhooksTable {
  return {
    id: webhook.id,
    workspace_id: webhook.workspaceId,
    name: webhook.name,
    url: webhook.url,
    trusted: webhook.trusted ? 1 : 0,
    sealed_secret: webhook.sealedSecret,
    secret_version: webhook.secretVersion,
    events: JSON.stringify(webhook.events),
    disabled_at_ms: webhook.disabled?.atMs ?? null,
    disabled_reason: webhook.disabled?.reason ?? null,
    owner: webhook.owner,
    created_at_ms: webhook.createdAtMs,
  };
}
