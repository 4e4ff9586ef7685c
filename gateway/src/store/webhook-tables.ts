import type { Generated } from 'kysely';

export interface WebhooksTable {
  id: string;
  workspace_id: string;
  name: string;
  /** A place that leads nowhere, where it is sealed. */
  url: string;
  sealed_url: string | null;
  trusted: number;
  sealed_secret: string;
  secret_version: number;
  events: string;
  disabled_at_ms: number | null;
  disabled_reason: string | null;
  owner: string;
  created_at_ms: number;
  previous_sealed_secret: string | null;
  previous_secret_version: number | null;
  previous_until_ms: number | null;
}

export interface WebhookDeliveriesTable {
  seq: Generated<number>;
  event_id: string;
  webhook_id: string;
  state: string;
  attempts: number;
  created_at_ms: number;
  tried_since_ms: number;
  tried_times: number;
  next_at_ms: number | null;
  lease_until_ms: number;
  last_at_ms: number | null;
  last_status: number | null;
  last_error: string | null;
}

export interface WebhookAttemptsTable {
  seq: Generated<number>;
  delivery: number;
  at_ms: number;
  took_ms: number;
  status: number | null;
  error: string | null;
}
