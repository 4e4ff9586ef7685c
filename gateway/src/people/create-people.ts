import type { ActingAs } from '../domain/actor.ts';
import { GatewayError } from '../domain/gateway-error.ts';
import type { People, Person, PersonSwitch, SessionCall } from '../domain/people.ts';
import { makeResetLink } from '../domain/reset-link.ts';
import { createIdentity } from './create-identity.ts';
import { createDoor } from './door.ts';
import { createPasswordHasher } from './hash-password.ts';
import { createIssueCheck } from './issue-session.ts';
import { providerOf } from './own-endpoints.ts';
import type { PeopleDeps } from './people-deps.ts';
import { readSession } from './read-session.ts';
import { createSsoDirectory } from './sso/sso-directory.ts';
import { createThrottle } from './throttle.ts';

/** Identity: everything of it is here, and nothing of it runs until somebody asks. */
export function createPeople(deps: PeopleDeps): People {
  const { store } = deps;
  const checkIssue = createIssueCheck(deps);
  const hasher = createPasswordHasher({ cost: deps.scryptCost });
  const identity = createIdentity({ deps, checkIssue, hasher, sso: undefined });
  const directory = createSsoDirectory(deps);
  const { setup } = deps;
  const personOf = (call: SessionCall) => readSession({ ...deps, call });
  const handle = createDoor({
    deps,
    identity,
    identityWith: (sso) => createIdentity({ deps, checkIssue, hasher, sso }),
    hasher,
    throttle: createThrottle(deps),
    setup,
    directory,
    personOf,
  });
  return {
    handle,
    personOf,
    setupLink: () => setup.link(),
    resetLink: (query) => resetLink({ deps, query }),
    find: (id) => store.find(id),
    findByEmail: (email) => store.findByEmail(email),
    list: (page) => store.list(page),
    setDisabled: (change) => switchFlag({ deps, flag: 'disabled', change }),
    setInstallationAdmin: (change) => switchFlag({ deps, flag: 'is_installation_admin', change }),
    async endSessions({ personId, by }) {
      const ended = await store.endSessions({ personId });
      const person = await store.find(personId);
      if (person && ended > 0) await deps.audit({ ...doneBy(by), act: 'sessions_ended', person, note: `${ended}` });
      return ended;
    },
    ssoProviders: () => directory.list(),
    async saveSsoProvider({ by, ...draft }) {
      const provider = await directory.save(draft);
      await deps.audit({ ...doneBy(by), act: 'sso_provider_saved', person: undefined, provider, note: undefined });
      return provider;
    },
    async removeSsoProvider(id, by) {
      const provider = (await directory.list()).find((known) => known.id === id);
      await directory.remove(id);
      if (provider === undefined) return;
      await deps.audit({ ...doneBy(by), act: 'sso_provider_removed', person: undefined, provider, note: undefined });
    },
    close: async () => deps.mailer?.close(),
  };
}

async function resetLink({
  deps,
  query: { email, by },
}: {
  readonly deps: PeopleDeps;
  readonly query: Parameters<People['resetLink']>[0];
}): Promise<{ readonly url: string }> {
  const person = await deps.store.findByEmail(email);
  if (person === undefined) throw noPerson();
  const provider = await providerOf({ deps, person });
  if (provider !== undefined || person.disabled) {
    throw new GatewayError('conflict', {
      reason: 'wrong_state',
      message: provider ? `This person signs in with ${provider.name} only.` : 'This person is disabled.',
      hint: 'A password would not let them in.',
    });
  }
  const link = await makeResetLink({ ...deps, person, nowMs: deps.clock.now() });
  await deps.audit({ ...doneBy(by), act: 'reset_link_made', person, note: undefined });
  return link;
}

const SWITCH_ACTS = {
  disabled: { on: 'disabled', off: 'enabled' },
  is_installation_admin: { on: 'installation_admin_given', off: 'installation_admin_taken' },
} as const;

async function switchFlag({
  deps,
  flag,
  change: { personId, on, by },
}: {
  readonly deps: PeopleDeps;
  readonly flag: keyof typeof SWITCH_ACTS;
  readonly change: PersonSwitch;
}): Promise<Person> {
  const result = await deps.store.setFlag({ personId, flag, on, nowMs: deps.clock.now() });
  if (result === 'last_admin') {
    throw new GatewayError('conflict', {
      reason: 'last_owner',
      message: 'Nobody could administer the installation any more.',
      hint: 'Make somebody else an administrator of the installation first.',
    });
  }
  const person = result === 'done' ? await deps.store.find(personId) : undefined;
  if (person === undefined) throw noPerson();
  await deps.audit({ ...doneBy(by), act: SWITCH_ACTS[flag][on ? 'on' : 'off'], person, note: undefined });
  return person;
}

function doneBy(by: ActingAs | undefined) {
  return { actor: by?.actor, from: by?.origin };
}

function noPerson(): GatewayError {
  return new GatewayError('not_found', { message: 'There is no such person.', hint: 'Read the list of people.' });
}
