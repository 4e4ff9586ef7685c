import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export interface IdentityProvider {
  readonly issuer: string;
  /** What the next ID token says, over what it says by itself. */
  claims: Record<string, unknown>;
  /** Signs with a key that is not in the list of keys. */
  usesOtherKey: boolean;
  /** Answers with the nonce of another request. */
  confusesNonce: boolean;
  /** What the token endpoint was sent. */
  readonly exchanges: { readonly form: URLSearchParams; readonly authorization: string | undefined }[];
  /** What somebody does at the provider: agrees. Gives back the address that their browser is sent to. */
  agree(authorizationUrl: string): URL;
  close(): Promise<void>;
}

interface Grant {
  readonly nonce: string;
  readonly challenge: string;
  readonly clientId: string;
}

/** An OpenID Connect provider on loopback: discovery, keys, and a token endpoint that checks what it is sent. */
export async function startIdentityProvider(): Promise<IdentityProvider> {
  const [keys, otherKeys] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'ES256' };
  const grants = new Map<string, Grant>();
  const server = createServer(async (request, response) => {
    const json = await answer(request);
    response.statusCode = json === undefined ? 400 : 200;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(json ?? { error: 'invalid_grant' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const issuer = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const provider: IdentityProvider = {
    issuer,
    claims: {},
    usesOtherKey: false,
    confusesNonce: false,
    exchanges: [],
    agree(authorizationUrl) {
      const { searchParams } = new URL(authorizationUrl);
      const code = randomUUID();
      grants.set(code, {
        nonce: searchParams.get('nonce') ?? '',
        challenge: searchParams.get('code_challenge') ?? '',
        clientId: searchParams.get('client_id') ?? '',
      });
      const back = new URL(searchParams.get('redirect_uri') ?? '');
      back.searchParams.set('code', code);
      back.searchParams.set('state', searchParams.get('state') ?? '');
      return back;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  async function answer(request: IncomingMessage): Promise<object | undefined> {
    if (request.url === '/.well-known/openid-configuration') {
      return {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        id_token_signing_alg_values_supported: ['ES256', 'HS256', 'none'],
      };
    }
    return request.url === '/keys' ? { keys: [jwk] } : exchange(request);
  }

  async function exchange(request: IncomingMessage): Promise<object | undefined> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
    provider.exchanges.push({ form, authorization: request.headers.authorization });
    const grant = grants.get(form.get('code') ?? '');
    grants.delete(form.get('code') ?? '');
    const verifier = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (grant === undefined || grant.challenge !== verifier) return undefined;
    const nonce = provider.confusesNonce ? 'another' : grant.nonce;
    const nowS = Math.floor(Date.now() / 1_000);
    const times = { iss: issuer, aud: grant.clientId, iat: nowS, exp: nowS + 300, nonce };
    const who = { sub: 'subject-1', email: 'Grace@corp.example', email_verified: true, name: 'Grace' };
    const token = new SignJWT({ ...times, ...who, ...provider.claims });
    token.setProtectedHeader({ alg: 'ES256', kid: 'k1' });
    const key = provider.usesOtherKey ? otherKeys.privateKey : keys.privateKey;
    return { access_token: 'access-token-of-provider', token_type: 'Bearer', id_token: await token.sign(key) };
  }

  return provider;
}
