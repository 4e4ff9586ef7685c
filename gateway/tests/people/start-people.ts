import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIdSource } from '../../src/domain/ids.ts';
import type { Mail } from '../../src/domain/mail.ts';
import type { InvitationDoor, People, PeopleFact, Person } from '../../src/domain/people.ts';
import type { PeopleStore } from '../../src/domain/people-store.ts';
import type { Store } from '../../src/domain/store.ts';
import { createPeople } from '../../src/people/create-people.ts';
import { createPasswordHasher, type ScryptCost } from '../../src/people/hash-password.ts';
import type { PeopleDeps } from '../../src/people/people-deps.ts';
import { createSetupToken } from '../../src/people/setup-token.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { openVault } from '../../src/store/open-vault.ts';
import { writeErrorBody } from '../../src/wire/latentkit/write-error.ts';
import { watchGateway } from '../leaks/watch-gateway.ts';
import type { Browser, Page } from './browser.ts';
import { createFetchJson } from './create-fetch-json.ts';

export const SESSION_COOKIE = '__Host-latentkit.session_token';
export const PASSWORD = 'seven quiet lighthouses';

/** Cheap: a test makes many, and what they promise does not depend on it. */
const CHEAP_SCRYPT = { logRounds: 4, blockSize: 8, parallel: 1 };

export interface PeopleRig {
  readonly people: People;
  readonly store: PeopleStore;
  readonly url: string;
  readonly dataDir: string;
  readonly facts: PeopleFact[];
  readonly mails: Mail[];
  readonly logged: string[];
  readonly told: Parameters<PeopleDeps['onSignedInWithGroups']>[0][];
  readonly claimed: string[];
  /** Invitations that work, by their token. */
  readonly invitations: Map<string, string>;
  /** Moves the clock of everything but the sign-in library. */
  advance(ms: number): void;
  close(): Promise<void>;
}

/** Identity behind a real HTTP server on loopback, on an empty database. To close it fails when it left a secret anywhere. */
export async function startPeople({
  sendsMail = false,
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-people-')),
  overrides = {},
  openStore = () => openSqliteStore({ dataDir }),
}: {
  readonly sendsMail?: boolean;
  readonly dataDir?: string;
  readonly overrides?: Partial<PeopleDeps>;
  readonly openStore?: () => Promise<Store>;
} = {}): Promise<PeopleRig> {
  const store = await openStore();
  const rig = emptyRig();
  let offsetMs = 0;
  const clock = { now: () => Date.now() + offsetMs };
  const log = (fields: object, message: string) => void rig.logged.push(`${message} ${JSON.stringify(fields)}`);
  const server = createServer((request, response) => void answer({ people, request, response }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = `http://localhost:${port}`;
  const watch = watchGateway({ dataDir, configPath: undefined });
  watch.says({ name: 'the log', text: () => rig.logged.join('\n') });
  watch.says({ name: 'the audit log', text: () => JSON.stringify(rig.facts) });
  watch.startedAt(url);
  const vault = openVault({ masterKey: Buffer.alloc(32, 7) });
  const people = createPeople({
    store: store.people,
    vault,
    setup: createSetupToken({ store: store.people, vault, publicOrigin: () => url, randomBytes }),
    ids: createIdSource({ now: Date.now, randomBytes }),
    clock,
    log: { info: log, warn: log, error: log },
    randomBytes,
    publicOrigin: url,
    mailer: sendsMail ? { send: (mail) => void rig.mails.push(mail), close: async () => {} } : undefined,
    invitations: invitationsIn(rig.invitations),
    fetchJson: createFetchJson({ fetch: globalThis.fetch }),
    writeError: writeErrorBody,
    audit: async (fact) => void rig.facts.push(fact),
    onClaimed: async ({ email }) => void rig.claimed.push(email),
    onSignedInWithGroups: async (told) => void rig.told.push(told),
    scryptCost: CHEAP_SCRYPT,
    ...overrides,
  });
  return {
    ...rig,
    people,
    store: store.people,
    url,
    dataDir,
    advance(ms) {
      offsetMs += ms;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await people.close();
      await store.close().catch(() => {});
      try {
        watch.lookThrough();
      } finally {
        rmSync(dataDir, { recursive: true, force: true });
      }
    },
  };
}

function emptyRig() {
  return {
    facts: [] as PeopleFact[],
    mails: [] as Mail[],
    logged: [] as string[],
    told: [] as PeopleRig['told'][number][],
    claimed: [] as string[],
    invitations: new Map<string, string>(),
  };
}

function invitationsIn(invitations: Map<string, string>): InvitationDoor {
  return {
    async find({ token }) {
      const email = invitations.get(token);
      return email === undefined ? undefined : { email };
    },
    take: async ({ token }) => invitations.delete(token),
  };
}

/** As the gateway's server does it. A header of the tests stands for the address of the connection. */
async function answer({
  people,
  request,
  response,
}: {
  readonly people: People;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const headers = new Headers();
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const method = request.method ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD' && chunks.length > 0;
  const asked = new Request(`http://internal${request.url ?? '/'}`, {
    method,
    headers,
    ...(hasBody ? { body: Buffer.concat(chunks) } : undefined),
  });
  const clientIp = headers.get('x-test-client-ip') ?? '127.0.0.1';
  const answered = await people.handle(asked, { clientIp, requestId: 'req_test' });
  response.statusCode = answered.status;
  for (const [name, value] of answered.headers) if (name !== 'set-cookie') response.setHeader(name, value);
  const cookies = answered.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  response.end(Buffer.from(await answered.arrayBuffer()));
}

/** Makes the installation's first person, without a session. */
export async function addPerson({
  rig,
  email = 'ada@example.com',
  isInstallationAdmin = true,
  scryptCost = CHEAP_SCRYPT,
}: {
  readonly rig: PeopleRig;
  readonly email?: string;
  readonly isInstallationAdmin?: boolean;
  readonly scryptCost?: ScryptCost;
}): Promise<Person> {
  const id = createIdSource({ now: Date.now, randomBytes }).next('usr');
  await rig.store.add({
    id,
    email,
    name: email.split('@')[0] ?? '',
    passwordHash: await createPasswordHasher({ cost: scryptCost }).hash(PASSWORD),
    isInstallationAdmin,
    createdAtMs: Date.now(),
  });
  const person = await rig.store.find(id);
  if (person === undefined) throw new Error('the person was not added');
  return person;
}

export function signIn({ browser, email = 'ada@example.com', password = PASSWORD }: SignInInput): Promise<Page> {
  return browser.post('/api/auth/sign-in/email', { email, password });
}

interface SignInInput {
  readonly browser: Browser;
  readonly email?: string;
  readonly password?: string;
}
