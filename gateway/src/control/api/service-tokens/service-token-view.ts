import * as z from 'zod';
import type { ServiceToken } from '../../../domain/member.ts';
import { isoTime, isoTimeOrNull, isoTimeSchema } from '../shared-fields.ts';

export const serviceTokenSchema = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    display: z.string().describe('Beginning and end of the token'),
    workspace_id: z.string().nullable().describe('null: of the whole installation'),
    scopes: z.array(z.string()),
    state: z.enum(['active', 'revoked', 'expired']),
    expires_at: isoTimeSchema.nullable(),
    revoked_at: isoTimeSchema.nullable(),
    created_at: isoTimeSchema,
  })
  .meta({ id: 'ServiceToken' });

export const newServiceTokenSchema = serviceTokenSchema
  .extend({ token: z.string().describe('Shown only now. Only its digest is kept.') })
  .meta({ id: 'NewServiceToken' });

export function serviceTokenView({
  token,
  nowMs,
}: {
  readonly token: ServiceToken;
  readonly nowMs: number;
}): z.input<typeof serviceTokenSchema> {
  const isExpired = token.expiresAtMs !== undefined && token.expiresAtMs <= nowMs;
  return {
    id: token.id,
    name: token.name,
    display: token.display,
    workspace_id: token.workspaceId ?? null,
    scopes: [...token.scopes],
    state: token.revokedAtMs !== undefined ? 'revoked' : isExpired ? 'expired' : 'active',
    expires_at: isoTimeOrNull(token.expiresAtMs),
    revoked_at: isoTimeOrNull(token.revokedAtMs),
    created_at: isoTime(token.createdAtMs),
  };
}
