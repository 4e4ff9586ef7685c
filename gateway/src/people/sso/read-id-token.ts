import { createLocalJWKSet, jwtVerify } from 'jose';
import * as z from 'zod';
import type { FetchJson } from '../../domain/fetch-json.ts';
import type { SsoProvider } from '../../domain/people.ts';
import type { Discovered } from './discover.ts';
import type { SsoClaims } from './sso-claims.ts';

const CLOCK_TOLERANCE_S = 60;

const keysSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });
const claimsSchema = z.looseObject({
  sub: z.string().min(1).max(255),
  email: z.email().max(254),
  email_verified: z.union([z.boolean(), z.enum(['true', 'false'])]).nullish(),
  name: z.string().nullish(),
  nonce: z.string().nullish(),
});

/**
 * Checks an ID token's signature, issuer, audience, time and nonce (OpenID Connect Core 1.0, section 3.1.3.7).
 * @throws Error that says what is wrong with it
 */
export async function readIdToken(input: {
  readonly idToken: string;
  readonly nonce: string | undefined;
  readonly provider: SsoProvider;
  readonly discovered: Discovered;
  readonly fetchJson: FetchJson;
  readonly nowMs: number;
}): Promise<SsoClaims> {
  const { idToken, nonce, provider, discovered, fetchJson, nowMs } = input;
  const { json } = await fetchJson({ url: discovered.jwksUri, method: 'GET', headers: {} });
  const { payload } = await jwtVerify(idToken, createLocalJWKSet(keysSchema.parse(json)), {
    issuer: discovered.issuer,
    audience: provider.clientId,
    algorithms: [...discovered.algorithms],
    clockTolerance: CLOCK_TOLERANCE_S,
    currentDate: new Date(nowMs),
    requiredClaims: ['exp', 'iat'],
  });
  const claims = claimsSchema.parse(payload);
  if (nonce === undefined || claims.nonce !== nonce) throw new Error('the ID token answers another request');
  if (!isVerified({ claims, provider })) throw new Error('the provider has not verified the e-mail address');
  return {
    providerId: provider.id,
    subject: claims.sub,
    email: claims.email.toLowerCase(),
    name: claims.name ?? claims.email,
    groups: groupsOf(payload[provider.groupsClaim]),
  };
}

/** Some providers never say it: then the addresses of the provider's own domains count, and no others. */
function isVerified({ claims, provider }: { claims: z.output<typeof claimsSchema>; provider: SsoProvider }): boolean {
  if (claims.email_verified != null) return claims.email_verified === true || claims.email_verified === 'true';
  const domain = claims.email.toLowerCase().split('@').at(-1) ?? '';
  return provider.domains.includes(domain);
}

function groupsOf(claim: unknown): readonly string[] {
  const groups = z.union([z.array(z.string()), z.string().transform((group) => [group])]).safeParse(claim);
  return groups.success ? groups.data : [];
}
