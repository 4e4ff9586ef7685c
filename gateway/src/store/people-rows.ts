import type { Selectable } from 'kysely';
import * as z from 'zod';
import { readId } from '../domain/ids.ts';
import { ROLES } from '../domain/member.ts';
import type { Person, PersonSession } from '../domain/people.ts';
import type { StoredSsoProvider } from '../domain/people-store.ts';
import type { PeopleSessionsTable, PeopleSsoProvidersTable, PeopleTable } from './people-tables.ts';
import { readJson } from './stored-json.ts';

const textsSchema = z.array(z.string());
const groupRolesSchema = z.array(z.object({ group: z.string(), workspaceId: z.string(), role: z.enum(ROLES) }));

export function personFromRow(row: Selectable<PeopleTable>): Person {
  return {
    id: readId({ kind: 'usr', text: row.id }),
    email: row.email,
    name: row.name,
    isInstallationAdmin: row.is_installation_admin === 1,
    hasTwoFactor: row.two_factor_enabled === 1,
    disabled: row.disabled === 1,
    createdAtMs: row.created_at_ms,
  };
}

export function sessionFromRow(row: Selectable<PeopleSessionsTable>): PersonSession {
  return {
    id: readId({ kind: 'ses', text: row.id }),
    clientIp: row.ip_address ?? '',
    userAgent: row.user_agent ?? '',
    createdAtMs: row.created_at_ms,
    lastUsedAtMs: row.updated_at_ms,
    expiresAtMs: row.expires_at_ms,
  };
}

export function ssoProviderFromRow(row: Selectable<PeopleSsoProvidersTable>): StoredSsoProvider {
  return {
    id: row.id,
    name: row.name,
    issuer: row.issuer,
    clientId: row.client_id,
    sealedSecret: row.sealed_secret,
    scopes: readJson({ schema: textsSchema, text: row.scopes }),
    groupsClaim: row.groups_claim,
    groupRoles: readJson({ schema: groupRolesSchema, text: row.group_roles }),
    domains: readJson({ schema: textsSchema, text: row.domains }),
    enforced: row.enforced === 1,
    createsPeople: row.creates_people === 1,
    createdAtMs: row.created_at_ms,
  };
}

export function ssoProviderToRow(provider: StoredSsoProvider): Selectable<PeopleSsoProvidersTable> {
  return {
    id: provider.id,
    name: provider.name,
    issuer: provider.issuer,
    client_id: provider.clientId,
    sealed_secret: provider.sealedSecret,
    scopes: JSON.stringify(provider.scopes),
    groups_claim: provider.groupsClaim,
    group_roles: JSON.stringify(provider.groupRoles),
    domains: JSON.stringify(provider.domains),
    enforced: provider.enforced ? 1 : 0,
    creates_people: provider.createsPeople ? 1 : 0,
    created_at_ms: provider.createdAtMs,
  };
}
