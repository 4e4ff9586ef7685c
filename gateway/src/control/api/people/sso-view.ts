import * as z from 'zod';
import { ROLES } from '../../../domain/member.ts';
import type { SsoProvider, SsoProviderDraft } from '../../../domain/people.ts';
import { isoTime, isoTimeSchema } from '../shared-fields.ts';

const fields = {
  name: z.string().min(1).max(100).describe('What the button says'),
  issuer: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .describe('As the discovery document of the provider names it'),
  client_id: z.string().min(1).max(500),
  scopes: z
    .array(z.string().min(1).max(100))
    .max(20)
    .default([])
    .describe('Asked for besides `openid`, `email` and `profile`'),
  groups_claim: z.string().min(1).max(100).default('groups'),
  group_roles: z
    .array(
      z.strictObject({ group: z.string().min(1).max(200), workspace_id: z.string().max(100), role: z.enum(ROLES) }),
    )
    .max(500)
    .default([]),
  domains: z.array(z.string().min(1).max(253)).max(100).default([]).describe('Mail domains whose people sign in there'),
  enforced: z.boolean().default(false).describe('Whoever belongs to it signs in no other way'),
  creates_people: z.boolean().default(false),
};

export const ssoBody = z.strictObject({
  ...fields,
  client_secret: z.string().min(1).max(2_000).optional().describe('Left out: the one that is there stays'),
});

export const ssoSchema = z
  .strictObject({ id: z.string(), ...fields, created_at: isoTimeSchema })
  .meta({ id: 'SsoProvider' });

export function ssoView(provider: SsoProvider): z.output<typeof ssoSchema> {
  return {
    id: provider.id,
    name: provider.name,
    issuer: provider.issuer,
    client_id: provider.clientId,
    scopes: [...provider.scopes],
    groups_claim: provider.groupsClaim,
    group_roles: provider.groupRoles.map(({ group, workspaceId, role }) => ({
      group,
      workspace_id: workspaceId,
      role,
    })),
    domains: [...provider.domains],
    enforced: provider.enforced,
    creates_people: provider.createsPeople,
    created_at: isoTime(provider.createdAtMs),
  };
}

export function ssoDraft({
  id,
  body,
}: {
  readonly id: string;
  readonly body: z.output<typeof ssoBody>;
}): SsoProviderDraft {
  return {
    id,
    name: body.name,
    issuer: body.issuer,
    clientId: body.client_id,
    clientSecret: body.client_secret,
    scopes: body.scopes,
    groupsClaim: body.groups_claim,
    groupRoles: body.group_roles.map(({ group, workspace_id, role }) => ({ group, workspaceId: workspace_id, role })),
    domains: body.domains,
    enforced: body.enforced,
    createsPeople: body.creates_people,
  };
}

export const ssoParams = z.strictObject({ providerName: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/) });
