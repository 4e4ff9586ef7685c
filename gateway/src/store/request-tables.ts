/** The tables of the request log, as SQL sees them. */

export interface RequestsTable {
  id: string;
  workspace_id: string | null;
  key_id: string | null;
  key_name: string | null;
  route_id: string | null;
  route_name: string | null;
  route_version: number | null;
  endpoint: string;
  capability: string | null;
  member: string | null;
  /** JSON array of texts; null where it would be empty. */
  tags: string | null;
  profile: string | null;
  stream: number;
  outcome: string;
  status: number;
  error_code: string | null;
  error_reason: string | null;
  error_param: string | null;
  error_detail: string | null;
  retry_after_ms: number | null;
  needs: string | null;
  stages: string | null;
  started_at_ms: number;
  first_content_ms: number | null;
  total_ms: number;
  usage: string | null;
  cost_nano_usd: number | null;
  billed_to: string | null;
  finish_reason: string | null;
  skipped: string | null;
  plan_order: string | null;
  replay_of: string | null;
  /** The request whose task was also sent to this candidate. */
  shadow_of: string | null;
  /** The logged request that was run once more. */
  replayed_from: string | null;
  /** Until when its content is kept; null: it is not. */
  content_until_ms: number | null;
  trace_id: string | null;
}

/** What requests said and were answered. Without a sealed text: why there is none. */
export interface RequestContentsTable {
  request_id: string;
  workspace_id: string;
  /** `kept`, `too_large` or `deleted`. */
  state: string;
  sealed: string | null;
  created_at_ms: number;
  expires_at_ms: number;
}

export interface AttemptsTable {
  request_id: string;
  id: string;
  number: number;
  position: number;
  connection: string;
  provider: string;
  access: string;
  model: string;
  outcome: string;
  failure_class: string | null;
  failure_detail: string | null;
  failure_note: string | null;
  status: number | null;
  retry_after_ms: number | null;
  started_at_ms: number;
  first_content_ms: number | null;
  total_ms: number;
  usage: string | null;
  cost_nano_usd: number | null;
  provider_cost_nano_usd: number | null;
  /** This one and the two below are null in rows from before the ledger. */
  funded_by: string | null;
  billable: string | null;
  held_nano_usd: number | null;
}
