import { GatewayError } from '../domain/gateway-error.ts';
import type { Person, SsoProvider } from '../domain/people.ts';
import type { PeopleStore } from '../domain/people-store.ts';
import type { Clock } from '../domain/ports.ts';
import { createSweepingMap } from '../domain/sweeping-map.ts';

/**
 * Every address that may issue a session, and what it was shown for it: the one list. A session for any other address is
 * refused, whatever the sign-in library would do there.
 *
 * - `password`: for somebody with an authenticator app, the library answers with a challenge instead.
 * - `second_factor`: a code, after the password; or the first code, which turns the second factor on.
 * - `passkey`: a device that has verified its user: two factors in one.
 * - `sso`: the provider vouches, for its second factor as well.
 * - `renewal`: a new id for somebody whose session is valid, since their rights changed.
 */
export const SESSION_PATHS = {
  '/sign-in/email': 'password',
  '/two-factor/verify-totp': 'second_factor',
  '/two-factor/verify-backup-code': 'second_factor',
  '/passkey/verify-authentication': 'passkey',
  '/callback/:id': 'sso',
  '/change-password': 'renewal',
  '/two-factor/disable': 'renewal',
} as const satisfies Readonly<Record<string, 'password' | 'second_factor' | 'passkey' | 'sso' | 'renewal'>>;

type SessionPath = keyof typeof SESSION_PATHS;

interface Issue {
  /** As the sign-in library names its addresses. */
  readonly path: string | undefined;
  readonly person: Person | undefined;
  /** Of an authenticator app, where the address takes one. */
  readonly code: string | undefined;
}

export type CheckIssue = (issue: Issue) => Promise<void>;

/** A code counts for its own half minute and the ones beside it. */
const CODE_COUNTS_MS = 2 * 60_000;

/** What is asked of everybody before there is a session. @throws GatewayError */
export function createIssueCheck({
  store,
  clock,
}: {
  readonly store: Pick<PeopleStore, 'ssoProviders' | 'waysOf'>;
  readonly clock: Clock;
}): CheckIssue {
  const usedCodes = createSweepingMap<{ usedAtMs: number }>({
    create: () => ({ usedAtMs: Number.NEGATIVE_INFINITY }),
    isIdle: ({ usedAtMs }, nowMs) => usedAtMs <= nowMs - CODE_COUNTS_MS,
    maxEntries: 10_000,
  });
  return async ({ path, person, code }) => {
    if (!isSessionPath(path) || person === undefined) {
      throw new GatewayError('internal_error', { note: `a session was about to be issued by ${path ?? 'nobody'}` });
    }
    if (person.disabled) throw disabledPerson();
    const way = SESSION_PATHS[path];
    if (way !== 'sso' && way !== 'renewal') {
      const ways = await store.waysOf(person.id);
      const provider = enforcedFor({ person, ways, providers: await store.ssoProviders() });
      if (provider) throw ssoRequired(provider);
    }
    if (code === undefined) return;
    const nowMs = clock.now();
    const used = usedCodes.getOrCreate(`${person.id} ${code}`, nowMs);
    if (used.usedAtMs > nowMs - CODE_COUNTS_MS) throw usedCode();
    used.usedAtMs = nowMs;
  };
}

/** The provider that is the only door for somebody: who signed in there once, or whose address is of its domains. */
export function enforcedFor<Provider extends Pick<SsoProvider, 'id' | 'name' | 'enforced' | 'domains'>>({
  person,
  ways,
  providers,
}: {
  readonly person: Pick<Person, 'email'>;
  readonly ways: readonly string[];
  readonly providers: readonly Provider[];
}): Provider | undefined {
  const domain = person.email.split('@').at(-1) ?? '';
  return providers.find(({ id, enforced, domains }) => enforced && (ways.includes(id) || domains.includes(domain)));
}

function isSessionPath(path: string | undefined): path is SessionPath {
  return path !== undefined && Object.hasOwn(SESSION_PATHS, path);
}

function disabledPerson(): GatewayError {
  return new GatewayError('sign_in_failed', {
    reason: 'person_disabled',
    message: 'This person may not sign in any more.',
    hint: 'Ask an administrator of the installation.',
  });
}

function ssoRequired({ id, name }: Pick<SsoProvider, 'id' | 'name'>): GatewayError {
  return new GatewayError('sign_in_failed', {
    reason: 'sso_required',
    message: `This person signs in with ${name}, and no other way.`,
    hint: `Sign in with ${name}.`,
    extra: { provider: id },
  });
}

function usedCode(): GatewayError {
  return new GatewayError('sign_in_failed', {
    reason: 'wrong_code',
    message: 'This code was used already.',
    hint: 'Wait for the next code of the authenticator app.',
  });
}
