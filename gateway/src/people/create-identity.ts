import type { BetterAuthOptions, BetterAuthPlugin } from '@better-auth/core';
import { APIError } from '@better-auth/core/error';
import { passkey } from '@better-auth/passkey';
import { betterAuth } from 'better-auth/minimal';
import { twoFactor } from 'better-auth/plugins/two-factor';
import { digestOfLink } from '../domain/reset-link.ts';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from './check-password.ts';
import type { PasswordHasher } from './hash-password.ts';
import { createIdentityAdapter } from './identity-adapter.ts';
import { identityHooks } from './identity-hooks.ts';
import type { CheckIssue } from './issue-session.ts';
import type { PeopleDeps } from './people-deps.ts';
import { cookieSecretOf } from './people-secrets.ts';
import { requestScope } from './request-scope.ts';
import { COOKIE_PREFIX } from './session-cookie.ts';
import { FRESH_SESSION_MS, LONGEST_SESSION_MS } from './session-times.ts';
import { createSsoPlugin, type SsoConnection } from './sso/sso-plugin.ts';

export const IDENTITY_PATH = '/api/auth';
/** The library reads a client's address from a header; only we write this one. */
export const CLIENT_IP_HEADER = 'x-latentkit-client-ip';

const PRODUCT = 'LatentKit';
const BACKUP_CODES = 10;

interface IdentityInput {
  readonly deps: PeopleDeps;
  readonly checkIssue: CheckIssue;
  readonly hasher: PasswordHasher;
  /** For signing in with this provider. */
  readonly sso: SsoConnection | undefined;
}

/** The sign-in library, set up so that nothing leaves the machine and nothing is allowed that is not asked for. */
export function createIdentity({ deps, checkIssue, hasher, sso }: IdentityInput) {
  const { publicOrigin, log } = deps;
  const plugins: BetterAuthPlugin[] = [secondFactor(), passkeys({ publicOrigin })];
  return betterAuth({
    ...storageOptions(deps),
    ...passwordOptions({ hasher }),
    appName: PRODUCT,
    baseURL: publicOrigin,
    basePath: IDENTITY_PATH,
    trustedOrigins: [publicOrigin],
    plugins: sso === undefined ? plugins : [...plugins, createSsoPlugin({ connection: sso, deps })],
    databaseHooks: identityHooks({ deps, checkIssue }),
    // Our own bounds stand before it.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: {
      level: 'warn',
      // Only the words: what comes with them may hold what somebody typed.
      log: (level, message) => log[level === 'error' ? 'error' : 'info']({ from: 'sign-in' }, String(message)),
    },
    onAPIError: {
      errorURL: `${publicOrigin}/sign-in`,
      onError(error) {
        const scope = requestScope.getStore();
        if (scope && !(error instanceof APIError)) scope.failure ??= error;
      },
    },
  });
}

function storageOptions(deps: PeopleDeps) {
  const { vault, ids, randomBytes } = deps;
  return {
    database: createIdentityAdapter(deps),
    // Given as a list, so that no variable of the environment can put another one in its place.
    secrets: [{ version: 1, value: cookieSecretOf(vault) }],
    session: {
      expiresIn: LONGEST_SESSION_MS / 1_000,
      // It ends after its longest time, or when it was not used: see the adapter.
      disableSessionRefresh: true,
      freshAge: FRESH_SESSION_MS / 1_000,
    },
    verification: {
      storeIdentifier: { hash: async (identifier: string) => digestOfLink({ vault, identifier }) },
    },
    account: {
      updateAccountOnSignIn: false,
      accountLinking: {
        enabled: true,
        // Nobody registers an address that nobody invited, so a verified address at the provider is enough.
        requireLocalEmailVerified: false,
        allowDifferentEmails: false,
      },
    },
    user: {
      additionalFields: {
        isInstallationAdmin: { type: 'boolean', input: false, required: false, defaultValue: false },
        disabled: { type: 'boolean', input: false, required: false, defaultValue: false },
      },
    },
    advanced: {
      database: {
        generateId: ({ model }: { readonly model: string }) => {
          if (model === 'user') return ids.next('usr');
          return model === 'session' ? ids.next('ses') : Buffer.from(randomBytes(18)).toString('base64url');
        },
      },
      cookiePrefix: COOKIE_PREFIX,
      // The library's own prefix would come before ours.
      useSecureCookies: false,
      defaultCookieAttributes: { secure: true, httpOnly: true, sameSite: 'lax', path: '/' },
      ipAddress: { ipAddressHeaders: [CLIENT_IP_HEADER] },
      disableOriginCheck: false,
      disableCSRFCheck: false,
    },
  } as const satisfies BetterAuthOptions;
}

function passwordOptions({ hasher }: Pick<IdentityInput, 'hasher'>) {
  return {
    emailAndPassword: {
      enabled: true,
      // People come by invitation, which is ours to check.
      disableSignUp: true,
      minPasswordLength: SHORTEST_PASSWORD,
      // In the library's count, where one character may be several.
      maxPasswordLength: LONGEST_PASSWORD * 2,
      revokeSessionsOnPasswordReset: true,
      password: hasher,
    },
  } as const satisfies BetterAuthOptions;
}

function secondFactor(): BetterAuthPlugin {
  return twoFactor({ issuer: PRODUCT, backupCodeOptions: { amount: BACKUP_CODES, storeBackupCodes: 'encrypted' } });
}

function passkeys({ publicOrigin }: Pick<PeopleDeps, 'publicOrigin'>): BetterAuthPlugin {
  return passkey({
    rpID: new URL(publicOrigin).hostname,
    rpName: PRODUCT,
    origin: publicOrigin,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    advanced: { webAuthnChallengeCookie: 'passkey' },
    // A passkey stands for a password and a second factor only if the device made sure who holds it.
    registration: {
      afterVerification: async ({ verification }) => requireVerified(verification.registrationInfo?.userVerified),
    },
    authentication: {
      afterVerification: async ({ verification }) => requireVerified(verification.authenticationInfo.userVerified),
    },
  });
}

function requireVerified(isVerified: boolean | undefined): void {
  if (isVerified === true) return;
  throw APIError.from('UNAUTHORIZED', { code: 'AUTHENTICATION_FAILED', message: 'the user was not verified' });
}

export type Identity = ReturnType<typeof createIdentity>;
