import * as z from 'zod';
import type { FetchJson } from '../../domain/fetch-json.ts';

/** What is read of a discovery document (OpenID Connect Discovery 1.0, section 3). */
const documentSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  token_endpoint_auth_methods_supported: z.array(z.string()).nullish(),
  id_token_signing_alg_values_supported: z.array(z.string()).nullish(),
});

export interface Discovered {
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly jwksUri: string;
  readonly secretGoes: 'in_header' | 'in_body';
  readonly algorithms: readonly string[];
}

/** Signatures that the provider alone can make: a shared secret would do for neither. */
const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** @throws Error that says what is wrong with the issuer */
export async function discover({
  issuer,
  fetchJson,
}: {
  readonly issuer: string;
  readonly fetchJson: FetchJson;
}): Promise<Discovered> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const { status, json } = await fetchJson({ url, method: 'GET', headers: {} });
  if (status !== 200) throw new Error(`the discovery document answers ${status}`);
  const document = documentSchema.parse(json);
  // Section 4.3: whoever else serves a document for this issuer must not be believed.
  if (document.issuer !== issuer) throw new Error('the discovery document is of another issuer');
  const methods = document.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  const offered = document.id_token_signing_alg_values_supported ?? ['RS256'];
  return {
    issuer,
    authorizationEndpoint: document.authorization_endpoint,
    tokenEndpoint: document.token_endpoint,
    jwksUri: document.jwks_uri,
    secretGoes: methods.includes('client_secret_basic') ? 'in_header' : 'in_body',
    algorithms: ASYMMETRIC.filter((algorithm) => offered.includes(algorithm)),
  };
}
