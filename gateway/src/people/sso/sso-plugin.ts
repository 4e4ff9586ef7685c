import { createHash } from 'node:crypto';
import type { BetterAuthPlugin } from '@better-auth/core';
import type { OAuthProvider } from '@better-auth/core/oauth2';
import type { FetchJson } from '../../domain/fetch-json.ts';
import type { SsoProvider } from '../../domain/people.ts';
import type { Clock, Log } from '../../domain/ports.ts';
import { requestScope } from '../request-scope.ts';
import type { Discovered } from './discover.ts';
import { exchangeCode } from './exchange-code.ts';
import { readIdToken } from './read-id-token.ts';
import type { SsoClaims } from './sso-claims.ts';

export interface SsoConnection {
  readonly provider: SsoProvider;
  readonly clientSecret: string;
  readonly discovered: Discovered;
}

interface SsoDeps {
  readonly fetchJson: FetchJson;
  readonly clock: Clock;
  readonly log: Log;
}

/** Makes an identity provider known to the sign-in library, which keeps state, links accounts and makes the session. */
export function createSsoPlugin({
  connection,
  deps,
}: {
  readonly connection: SsoConnection;
  readonly deps: SsoDeps;
}): BetterAuthPlugin {
  const provider = createSsoProvider({ connection, deps });
  return {
    id: 'latentkit-sso',
    init: (context) => ({ context: { socialProviders: [provider, ...context.socialProviders] } }),
  };
}

function createSsoProvider({
  connection: { provider, clientSecret, discovered },
  deps: { fetchJson, clock, log },
}: {
  readonly connection: SsoConnection;
  readonly deps: SsoDeps;
}): OAuthProvider<SsoClaims> {
  return {
    id: provider.id,
    name: provider.name,
    issuer: discovered.issuer,
    requiresIdTokenNonce: true,
    disableSignUp: !provider.createsPeople,
    options: { disableSignUp: !provider.createsPeople },
    accountSubject: ({ profile }) => profile.subject,
    createAuthorizationURL({ state, codeVerifier, redirectURI, idTokenNonce }) {
      const url = new URL(discovered.authorizationEndpoint);
      const scopes = new Set(['openid', 'email', 'profile', ...provider.scopes]);
      url.searchParams.set('response_type', 'code');
      url.searchParams.set('client_id', provider.clientId);
      url.searchParams.set('redirect_uri', redirectURI);
      url.searchParams.set('scope', [...scopes].join(' '));
      url.searchParams.set('state', state);
      url.searchParams.set('code_challenge_method', 'S256');
      url.searchParams.set('code_challenge', createHash('sha256').update(codeVerifier).digest('base64url'));
      if (idTokenNonce !== undefined) url.searchParams.set('nonce', idTokenNonce);
      return url;
    },
    async validateAuthorizationCode({ code, codeVerifier, redirectURI }) {
      const redirectUri = redirectURI;
      const idToken = await explained({
        log,
        provider,
        work: () => exchangeCode({ code, codeVerifier, redirectUri, provider, clientSecret, discovered, fetchJson }),
      });
      return idToken === undefined ? null : { idToken };
    },
    async getUserInfo({ idToken = '', expectedIdTokenNonce }) {
      const nonce = expectedIdTokenNonce;
      const claims = await explained({
        log,
        provider,
        work: () => readIdToken({ idToken, nonce, provider, discovered, fetchJson, nowMs: clock.now() }),
      });
      if (claims === undefined) return null;
      const scope = requestScope.getStore();
      if (scope) scope.claims = claims;
      const { email, name } = claims;
      return { user: { email, name, emailVerified: true }, data: claims };
    },
  };
}

/** What went wrong at a provider is for the operator, not for whoever tried to sign in. */
async function explained<Result>({
  log,
  provider,
  work,
}: {
  readonly log: Log;
  readonly provider: SsoProvider;
  readonly work: () => Promise<Result>;
}): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    log.warn({ provider: provider.id, error: String(error) }, 'signing in with an identity provider failed');
    return undefined;
  }
}
