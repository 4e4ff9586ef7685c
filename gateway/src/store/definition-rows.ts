import type { Selectable } from 'kysely';
import type { ConnectionDefinition, KeyDefinition, KeySecret, WorkspaceDefinition } from '../domain/definitions.ts';
import { type KeyId, readId } from '../domain/ids.ts';
import type { ConnectionsTable, KeySecretsTable, KeysTable, WorkspacesTable } from './database-schema.ts';
import {
  accessSchema,
  addressesSchema,
  budgetSchema,
  contentLoggingSchema,
  fileCreditsSchema,
  headersSchema,
  keyKindSchema,
  modelsSchema,
  ownerSchema,
  rateLimitSchema,
  readJson,
  readOptionalJson,
  scopesSchema,
  tagsSchema,
} from './stored-json.ts';

export function workspaceFromRow(row: Selectable<WorkspacesTable>): WorkspaceDefinition {
  return {
    id: readId({ kind: 'ws', text: row.id }),
    name: row.name,
    suspended: row.suspended === 1,
    deleteAtMs: row.delete_at_ms ?? undefined,
    budget: readOptionalJson({ schema: budgetSchema, text: row.budget }),
    rateLimit: readOptionalJson({ schema: rateLimitSchema, text: row.rate_limit }),
    ipRateLimit: readOptionalJson({ schema: rateLimitSchema, text: row.ip_rate_limit }),
    ideRateLimit: readOptionalJson({ schema: rateLimitSchema, text: row.ide_rate_limit }),
    contentLogging: readOptionalJson({ schema: contentLoggingSchema, text: row.content_logging }),
    planName: row.plan ?? undefined,
    fileCredits: readOptionalJson({ schema: fileCreditsSchema, text: row.file_credits }),
    owner: ownerSchema.parse(row.owner),
    createdAtMs: row.created_at_ms,
  };
}

export function workspaceToRow(workspace: WorkspaceDefinition): WorkspacesTable {
  return {
    id: workspace.id,
    name: workspace.name,
    suspended: workspace.suspended ? 1 : 0,
    delete_at_ms: workspace.deleteAtMs ?? null,
    budget: optionalJson(workspace.budget),
    rate_limit: optionalJson(workspace.rateLimit),
    ip_rate_limit: optionalJson(workspace.ipRateLimit),
    ide_rate_limit: optionalJson(workspace.ideRateLimit),
    content_logging: optionalJson(workspace.contentLogging),
    plan: workspace.planName ?? null,
    file_credits: optionalJson(workspace.fileCredits),
    owner: workspace.owner,
    created_at_ms: workspace.createdAtMs,
  };
}

/** With what stands in the clear: `sealed-rows.ts` knows the rest. */
export function connectionFromRow(row: Selectable<ConnectionsTable>): ConnectionDefinition {
  return {
    id: readId({ kind: 'conn', text: row.id }),
    workspaceId: readId({ kind: 'ws', text: row.workspace_id }),
    name: row.name,
    provider: row.provider,
    access: accessSchema.parse(row.access),
    marginPercent: row.margin_percent,
    enabled: row.enabled !== 0,
    baseUrl: row.base_url ?? undefined,
    trusted: row.trusted === 1,
    headers: readJson({ schema: headersSchema, text: row.headers }),
    sealedCredential: row.sealed_credential ?? undefined,
    credentialVersion: row.credential_version,
    models: readJson({ schema: modelsSchema, text: row.models }),
    shared: row.shared === 1,
    owner: ownerSchema.parse(row.owner),
    createdAtMs: row.created_at_ms,
  };
}

/** With everything in the clear, which is not how it is kept: see `sealed-rows.ts`. */
export function connectionToRow(connection: ConnectionDefinition): ConnectionsTable {
  return {
    id: connection.id,
    workspace_id: connection.workspaceId,
    name: connection.name,
    provider: connection.provider,
    access: connection.access,
    margin_percent: connection.marginPercent,
    enabled: connection.enabled ? 1 : 0,
    base_url: connection.baseUrl ?? null,
    trusted: connection.trusted ? 1 : 0,
    headers: JSON.stringify(connection.headers),
    sealed_headers: null,
    sealed_credential: connection.sealedCredential ?? null,
    credential_version: connection.credentialVersion,
    models: JSON.stringify(connection.models),
    shared: connection.shared ? 1 : 0,
    owner: connection.owner,
    created_at_ms: connection.createdAtMs,
  };
}

export function keyFromRows(from: {
  key: Selectable<KeysTable>;
  secrets: readonly Selectable<KeySecretsTable>[];
}): KeyDefinition {
  const { key, secrets } = from;
  return {
    id: readId({ kind: 'key', text: key.id }),
    workspaceId: readId({ kind: 'ws', text: key.workspace_id }),
    name: key.name,
    kind: keyKindSchema.parse(key.kind),
    routeId: key.route_id === null ? undefined : readId({ kind: 'route', text: key.route_id }),
    secrets: secrets.map(secretFromRow),
    scopes: readOptionalJson({ schema: scopesSchema, text: key.scopes }),
    allowedIps: readOptionalJson({ schema: addressesSchema, text: key.allowed_ips }),
    rateLimit: readOptionalJson({ schema: rateLimitSchema, text: key.rate_limit }),
    budget: readOptionalJson({ schema: budgetSchema, text: key.budget }),
    member: key.member ?? undefined,
    tags: readOptionalJson({ schema: tagsSchema, text: key.tags }) ?? [],
    expiresAtMs: key.expires_at_ms ?? undefined,
    revokedAtMs: key.revoked_at_ms ?? undefined,
    allowedOrigins: readOptionalJson({ schema: addressesSchema, text: key.allowed_origins }),
    parentKeyId: keyIdOrNone(key.parent_key_id),
    personId: key.person_id ?? undefined,
    twinOfKeyId: keyIdOrNone(key.twin_of_key_id),
    owner: ownerSchema.parse(key.owner),
    createdAtMs: key.created_at_ms,
  };
}

export function keyToRow(key: KeyDefinition): KeysTable {
  return {
    id: key.id,
    workspace_id: key.workspaceId,
    name: key.name,
    kind: key.kind,
    route_id: key.routeId ?? null,
    scopes: optionalJson(key.scopes),
    allowed_ips: optionalJson(key.allowedIps),
    rate_limit: optionalJson(key.rateLimit),
    budget: optionalJson(key.budget),
    member: key.member ?? null,
    tags: optionalJson(key.tags.length === 0 ? undefined : key.tags),
    expires_at_ms: key.expiresAtMs ?? null,
    revoked_at_ms: key.revokedAtMs ?? null,
    allowed_origins: optionalJson(key.allowedOrigins),
    parent_key_id: key.parentKeyId ?? null,
    person_id: key.personId ?? null,
    twin_of_key_id: key.twinOfKeyId ?? null,
    owner: key.owner,
    created_at_ms: key.createdAtMs,
  };
}

/** In the order of the key's list, which `position` keeps. */
export function secretsToRows(key: KeyDefinition): KeySecretsTable[] {
  return key.secrets.map((secret, position) => ({
    digest: secret.digest,
    key_id: key.id,
    position,
    display: secret.display,
    created_at_ms: secret.createdAtMs,
    rotated_out_at_ms: secret.rotatedOutAtMs ?? null,
  }));
}

function secretFromRow(row: Selectable<KeySecretsTable>): KeySecret {
  return {
    digest: row.digest,
    display: row.display,
    createdAtMs: row.created_at_ms,
    rotatedOutAtMs: row.rotated_out_at_ms ?? undefined,
  };
}

function keyIdOrNone(text: string | null): KeyId | undefined {
  return text === null ? undefined : readId({ kind: 'key', text });
}

function optionalJson(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
