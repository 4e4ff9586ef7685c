import * as z from 'zod';
import type { FetchJson } from '../../domain/fetch-json.ts';
import type { SsoProvider } from '../../domain/people.ts';
import type { Discovered } from './discover.ts';

const tokensSchema = z.looseObject({ id_token: z.string().min(1) });

/** Turns a code into the ID token (RFC 6749, section 4.1.3; RFC 7636). Other tokens are not kept. @throws Error */
export async function exchangeCode(input: {
  readonly code: string;
  readonly codeVerifier: string | undefined;
  readonly redirectUri: string;
  readonly provider: SsoProvider;
  readonly clientSecret: string;
  readonly discovered: Discovered;
  readonly fetchJson: FetchJson;
}): Promise<string> {
  const { code, codeVerifier, redirectUri, provider, clientSecret, discovered, fetchJson } = input;
  const form = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirectUri });
  if (codeVerifier !== undefined) form.set('code_verifier', codeVerifier);
  const inHeader = clientSecret !== '' && discovered.secretGoes === 'in_header';
  if (!inHeader) form.set('client_id', provider.clientId);
  if (!inHeader && clientSecret !== '') form.set('client_secret', clientSecret);
  const { status, json } = await fetchJson({
    url: discovered.tokenEndpoint,
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(inHeader ? { authorization: basic({ id: provider.clientId, secret: clientSecret }) } : undefined),
    },
    body: form.toString(),
  });
  // The body may repeat the secret: it stays out of the message.
  if (status !== 200) throw new Error(`the token endpoint answers ${status}`);
  return tokensSchema.parse(json).id_token;
}

/** RFC 6749, section 2.3.1: both are form-encoded first. */
function basic({ id, secret }: { readonly id: string; readonly secret: string }): string {
  const encode = (text: string) => encodeURIComponent(text).replaceAll('%20', '+');
  return `Basic ${Buffer.from(`${encode(id)}:${encode(secret)}`).toString('base64')}`;
}
