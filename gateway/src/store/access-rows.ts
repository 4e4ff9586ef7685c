import type { Selectable } from 'kysely';
import * as z from 'zod';
import { readId } from '../domain/ids.ts';
import { type Invitation, type Member, ROLES, type ServiceToken } from '../domain/member.ts';
import type { InvitationsTable, MembersTable, ServiceTokensTable } from './database-schema.ts';
import { readJson } from './stored-json.ts';

const roleSchema = z.enum(ROLES);
const sourceSchema = z.enum(['given', 'groups']);
const scopesSchema = z.array(z.string());

export function memberFromRow(row: Selectable<MembersTable>): Member {
  return {
    workspaceId: readId({ kind: 'ws', text: row.workspace_id }),
    personId: readId({ kind: 'usr', text: row.person_id }),
    role: roleSchema.parse(row.role),
    source: sourceSchema.parse(row.source),
    createdAtMs: row.created_at_ms,
  };
}

export function memberToRow(member: Member): MembersTable {
  return {
    workspace_id: member.workspaceId,
    person_id: member.personId,
    role: member.role,
    source: member.source,
    created_at_ms: member.createdAtMs,
  };
}

export function invitationFromRow(row: Selectable<InvitationsTable>): Invitation {
  return {
    id: readId({ kind: 'inv', text: row.id }),
    workspaceId: readId({ kind: 'ws', text: row.workspace_id }),
    email: row.email,
    role: roleSchema.parse(row.role),
    digest: row.digest,
    expiresAtMs: row.expires_at_ms,
    takenAtMs: row.taken_at_ms ?? undefined,
    createdAtMs: row.created_at_ms,
  };
}

export function invitationToRow(invitation: Invitation): InvitationsTable {
  return {
    id: invitation.id,
    workspace_id: invitation.workspaceId,
    email: invitation.email,
    role: invitation.role,
    digest: invitation.digest,
    expires_at_ms: invitation.expiresAtMs,
    taken_at_ms: invitation.takenAtMs ?? null,
    created_at_ms: invitation.createdAtMs,
  };
}

export function serviceTokenFromRow(row: Selectable<ServiceTokensTable>): ServiceToken {
  return {
    id: readId({ kind: 'tok', text: row.id }),
    workspaceId: row.workspace_id === null ? undefined : readId({ kind: 'ws', text: row.workspace_id }),
    name: row.name,
    digest: row.digest,
    display: row.display,
    scopes: readJson({ schema: scopesSchema, text: row.scopes }),
    expiresAtMs: row.expires_at_ms ?? undefined,
    revokedAtMs: row.revoked_at_ms ?? undefined,
    createdAtMs: row.created_at_ms,
  };
}

export function serviceTokenToRow(token: ServiceToken): ServiceTokensTable {
  return {
    id: token.id,
    workspace_id: token.workspaceId ?? null,
    name: token.name,
    digest: token.digest,
    display: token.display,
    scopes: JSON.stringify(token.scopes),
    expires_at_ms: token.expiresAtMs ?? null,
    revoked_at_ms: token.revokedAtMs ?? null,
    created_at_ms: token.createdAtMs,
  };
}
