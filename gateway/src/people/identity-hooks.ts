import type { BetterAuthOptions } from '@better-auth/core';
import { APIError } from '@better-auth/core/error';
import * as z from 'zod';
import { GatewayError } from '../domain/gateway-error.ts';
import { readId } from '../domain/ids.ts';
import type { Person, SsoProvider } from '../domain/people.ts';
import type { CheckIssue } from './issue-session.ts';
import type { PeopleDeps } from './people-deps.ts';
import { requestScope } from './request-scope.ts';
import { grantsOf } from './sso/grants-of.ts';
import type { SsoClaims } from './sso/sso-claims.ts';
import { ssoRefused } from './to-gateway-error.ts';

type Hooks = NonNullable<BetterAuthOptions['databaseHooks']>;

const TOTP_PATH = '/two-factor/verify-totp';
const SSO_PATH = '/callback/:id';

/**
 * Stands between the sign-in library and the rows of people and sessions: nobody is made and no session begins without it,
 * by whatever way the library came there.
 */
export function identityHooks({
  deps,
  checkIssue,
}: {
  readonly deps: PeopleDeps;
  readonly checkIssue: CheckIssue;
}): Hooks {
  return {
    user: {
      create: {
        before: async (_user, context) => {
          await guarded(() => checkNewPerson({ deps, path: context?.path }));
        },
        after: async (user) => {
          const scope = requestScope.getStore();
          const person = { id: readId({ kind: 'usr', text: user.id }), name: user.name, email: user.email };
          await deps.audit({
            actor: undefined,
            act: 'registered',
            person,
            from: scope?.from,
            note: scope?.claims?.providerId,
          });
        },
      },
    },
    session: {
      create: {
        before: async (session, context) => {
          await guarded(async () => {
            const person = await deps.store.find(readId({ kind: 'usr', text: session.userId }));
            const path = context?.path;
            await checkIssue({ path, person, code: path === TOTP_PATH ? codeIn(context?.body) : undefined });
            if (path === SSO_PATH && person !== undefined) await tellGroups({ deps, person });
          });
        },
        after: async ({ id, userId }) => {
          const scope = requestScope.getStore();
          if (scope === undefined) return;
          scope.issued = {
            personId: readId({ kind: 'usr', text: userId }),
            sessionId: readId({ kind: 'ses', text: id }),
          };
        },
      },
    },
  };
}

/** The library hides errors that it does not know, so what was thrown is kept beside. */
async function guarded(check: () => Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    const scope = requestScope.getStore();
    if (scope) scope.failure = error;
    throw APIError.from('FORBIDDEN', { code: 'REFUSED', message: 'refused' });
  }
}

async function checkNewPerson({ deps, path }: { readonly deps: PeopleDeps; readonly path: string | undefined }) {
  const claims = requestScope.getStore()?.claims;
  if (path !== SSO_PATH || claims === undefined) {
    throw new GatewayError('internal_error', { note: `a person was about to be made by ${path ?? 'nobody'}` });
  }
  const provider = await providerOf({ deps, claims });
  const isLetIn = provider.groupRoles.length === 0 || grantsOf({ ...claims, ...provider }).length > 0;
  if (!provider.createsPeople || !isLetIn) throw ssoRefused();
}

async function tellGroups({ deps, person }: { readonly deps: PeopleDeps; readonly person: Person }): Promise<void> {
  const claims = requestScope.getStore()?.claims;
  if (claims === undefined) throw ssoRefused();
  const provider = await providerOf({ deps, claims });
  if (provider.groupRoles.length === 0) return;
  const { groups } = claims;
  const grants = grantsOf({ groups, groupRoles: provider.groupRoles });
  await deps.onSignedInWithGroups({ person, providerId: provider.id, groups, grants });
}

async function providerOf({
  deps,
  claims,
}: {
  readonly deps: PeopleDeps;
  readonly claims: SsoClaims;
}): Promise<SsoProvider> {
  const provider = (await deps.store.ssoProviders()).find(({ id }) => id === claims.providerId);
  if (provider === undefined) throw ssoRefused();
  return provider;
}

function codeIn(body: unknown): string | undefined {
  const read = z.object({ code: z.string() }).safeParse(body);
  return read.success ? read.data.code : undefined;
}
