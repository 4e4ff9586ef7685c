import { afterEach, expect, test } from 'vitest';
import { type Browser, openBrowser, type Visit } from './browser.ts';
import { addPerson, PASSWORD, type PeopleRig, SESSION_COOKIE, signIn, startPeople } from './start-people.ts';

let rig: PeopleRig;
afterEach(() => rig.close());

/** Somebody who is signed in, on the page of somebody else. */
async function victim(): Promise<Browser> {
  rig = await startPeople();
  await addPerson({ rig });
  const browser = openBrowser(rig);
  await signIn({ browser });
  return browser;
}

const EVIL = 'https://evil.example';
const FORM = 'application/x-www-form-urlencoded';

const CROSS_SITE: readonly (readonly [string, Visit])[] = [
  ['a form', { raw: 'x=1', headers: { origin: EVIL, 'sec-fetch-site': 'cross-site', 'content-type': FORM } }],
  [
    'JSON as text of a form',
    { headers: { origin: EVIL, 'sec-fetch-site': 'cross-site', 'content-type': 'text/plain' } },
  ],
  ['a fetch', { headers: { origin: EVIL, 'sec-fetch-site': 'cross-site' } }],
  ['a page of the same domain', { headers: { origin: 'http://other.localhost', 'sec-fetch-site': 'same-site' } }],
  ['another port of this machine', { headers: { origin: 'http://localhost:1', 'sec-fetch-site': 'same-site' } }],
  ['an old browser', { headers: { origin: EVIL, 'sec-fetch-site': '' } }],
  ['a sandboxed frame', { headers: { origin: 'null', 'sec-fetch-site': 'cross-site' } }],
  ['a sandboxed frame of an old browser', { headers: { origin: 'null', 'sec-fetch-site': '' } }],
  ['something that says nothing', { headers: { origin: '', 'sec-fetch-site': '' } }],
  ['a name that begins as ours', { headers: { origin: 'http://localhost.evil.example', 'sec-fetch-site': '' } }],
];

test.each(CROSS_SITE)('K10: %s of another site changes nothing', async (_, visit) => {
  const browser = await victim();
  const before = browser.cookies.get(SESSION_COOKIE);
  for (const path of ['/sign-out', '/two-factor/enable', '/sessions/end-others', '/sign-in/email', '/claim']) {
    const body = { email: 'ada@example.com', password: PASSWORD };
    const page = await browser.post(`/api/auth${path}`, body, visit);
    expect(page).toMatchObject({ status: 403, json: { error: 'permission_denied' } });
    expect(page.headers['access-control-allow-origin']).toBeUndefined();
  }
  expect(browser.cookies.get(SESSION_COOKIE)).toBe(before);
  expect((await browser.get('/api/auth/session')).json.person).not.toBeNull();
});

test('K10: what a browser says of the site counts, even where the origin looks right', async () => {
  const browser = await victim();
  for (const site of ['cross-site', 'same-site', 'none']) {
    const page = await browser.post('/api/auth/sign-out', {}, { headers: { origin: rig.url, 'sec-fetch-site': site } });
    expect(page).toMatchObject({ status: 403, json: { reason: 'cross_site' } });
  }
});

test('K10: a body that is no JSON is refused from our own pages, too', async () => {
  const browser = await victim();
  for (const type of [FORM, 'text/plain', 'multipart/form-data; boundary=x', '']) {
    const page = await browser.post('/api/auth/sign-out', {}, { headers: { 'content-type': type } });
    expect(page).toMatchObject({ status: 415, json: { error: 'unsupported_media_type' } });
  }
});

test('K10: no method but the one of the list does anything', async () => {
  const browser = await victim();
  expect(await browser.get('/api/auth/sign-out')).toMatchObject({ status: 404 });
  expect((await browser.get('/api/auth/session')).json.person).not.toBeNull();
});

test('a session counts for calls of the console only where our own page makes them', async () => {
  const browser = await victim();
  const cookie = `${SESSION_COOKIE}=${browser.cookies.get(SESSION_COOKIE)}`;
  const call = (method: string, more: Readonly<Record<string, string>>) =>
    rig.people.personOf({ method, headers: new Headers({ cookie, host: new URL(rig.url).host, ...more }) });
  expect(await call('GET', {})).toMatchObject({ person: { email: 'ada@example.com' } });
  expect(await call('DELETE', { origin: rig.url })).toMatchObject({ person: { email: 'ada@example.com' } });
  expect(await call('POST', { 'sec-fetch-site': 'same-origin' })).toBeDefined();
  await expect(call('POST', { origin: EVIL })).rejects.toMatchObject({ code: 'permission_denied' });
  await expect(call('PATCH', {})).rejects.toMatchObject({ reason: 'cross_site' });
  expect(await rig.people.personOf({ method: 'POST', headers: new Headers({ origin: EVIL }) })).toBeUndefined();
});

test('without TLS on another address than this machine, people are told instead of being lost', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  const headers = { host: '192.168.1.20:4747', origin: 'http://192.168.1.20:4747' };
  const body = { email: 'ada@example.com', password: PASSWORD };
  const page = await openBrowser(rig).post('/api/auth/sign-in/email', body, { headers });
  expect(page).toMatchObject({ status: 403, json: { reason: 'wrong_address' } });
  expect(page.json.hint).toContain('LATENTKIT_PUBLIC_URL');
});

test('behind a proxy, pages of the public address sign in, and pages of no other', async () => {
  rig = await startPeople({ overrides: { publicOrigin: 'https://ai.example.com' } });
  await addPerson({ rig });
  const from = (origin: string) => ({ headers: { host: 'gateway.internal', origin } });
  const body = { email: 'ada@example.com', password: PASSWORD };
  const sign = (origin: string) => openBrowser(rig).post('/api/auth/sign-in/email', body, from(origin));
  expect((await sign('https://ai.example.com')).status).toBe(200);
  expect((await sign('http://ai.example.com')).status).toBe(403);
  expect((await sign('https://gateway.internal')).status).toBe(403);
});
