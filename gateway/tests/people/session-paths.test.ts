import { randomBytes } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { createIdentity } from '../../src/people/create-identity.ts';
import { createIssueCheck, SESSION_PATHS } from '../../src/people/issue-session.ts';
import { CLOSED_ENDPOINTS, LIBRARY_ENDPOINTS } from '../../src/people/library-endpoints.ts';
import { openBrowser } from './browser.ts';
import { addPerson, PASSWORD, type PeopleRig, SESSION_COOKIE, startPeople } from './start-people.ts';

let rig: PeopleRig;
afterEach(() => rig.close());

/** Every address that the sign-in library has as it is set up here. */
async function libraryPaths(): Promise<string[]> {
  rig = await startPeople();
  const fetchJson = () => Promise.reject(new Error('nobody is called'));
  const identity = createIdentity({
    deps: {
      store: rig.store,
      vault: { digest: () => 'x'.repeat(64), seal: () => '', open: () => '' },
      ids: { next: () => expect.fail('nothing is made') },
      clock: { now: Date.now },
      log: { info: () => {}, warn: () => {}, error: () => {} },
      randomBytes,
      publicOrigin: rig.url,
      setup: { link: async () => undefined, matches: () => false },
      mailer: undefined,
      invitations: { find: async () => undefined, take: async () => false },
      fetchJson,
      writeError: () => ({}),
      audit: async () => {},
      onClaimed: async () => {},
      onSignedInWithGroups: async () => {},
    },
    checkIssue: async () => {},
    hasher: { hash: async () => '', verify: async () => false },
    sso: undefined,
  });
  return Object.values(identity.api).map((endpoint) => String(Reflect.get(endpoint, 'path')));
}

test('K11: every address of the sign-in library is decided on: open with its rules, or closed', async () => {
  const paths = new Set(await libraryPaths());
  // Served to the library itself only, without an address.
  paths.delete('undefined');
  const decided = new Set([...LIBRARY_ENDPOINTS.map(({ path }) => path), ...CLOSED_ENDPOINTS]);
  expect([...paths].filter((path) => !decided.has(path))).toEqual([]);
  expect([...decided].filter((path) => !paths.has(path))).toEqual([]);
});

test('K11: what issues a session is open, and what is closed issues none', () => {
  const open = LIBRARY_ENDPOINTS.map(({ path }) => path);
  expect(Object.keys(SESSION_PATHS).filter((path) => !open.includes(path))).toEqual([]);
  const answering = LIBRARY_ENDPOINTS.filter(({ answer }) => answer === 'session').map(({ path }) => path);
  expect([...answering, '/callback/:id'].sort()).toEqual(Object.keys(SESSION_PATHS).sort());
});

test.each([...CLOSED_ENDPOINTS])('K11: %s answers as if it were not there', async (path) => {
  rig = await startPeople();
  await addPerson({ rig });
  const browser = openBrowser(rig);
  const address = `/api/auth${path.replace(':token', 'abc')}`;
  // Ours has the same address as the library's, and asks for other things.
  const isOurs = path === '/request-password-reset';
  expect((await browser.get(address)).status).toBe(404);
  const page = await browser.post(address, { email: 'ada@example.com', password: PASSWORD, name: 'Ada' });
  expect(page.status).toBe(isOurs ? 400 : 404);
  expect(browser.cookies.has(SESSION_COOKIE)).toBe(false);
});

const SIGN_INS = Object.entries(SESSION_PATHS).filter(([, way]) => way !== 'renewal');

test.each(Object.keys(SESSION_PATHS))('K11: by %s nobody who is disabled gets a session', async (path) => {
  rig = await startPeople();
  await addPerson({ rig });
  const person = { ...(await addPerson({ rig, email: 'bob@example.com' })), disabled: true };
  const check = createIssueCheck({ store: rig.store, clock: { now: Date.now } });
  await expect(check({ path, person, code: undefined })).rejects.toMatchObject({ reason: 'person_disabled' });
  await expect(check({ path, person: { ...person, disabled: false }, code: undefined })).resolves.toBeUndefined();
});

test.each(SIGN_INS)(
  'K11: by %s (%s) whoever belongs to an enforced provider signs in there only',
  async (path, way) => {
    rig = await startPeople();
    const person = await addPerson({ rig, email: 'bob@corp.example' });
    await rig.people.saveSsoProvider({
      id: 'corp',
      name: 'Corp',
      issuer: 'https://id.corp.example',
      clientId: 'latentkit',
      clientSecret: 'secret',
      scopes: [],
      groupsClaim: 'groups',
      groupRoles: [],
      domains: ['corp.example'],
      enforced: true,
      createsPeople: false,
    });
    const check = createIssueCheck({ store: rig.store, clock: { now: Date.now } });
    const checked = check({ path, person, code: undefined });
    if (way === 'sso') await expect(checked).resolves.toBeUndefined();
    else await expect(checked).rejects.toMatchObject({ reason: 'sso_required', extra: { provider: 'corp' } });
  },
);

test('K11: a session by any other way is refused, though the library would give it', async () => {
  rig = await startPeople();
  const person = await addPerson({ rig });
  const check = createIssueCheck({ store: rig.store, clock: { now: Date.now } });
  for (const path of ['/sign-up/email', '/verify-email', '/magic-link/verify', undefined, 'toString']) {
    await expect(check({ path, person, code: undefined })).rejects.toMatchObject({ code: 'internal_error' });
  }
});

test('bodies are strict, and a refusal never repeats what was sent', async () => {
  rig = await startPeople();
  const body = { email: 'ada@example.com', password: PASSWORD, isInstallationAdmin: true };
  const page = await openBrowser(rig).post('/api/auth/sign-in/email', body);
  expect(page).toMatchObject({ status: 400, json: { reason: 'unknown_field', param: 'isInstallationAdmin' } });
  expect(page.text).not.toContain(PASSWORD);
  const large = await openBrowser(rig).post('/api/auth/sign-in/email', { email: 'x'.repeat(70_000), password: 'y' });
  expect(large).toMatchObject({ status: 413, json: { error: 'payload_too_large' } });
  const broken = await openBrowser(rig).post('/api/auth/sign-in/email', {}, { raw: '{"email":' });
  expect(broken).toMatchObject({ status: 400, json: { reason: 'invalid_json' } });
});
