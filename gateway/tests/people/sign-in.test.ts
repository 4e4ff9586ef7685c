import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openBrowser } from './browser.ts';
import { addPerson, PASSWORD, type PeopleRig, SESSION_COOKIE, signIn, startPeople } from './start-people.ts';

const DAY_MS = 86_400_000;

let rig: PeopleRig;
afterEach(() => rig.close());

async function signedIn(email = 'ada@example.com') {
  const browser = openBrowser(rig);
  expect((await signIn({ browser, email })).json).toMatchObject({ status: 'signed_in' });
  return browser;
}

test('K9: the cookie of a session is for this host only, and no script reads it', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  const browser = await signedIn();
  const [cookie = ''] = browser.setCookies.filter((text) => text.startsWith(`${SESSION_COOKIE}=`));
  expect(cookie).toMatch(/; Path=\//);
  expect(cookie).toMatch(/; HttpOnly/);
  expect(cookie).toMatch(/; Secure/);
  expect(cookie).toMatch(/; SameSite=Lax/i);
  expect(cookie).not.toMatch(/domain=/i);
});

test('K9: signing in makes a new session id, whatever cookie the browser came with', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  await addPerson({ rig, email: 'eve@example.com', isInstallationAdmin: false });
  const eve = await signedIn('eve@example.com');
  const planted = eve.cookies.get(SESSION_COOKIE) ?? '';
  const victim = openBrowser(rig);
  victim.cookies.set(SESSION_COOKIE, planted);
  await signIn({ browser: victim });
  expect(victim.cookies.get(SESSION_COOKIE)).not.toBe(planted);
  // The planted session has ended with that: nobody looks on.
  expect((await eve.get('/api/auth/session')).json.person).toBeNull();
  expect((await victim.get('/api/auth/session')).json.person).toMatchObject({ email: 'ada@example.com' });
});

test('K9: signing out ends the session on the server, for every copy of the cookie', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  const browser = await signedIn();
  const copy = openBrowser(rig);
  copy.cookies.set(SESSION_COOKIE, browser.cookies.get(SESSION_COOKIE) ?? '');
  expect((await copy.get('/api/auth/session')).json.person).toMatchObject({ email: 'ada@example.com' });
  expect(await browser.post('/api/auth/sign-out', {})).toMatchObject({ status: 200, json: { status: 'done' } });
  expect((await copy.get('/api/auth/session')).json.person).toBeNull();
  expect(rig.facts.map(({ act }) => act)).toEqual(['signed_in', 'signed_out']);
});

test('K9: another password is a new session, and the end of all others', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  const [browser, elsewhere] = [await signedIn(), await signedIn()];
  const before = browser.cookies.get(SESSION_COOKIE);
  const change = { current_password: PASSWORD, new_password: 'eight quiet lighthouses' };
  expect(await browser.post('/api/auth/change-password', change)).toMatchObject({ status: 200 });
  expect(browser.cookies.get(SESSION_COOKIE)).not.toBe(before);
  expect((await browser.get('/api/auth/session')).json.person).not.toBeNull();
  expect((await elsewhere.get('/api/auth/session')).json.person).toBeNull();
  expect((await signIn({ browser: openBrowser(rig) })).status).toBe(401);
  expect(rig.facts.map(({ act }) => act)).toContain('password_changed');
});

test('a forged or changed cookie is nobody', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  const browser = await signedIn();
  const cookie = browser.cookies.get(SESSION_COOKIE) ?? '';
  for (const forged of [`x${cookie}`, cookie.slice(0, -4), cookie.split('.')[0] ?? '', '', 'undefined', `${cookie}x`]) {
    browser.cookies.set(SESSION_COOKIE, forged);
    expect((await browser.get('/api/auth/session')).json.person).toBeNull();
  }
});

test('two cookies of the name are nobody, and others beside it do no harm', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  const cookie = (await signedIn()).cookies.get(SESSION_COOKIE) ?? '';
  const ask = async (cookies: string) =>
    (await openBrowser(rig).get('/api/auth/session', { headers: { cookie: cookies } })).json.person;
  const own = `${SESSION_COOKIE}=${cookie}`;
  expect(await ask(`a=b; ${own}; c=%zz`)).toMatchObject({ email: 'ada@example.com' });
  expect(await ask(`${own}; ${own}`)).toBeNull();
  expect(await ask(`${SESSION_COOKIE}=%zz`)).toBeNull();
});

test('a session that was not used for a week has ended, one that is used goes on for thirty days', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  const [idle, used] = [await signedIn(), await signedIn()];
  for (let day = 0; day < 8; day++) {
    rig.advance(DAY_MS);
    expect((await used.get('/api/auth/session')).json.person).not.toBeNull();
  }
  expect((await idle.get('/api/auth/session')).json.person).toBeNull();
  expect((await used.get('/api/auth/sessions')).json.data).toHaveLength(1);
});

test('people see their sessions, and end those that they choose', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  await addPerson({ rig, email: 'eve@example.com' });
  const [browser, phone, eve] = [await signedIn(), await signedIn(), await signedIn('eve@example.com')];
  const sessions = (await browser.get('/api/auth/sessions')).json.data;
  expect(sessions).toMatchObject([{ ip: '127.0.0.1' }, { ip: '127.0.0.1' }]);
  const id = (await phone.get('/api/auth/session')).json.session_id;
  expect(await eve.post('/api/auth/sessions/end', { id })).toMatchObject({ status: 404 });
  expect(await browser.post('/api/auth/sessions/end', { id })).toMatchObject({ status: 200 });
  expect((await phone.get('/api/auth/session')).json.person).toBeNull();
  await signedIn();
  expect((await browser.post('/api/auth/sessions/end-others', {})).json).toMatchObject({ ended: 1 });
  expect((await eve.get('/api/auth/session')).json.person).not.toBeNull();
});

test('whoever is disabled is out at once, and cannot come back', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  const person = await addPerson({ rig, email: 'bob@example.com', isInstallationAdmin: false });
  const browser = await signedIn('bob@example.com');
  await rig.people.setDisabled({ personId: person.id, on: true });
  expect((await browser.get('/api/auth/session')).json.person).toBeNull();
  const again = openBrowser(rig);
  const refused = await signIn({ browser: again, email: 'bob@example.com' });
  expect(refused).toMatchObject({ status: 401, json: { reason: 'person_disabled' } });
  expect(again.setCookies).toEqual([]);
  await rig.people.setDisabled({ personId: person.id, on: false });
  await signedIn('bob@example.com');
});

test('an installation always has an administrator, and new rights begin with a new session', async () => {
  rig = await startPeople();
  const ada = await addPerson({ rig });
  const bob = await addPerson({ rig, email: 'bob@example.com', isInstallationAdmin: false });
  await expect(rig.people.setDisabled({ personId: ada.id, on: true })).rejects.toMatchObject({ code: 'conflict' });
  await expect(rig.people.setInstallationAdmin({ personId: ada.id, on: false })).rejects.toMatchObject({
    code: 'conflict',
  });
  expect(await rig.people.find(ada.id)).toMatchObject({ disabled: false, isInstallationAdmin: true });
  const browser = await signedIn('bob@example.com');
  await rig.people.setInstallationAdmin({ personId: bob.id, on: true });
  expect((await browser.get('/api/auth/session')).json.person).toBeNull();
  await rig.people.setDisabled({ personId: ada.id, on: true });
});

test('K12: no answer holds a hash or a token of a session, and a hash is no password', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  const browser = openBrowser(rig);
  const answers = [
    await signIn({ browser }),
    await browser.get('/api/auth/session'),
    await browser.get('/api/auth/sessions'),
    await browser.get('/api/auth/passkey/list-user-passkeys'),
    await browser.post('/api/auth/two-factor/enable', { password: PASSWORD }),
  ];
  const cookie = decodeURIComponent(browser.cookies.get(SESSION_COOKIE) ?? '').split('.')[0] ?? '';
  const hash = await storedHash();
  for (const { status, text } of answers) {
    expect(status).toBe(200);
    expect(text).not.toContain(cookie);
    expect(text).not.toContain('scrypt');
    expect(text).not.toContain(hash.split('$').at(-1));
  }
  expect(await signIn({ browser: openBrowser(rig), password: hash })).toMatchObject({ status: 401 });
});

async function storedHash(): Promise<string> {
  const [account] = await rig.store.rows.select({ table: 'account', where: [], limit: 1 });
  expect(account?.password).toMatch(/^scrypt\$/);
  return String(account?.password);
}

test('K12: neither passwords nor tokens of sessions and links stand in the database', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  const browser = await signedIn();
  const { url } = await rig.people.resetLink({ email: 'ada@example.com' });
  const token = decodeURIComponent(browser.cookies.get(SESSION_COOKIE) ?? '').split('.')[0] ?? '';
  const files = ['latentkit.db', 'latentkit.db-wal'].map((name) => readFileSync(join(rig.dataDir, name)));
  const bytes = Buffer.concat(files);
  expect(token.length).toBeGreaterThan(20);
  for (const secret of [PASSWORD, token, url.split('#')[1] ?? '']) expect(bytes.includes(secret)).toBe(false);
  expect(bytes.includes('ada@example.com')).toBe(true);
});

test('what the tables hold opens no session: a digest is no cookie', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  await signedIn();
  const [session] = await rig.store.rows.select({ table: 'session', where: [], limit: 1 });
  const thief = openBrowser(rig);
  thief.cookies.set(SESSION_COOKIE, String(session?.token));
  expect((await thief.get('/api/auth/session')).json.person).toBeNull();
});

test('a link for a new password works once, within an hour, and ends every session', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  const browser = await signedIn();
  const outdated = await rig.people.resetLink({ email: 'ada@example.com' });
  const { url } = await rig.people.resetLink({ email: 'ADA@example.com' });
  const reset = (link: string, password = 'nine quiet lighthouses') =>
    openBrowser(rig).post('/api/auth/reset-password', { token: link.split('#')[1], new_password: password });
  expect(await reset(outdated.url)).toMatchObject({ status: 401, json: { reason: 'wrong_link' } });
  expect(await reset(url, 'ada@example.com')).toMatchObject({ status: 400, json: { reason: 'weak_password' } });
  expect(await reset(url)).toMatchObject({ status: 200 });
  expect((await browser.get('/api/auth/session')).json.person).toBeNull();
  expect(await reset(url)).toMatchObject({ status: 401, json: { reason: 'wrong_link' } });
  expect(await signIn({ browser, password: 'nine quiet lighthouses' })).toMatchObject({ status: 200 });
  expect(rig.facts.find(({ act }) => act === 'password_reset')).toMatchObject({ person: { email: 'ada@example.com' } });
  await expect(rig.people.resetLink({ email: 'nobody@example.com' })).rejects.toMatchObject({ code: 'not_found' });
});

test('whoever asks for a mail with a link learns nothing of who is there', async () => {
  rig = await startPeople({ sendsMail: true });
  await addPerson({ rig });
  const ask = (email: string) => openBrowser(rig).post('/api/auth/request-password-reset', { email });
  const [known, unknown] = [await ask('ada@example.com'), await ask('nobody@example.com')];
  expect(known).toMatchObject({ status: 200 });
  expect(unknown.text).toBe(known.text);
  expect(rig.mails.map(({ to }) => to)).toEqual(['ada@example.com']);
  const token = rig.mails[0]?.text.match(/#(\S+)/)?.[1];
  const page = { token, new_password: 'nine quiet lighthouses' };
  expect(await openBrowser(rig).post('/api/auth/reset-password', page)).toMatchObject({ status: 200 });
});

test('without mail the answer is the same for everybody, and says who helps', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  const ask = (email: string) => openBrowser(rig).post('/api/auth/request-password-reset', { email });
  const [known, unknown] = [await ask('ada@example.com'), await ask('nobody@example.com')];
  expect(known).toMatchObject({ status: 409, json: { reason: 'wrong_state' } });
  expect(known.json.hint).toMatch(/latentkit people reset-link/);
  expect(unknown.text).toBe(known.text);
});
