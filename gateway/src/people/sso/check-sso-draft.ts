import * as z from 'zod';
import { GatewayError } from '../../domain/gateway-error.ts';
import { ROLES } from '../../domain/member.ts';
import type { SsoProviderDraft } from '../../domain/people.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

const issuerSchema = z
  .url()
  .max(500)
  .refine((issuer) => {
    const url = new URL(issuer);
    const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
    return isSafe && url.username === '' && url.search === '' && url.hash === '';
  }, 'an https:// address without query, as the discovery document has it');

const draftSchema = z.object({
  // Also the end of an address, and never the name of a password.
  id: z
    .string()
    .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'a-z, 0-9 and -, at most 40')
    .refine((id) => id !== 'credential', 'another word'),
  name: z.string().trim().min(1).max(100),
  issuer: issuerSchema,
  clientId: z.string().min(1).max(500),
  clientSecret: z.string().min(1).max(1_000).optional(),
  scopes: z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/)).max(20),
  groupsClaim: z.string().min(1).max(200),
  groupRoles: z
    .array(
      z.object({ group: z.string().min(1).max(300), workspaceId: z.string().min(1).max(100), role: z.enum(ROLES) }),
    )
    .max(500),
  domains: z.array(z.string().regex(/^[a-z0-9.-]{3,253}$/, 'a domain in lower case')).max(50),
  enforced: z.boolean(),
  createsPeople: z.boolean(),
});

/** @throws GatewayError validation_error, which names the first field that is wrong */
export function checkSsoDraft(draft: SsoProviderDraft): SsoProviderDraft {
  const checked = draftSchema.safeParse(draft);
  if (checked.success) return { ...checked.data, clientSecret: checked.data.clientSecret };
  const [issue] = checked.error.issues;
  const param = issue?.path.join('.') ?? 'body';
  throw new GatewayError('validation_error', {
    reason: 'wrong_type',
    param,
    message: `"${param}" of the identity provider is not valid: ${issue?.message ?? 'wrong'}.`,
  });
}
