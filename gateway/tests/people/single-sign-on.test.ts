import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SsoProviderDraft } from '../../src/domain/people.ts';
import { type Browser, openBrowser } from './browser.ts';
import { type IdentityProvider, startIdentityProvider } from './start-identity-provider.ts';
import { addPerson, type PeopleRig, SESSION_COOKIE, signIn, startPeople } from './start-people.ts';

let rig: PeopleRig;
let provider: IdentityProvider;
beforeEach(async () => {
  rig = await startPeople();
  provider = await startIdentityProvider();
});
afterEach(async () => {
  await rig.close();
  await provider.close();
});

const SECRET = 'client secret: with & signs';

function draft(changed: Partial<SsoProviderDraft> = {}): SsoProviderDraft {
  return {
    id: 'corp',
    name: 'Corp',
    issuer: provider.issuer,
    clientId: 'latentkit',
    clientSecret: SECRET,
    scopes: ['groups'],
    groupsClaim: 'groups',
    groupRoles: [],
    domains: [],
    enforced: false,
    createsPeople: true,
    ...changed,
  };
}

const GROUP_ROLES = [
  { group: 'ai-admins', workspaceId: 'ws_1', role: 'admin' },
  { group: 'ai-users', workspaceId: 'ws_1', role: 'viewer' },
  { group: 'ai-users', workspaceId: 'ws_2', role: 'developer' },
] as const;

async function enter(browser: Browser = openBrowser(rig)) {
  const begun = await browser.post('/api/auth/sign-in/social', { provider: 'corp', return_to: '/keys?x=1' });
  expect(begun).toMatchObject({ status: 200 });
  const back = provider.agree(String(begun.json.url));
  // The provider's page sends the browser here: another site, but a visit.
  const page = await browser.get(`${back.pathname}${back.search}`, { headers: { 'sec-fetch-site': 'cross-site' } });
  return { browser, page, location: String(page.headers.location), back, begun };
}

test('somebody new signs in with a provider that makes people, and their groups are told', async () => {
  await rig.people.saveSsoProvider(draft({ groupRoles: GROUP_ROLES }));
  provider.claims = { groups: ['ai-users', 'ai-admins', 'other'] };
  const { browser, page, location } = await enter();
  expect(page.status).toBe(302);
  expect(location).toBe('/keys?x=1');
  expect((await browser.get('/api/auth/session')).json.person).toMatchObject({
    email: 'grace@corp.example',
    name: 'Grace',
  });
  expect(rig.told).toMatchObject([
    {
      person: { email: 'grace@corp.example', isInstallationAdmin: false },
      providerId: 'corp',
      grants: [
        { workspaceId: 'ws_1', role: 'admin' },
        { workspaceId: 'ws_2', role: 'developer' },
      ],
    },
  ]);
  expect(rig.facts.map(({ act }) => act)).toEqual(['sso_provider_saved', 'registered', 'signed_in']);
  provider.claims = { groups: [] };
  await enter(browser);
  expect(rig.told.at(-1)).toMatchObject({ grants: [] });
  expect(await rig.people.list({ limit: 10 })).toHaveLength(1);
});

test('the secret goes to the token endpoint as the standard says, with the proof of who began', async () => {
  await rig.people.saveSsoProvider(draft());
  const { begun } = await enter();
  const url = new URL(String(begun.json.url));
  expect(url.searchParams.get('scope')).toBe('openid email profile groups');
  expect(url.searchParams.get('code_challenge_method')).toBe('S256');
  const [exchange] = provider.exchanges;
  const [id, secret] = Buffer.from(exchange?.authorization?.slice('Basic '.length) ?? '', 'base64')
    .toString()
    .split(':');
  expect([id, decodeURIComponent((secret ?? '').replaceAll('+', ' '))]).toEqual(['latentkit', SECRET]);
  expect(exchange?.form.get('redirect_uri')).toBe(`${rig.url}/api/auth/callback/corp`);
});

test('somebody who is there already is the same person, by the verified address', async () => {
  const grace = await addPerson({ rig, email: 'grace@corp.example', isInstallationAdmin: false });
  await rig.people.saveSsoProvider(draft({ createsPeople: false }));
  const { browser } = await enter();
  expect((await browser.get('/api/auth/session')).json.person).toMatchObject({ id: grace.id });
  expect(await rig.store.waysOf(grace.id)).toEqual(expect.arrayContaining(['credential', 'corp']));
});

const REFUSALS: readonly (readonly [string, (provider: IdentityProvider) => void])[] = [
  ['is signed with another key', (of) => (of.usesOtherKey = true)],
  ['answers another request', (of) => (of.confusesNonce = true)],
  ['is for another client', (of) => (of.claims = { aud: 'another' })],
  ['is of another issuer', (of) => (of.claims = { iss: 'https://evil.example' })],
  ['is over', (of) => (of.claims = { exp: 1_000 })],
  ['names an address that is not verified', (of) => (of.claims = { email_verified: false })],
  ['does not say whether the address is verified', (of) => (of.claims = { email_verified: undefined })],
  ['names no address', (of) => (of.claims = { email: undefined })],
];

test.each(REFUSALS)('an ID token that %s lets nobody in', async (_, spoil) => {
  await addPerson({ rig, email: 'grace@corp.example' });
  await rig.people.saveSsoProvider(draft());
  spoil(provider);
  const { browser, page, location } = await enter();
  expect(page.status).toBe(302);
  expect(location).toBe(`${rig.url}/sign-in?error=sso_refused`);
  expect(browser.cookies.has(SESSION_COOKIE)).toBe(false);
  expect(await rig.people.list({ limit: 10 })).toHaveLength(1);
  expect(rig.facts.slice(1)).toMatchObject([{ act: 'sign_in_failed', note: '/callback/:id sso_refused' }]);
});

test('an address of a domain of the provider counts as verified where the provider never says it', async () => {
  await rig.people.saveSsoProvider(draft({ domains: ['corp.example'] }));
  provider.claims = { email_verified: undefined };
  const { browser } = await enter();
  expect((await browser.get('/api/auth/session')).json.person).toMatchObject({ email: 'grace@corp.example' });
});

test('whoever is not there is let in by a provider only if it makes people, and of a group that has a role', async () => {
  await rig.people.saveSsoProvider(draft({ createsPeople: false }));
  expect((await enter()).location).toMatch(/error=sso_refused/);
  await rig.people.saveSsoProvider(draft({ groupRoles: GROUP_ROLES }));
  provider.claims = { groups: ['other'] };
  expect((await enter()).location).toMatch(/error=sso_refused/);
  expect(await rig.people.list({ limit: 10 })).toEqual([]);
});

test('an answer that another browser began, or that came before, lets nobody in', async () => {
  await rig.people.saveSsoProvider(draft());
  const begun = await openBrowser(rig).post('/api/auth/sign-in/social', { provider: 'corp' });
  const back = provider.agree(String(begun.json.url));
  const victim = openBrowser(rig);
  const planted = await victim.get(`${back.pathname}${back.search}`);
  expect(planted.headers.location).toMatch(/error=sso_refused/);
  expect(victim.cookies.has(SESSION_COOKIE)).toBe(false);

  const { browser, back: used } = await enter();
  const replayed = await browser.get(`${used.pathname}${used.search}`);
  expect(replayed.headers.location).toMatch(/error=sso_refused/);
});

test('K11: an enforced provider is the only door, for who came through it and for its domains', async () => {
  await rig.people.saveSsoProvider(draft({ domains: ['corp.example'] }));
  await addPerson({ rig, email: 'grace@corp.example' });
  const browser = openBrowser(rig);
  expect((await signIn({ browser, email: 'grace@corp.example' })).status).toBe(200);
  await rig.people.saveSsoProvider(draft({ domains: ['corp.example'], enforced: true, clientSecret: undefined }));
  const refused = await signIn({ browser: openBrowser(rig), email: 'grace@corp.example' });
  expect(refused).toMatchObject({ status: 401, json: { reason: 'sso_required', provider: 'corp' } });
  await expect(rig.people.resetLink({ email: 'grace@corp.example' })).rejects.toMatchObject({ code: 'conflict' });
  const entered = await enter();
  expect((await entered.browser.get('/api/auth/session')).json.person).toMatchObject({ email: 'grace@corp.example' });
});

test('K11: whoever is disabled does not come in by a provider', async () => {
  await rig.people.saveSsoProvider(draft());
  await addPerson({ rig });
  const { browser } = await enter();
  const grace = await rig.people.findByEmail('grace@corp.example');
  if (grace) await rig.people.setDisabled({ personId: grace.id, on: true });
  const { location } = await enter(browser);
  expect(location).toBe(`${rig.url}/sign-in?error=person_disabled`);
  expect((await browser.get('/api/auth/session')).json.person).toBeNull();
});

test('where the roles of the groups cannot be written, nobody is signed in', async () => {
  await rig.close();
  const onSignedInWithGroups = () => Promise.reject(new Error('the database is away'));
  rig = await startPeople({ overrides: { onSignedInWithGroups } });
  await addPerson({ rig, email: 'grace@corp.example' });
  await rig.people.saveSsoProvider(draft({ groupRoles: GROUP_ROLES }));
  const { browser, location } = await enter();
  expect(location).toMatch(/sign-in\?error=/);
  expect(browser.cookies.has(SESSION_COOKIE)).toBe(false);
  expect(rig.logged.join('\n')).toContain('the database is away');
});

test("neither the client's secret nor a token of the provider is stored in the clear, shown or logged", async () => {
  await rig.people.saveSsoProvider(draft());
  await enter();
  const files = ['latentkit.db', 'latentkit.db-wal'].map((name) => readFileSync(join(rig.dataDir, name)));
  const everything = Buffer.concat([...files, Buffer.from(rig.logged.join('\n'))]);
  const token = 'access-token-of-provider';
  for (const secret of [SECRET, token, 'eyJhbGciOiJFUzI1NiI']) expect(everything.includes(secret)).toBe(false);
  expect(JSON.stringify(await rig.people.ssoProviders())).not.toContain(SECRET);
});

test('another issuer needs the secret again: the stored one never goes elsewhere', async () => {
  await rig.people.saveSsoProvider(draft());
  const moved = draft({ issuer: 'https://evil.example', clientSecret: undefined });
  await expect(rig.people.saveSsoProvider(moved)).rejects.toMatchObject({ param: 'client_secret' });
});

test.each([
  ['http://id.corp.example', 'issuer'],
  ['https://id.corp.example/?x=1', 'issuer'],
  ['ftp://id.corp.example', 'issuer'],
])('%s is no issuer', async (issuer, param) => {
  await expect(rig.people.saveSsoProvider(draft({ issuer }))).rejects.toMatchObject({
    code: 'validation_error',
    param,
  });
});

test.each(['https://evil.example', '//evil.example', '/\\evil.example', 'keys'])(
  'nobody is sent to %s after signing in',
  async (return_to) => {
    await rig.people.saveSsoProvider(draft());
    const page = await openBrowser(rig).post('/api/auth/sign-in/social', { provider: 'corp', return_to });
    expect(page).toMatchObject({ status: 400, json: { param: 'return_to' } });
  },
);

test('a provider that does not answer is told as that, and an unknown one is not found', async () => {
  await rig.people.saveSsoProvider(draft({ issuer: 'http://127.0.0.1:9' }));
  const begin = (id: string) => openBrowser(rig).post('/api/auth/sign-in/social', { provider: id });
  expect(await begin('corp')).toMatchObject({ status: 401, json: { reason: 'provider_unreachable' } });
  expect(await begin('nobody')).toMatchObject({ status: 404 });
});
