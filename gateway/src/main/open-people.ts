import { randomBytes } from 'node:crypto';
import { revokeIdeTokensOf } from '../control/revoke-ide-tokens-of.ts';
import type { FetchJson } from '../domain/fetch-json.ts';
import type { IdSource } from '../domain/ids.ts';
import type { DeliverMail } from '../domain/mail.ts';
import type { People } from '../domain/people.ts';
import type { Clock, Log } from '../domain/ports.ts';
import { readSession } from '../people/read-session.ts';
import { createMailer } from '../people/send-mail.ts';
import { createSetupToken } from '../people/setup-token.ts';
import { writeErrorBody } from '../wire/latentkit/write-error.ts';
import type { Installation } from './open-installation.ts';
import { peopleCallbacks } from './people-callbacks.ts';
import type { Settings } from './read-settings.ts';

interface OpenPeopleInput {
  readonly installation: Pick<Installation, 'store' | 'vault'>;
  readonly settings: Pick<Settings, 'mail'>;
  /** Where browsers find the installation. Asked for once it listens. */
  readonly publicOrigin: () => string;
  readonly fetchJson: FetchJson;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly log: Log;
}

export interface OpenedPeople extends People {
  /** Undefined: this installation sends no mail. */
  readonly deliverMail: DeliverMail | undefined;
}

/**
 * The people of an installation. The sign-in library takes some 45 MB, and is loaded when somebody signs in: a gateway that nobody
 * administers in a browser never has it, and who comes with a session does without.
 */
export function openPeople(input: OpenPeopleInput): OpenedPeople {
  const { installation, settings, publicOrigin, clock, log } = input;
  const store = installation.store.people;
  const { vault } = installation;
  const setup = createSetupToken({ store, vault, publicOrigin, randomBytes });
  const mailer = settings.mail && createMailer({ ...settings.mail, log });
  let loaded: Promise<People> | undefined;
  const load = async (): Promise<People> => {
    const { createPeople } = await import('../people/create-people.ts');
    return createPeople({
      ...input,
      store,
      vault,
      setup,
      mailer,
      randomBytes,
      publicOrigin: publicOrigin(),
      writeError: writeErrorBody,
      ...peopleCallbacks({ store: installation.store, vault, clock }),
    });
  };
  const people = (): Promise<People> => {
    loaded ??= load();
    return loaded;
  };
  return {
    handle: async (request, from) => (await people()).handle(request, from),
    personOf: (call) => readSession({ call, store, vault, clock, publicOrigin: publicOrigin() }),
    setupLink: () => setup.link(),
    resetLink: async (query) => (await people()).resetLink(query),
    find: (id) => store.find(id),
    findByEmail: (email) => store.findByEmail(email),
    list: (page) => store.list(page),
    async setDisabled(change) {
      const person = await (await people()).setDisabled(change);
      const acting = change.by ?? { actor: { kind: 'setup' } };
      if (change.on) {
        await revokeIdeTokensOf({ store: installation.store, personId: person.id, acting, nowMs: clock.now() });
      }
      return person;
    },
    setInstallationAdmin: async (change) => (await people()).setInstallationAdmin(change),
    endSessions: async (of) => (await people()).endSessions(of),
    ssoProviders: async () => (await people()).ssoProviders(),
    saveSsoProvider: async (draft) => (await people()).saveSsoProvider(draft),
    removeSsoProvider: async (id, by) => (await people()).removeSsoProvider(id, by),
    deliverMail: mailer?.deliver,
    close: async () => mailer?.close(),
  };
}
