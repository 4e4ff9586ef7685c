import type { Generated } from 'kysely';
import type {
  PeopleAccountsTable,
  PeopleSessionsTable,
  PeopleSsoProvidersTable,
  PeopleTable,
  PeopleVerificationsTable,
} from './people-tables.ts';
import type { AttemptsTable, RequestContentsTable, RequestsTable } from './request-tables.ts';
import type { RouteDraftsTable, RoutesTable, RouteVersionsTable } from './route-tables.ts';
import type { WebhookAttemptsTable, WebhookDeliveriesTable, WebhooksTable } from './webhook-tables.ts';

/** The tables as SQL sees them: text ids, whole milliseconds, 0 or 1 for booleans, JSON as text. */
export interface Database {
  schema_migrations: { name: string; applied_at_ms: number };
  settings: { name: string; value: string };
  counters: { name: string; value: number };
  /** A JSON array of workspaces; null: everything. */
  definition_changes: { version: number; workspaces: string | null };
  workspaces: WorkspacesTable;
  connections: ConnectionsTable;
  routes: RoutesTable;
  route_versions: RouteVersionsTable;
  route_drafts: RouteDraftsTable;
  route_tests: { route_id: string; tests: string };
  keys: KeysTable;
  plans: PlansTable;
  budgets: BudgetsTable;
  events: EventsTable;
  webhooks: WebhooksTable;
  webhook_deliveries: WebhookDeliveriesTable;
  webhook_attempts: WebhookAttemptsTable;
  key_secrets: KeySecretsTable;
  requests: RequestsTable;
  request_contents: RequestContentsTable;
  attempts: AttemptsTable;
  ledger_transfers: LedgerTransfersTable;
  ledger_balances: { workspace_id: string; account: string; nano_usd: number };
  credit_lots: CreditLotsTable;
  usage_dirty: { span: string; start_ms: number; mark: string };
  usage_sums: UsageSumsTable;
  open_attempts: { request_id: string; attempt_id: string; started_at_ms: number; attempt: string };
  idempotent_requests: IdempotentRequestsTable;
  spending_accounts: { id: string; ends_at_ms: number | null; changes: number };
  spending_shares: SpendingSharesTable;
  people: PeopleTable;
  people_sessions: PeopleSessionsTable;
  people_accounts: PeopleAccountsTable;
  people_verifications: PeopleVerificationsTable;
  people_two_factors: { id: string; user_id: string };
  people_passkeys: { id: string; user_id: string };
  people_sso_providers: PeopleSsoProvidersTable;
  audit_log: AuditLogTable;
  members: MembersTable;
  invitations: InvitationsTable;
  service_tokens: ServiceTokensTable;
}

export interface WorkspacesTable {
  id: string;
  name: string;
  suspended: number;
  delete_at_ms: number | null;
  budget: string | null;
  plan: string | null;
  file_credits: string | null;
  rate_limit: string | null;
  ip_rate_limit: string | null;
  ide_rate_limit: string | null;
  content_logging: string | null;
  owner: string;
  created_at_ms: number;
}

export interface ConnectionsTable {
  id: string;
  workspace_id: string;
  name: string;
  provider: string;
  access: string;
  margin_percent: number;
  /** 2: yes, with sealed headers. */
  enabled: number;
  base_url: string | null;
  trusted: number;
  /** `{}`: sealed, or none. */
  headers: string;
  sealed_headers: string | null;
  sealed_credential: string | null;
  credential_version: number;
  models: string;
  shared: number;
  owner: string;
  created_at_ms: number;
}

export interface KeysTable {
  id: string;
  workspace_id: string;
  name: string;
  kind: string;
  route_id: string | null;
  scopes: string | null;
  allowed_ips: string | null;
  rate_limit: string | null;
  budget: string | null;
  member: string | null;
  /** JSON array of texts; null where it would be empty. */
  tags: string | null;
  expires_at_ms: number | null;
  revoked_at_ms: number | null;
  owner: string;
  created_at_ms: number;
  /** JSON array of texts. */
  allowed_origins: string | null;
  parent_key_id: string | null;
  person_id: string | null;
  twin_of_key_id: string | null;
}

export interface PlansTable {
  name: string;
  workspace_id: string | null;
  plan: string;
  owner: string;
  created_at_ms: number;
}

export interface BudgetsTable {
  id: string;
  workspace_id: string;
  name: string;
  scope: string;
  route_id: string | null;
  key_id: string | null;
  /** The member or the tag. */
  label: string | null;
  budget: string;
  owner: string;
  created_at_ms: number;
}

/** Rows are only added. */
export interface EventsTable {
  seq: Generated<number>;
  id: string;
  workspace_id: string;
  type: string;
  at_ms: number;
  data: string;
}

export interface KeySecretsTable {
  digest: string;
  key_id: string;
  position: number;
  display: string;
  created_at_ms: number;
  rotated_out_at_ms: number | null;
}

/** Rows are only added, never changed: the database refuses. */
export interface LedgerTransfersTable {
  seq: Generated<number>;
  id: string;
  workspace_id: string;
  kind: string;
  from_account: string;
  to_account: string;
  nano_usd: number;
  at_ms: number;
  request_id: string | null;
  attempt_id: string | null;
  key_id: string | null;
  capability: string | null;
  note: string | null;
  expires_at_ms: number | null;
}

/** What is left of credits that came at one time. */
export interface CreditLotsTable {
  transfer_id: string;
  workspace_id: string;
  expires_at_ms: number | null;
  left_nano_usd: number;
  write_offs: number;
}

/** Without an outcome: a claim, held until its lease is over. */
export interface IdempotentRequestsTable {
  id: string;
  workspace_id: string;
  key_id: string;
  fingerprint: string;
  request_id: string;
  claimed_at_ms: number;
  lease_until_ms: number;
  forget_at_ms: number;
  outcome: string | null;
  format: string | null;
  error_code: string | null;
  error_reason: string | null;
  sealed_answer: string | null;
}

/** What the rows of `requests` and `attempts` of one stretch of time add up to. */
export interface UsageSumsTable {
  /** `slot`, `hour`, `part` or `day`. */
  span: string;
  start_ms: number;
  workspace_id: string;
  totals: Uint8Array;
  detail: Uint8Array;
}

/** Rows are only added, never changed: the database refuses. */
export interface AuditLogTable {
  seq: number;
  at_ms: number;
  actor_kind: string;
  actor_id: string | null;
  actor_name: string | null;
  client_ip: string | null;
  request_id: string | null;
  workspace_id: string | null;
  act: string;
  object_kind: string;
  object_id: string;
  object_name: string;
  before: string | null;
  after: string | null;
  hash: string;
}

export interface MembersTable {
  workspace_id: string;
  person_id: string;
  role: string;
  source: string;
  created_at_ms: number;
}

export interface InvitationsTable {
  id: string;
  workspace_id: string;
  email: string;
  role: string;
  digest: string;
  expires_at_ms: number;
  taken_at_ms: number | null;
  created_at_ms: number;
}

export interface ServiceTokensTable {
  id: string;
  workspace_id: string | null;
  name: string;
  digest: string;
  display: string;
  /** JSON array of permissions. */
  scopes: string;
  expires_at_ms: number | null;
  revoked_at_ms: number | null;
  created_at_ms: number;
}

/** How much a process may use of an account that it shares with others. */
interface SpendingSharesTable {
  account_id: string;
  instance: string;
  process: string;
  amount: number;
  changed_at_ms: number;
}
