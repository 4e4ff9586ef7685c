import { afterEach, expect, test } from 'vitest';
import { codeOf, earlierCodeOf } from './authenticator-app.ts';
import { type Browser, openBrowser } from './browser.ts';
import { addPerson, PASSWORD, type PeopleRig, SESSION_COOKIE, signIn, startPeople } from './start-people.ts';

let rig: PeopleRig;
afterEach(() => rig.close());

/** Somebody with an authenticator app, signed out. */
async function withApp() {
  rig = await startPeople();
  await addPerson({ rig });
  const browser = openBrowser(rig);
  await signIn({ browser });
  const set = await browser.post('/api/auth/two-factor/enable', { password: PASSWORD });
  const uri = set.json.totp_uri;
  const code = await earlierCodeOf(uri);
  expect(await browser.post('/api/auth/two-factor/verify-totp', { code })).toMatchObject({
    status: 200,
    json: { status: 'signed_in', person: { two_factor: true } },
  });
  const codes: unknown = set.json.backup_codes;
  return { browser, uri, codes: Array.isArray(codes) ? codes.map(String) : [] };
}

async function challenged(): Promise<Browser> {
  const browser = openBrowser(rig);
  expect(await signIn({ browser })).toMatchObject({ status: 200, json: { status: 'second_factor' } });
  expect(browser.cookies.has(SESSION_COOKIE)).toBe(false);
  return browser;
}

test('with an authenticator app, a password alone gives no session, and the code gives one', async () => {
  const { uri } = await withApp();
  const browser = await challenged();
  expect((await browser.get('/api/auth/session')).json.person).toBeNull();
  expect(await browser.post('/api/auth/two-factor/verify-totp', { code: '000000' })).toMatchObject({
    status: 401,
    json: { reason: 'wrong_code' },
  });
  const page = await browser.post('/api/auth/two-factor/verify-totp', { code: codeOf(uri) });
  expect(page).toMatchObject({ status: 200, json: { status: 'signed_in' } });
  expect((await browser.get('/api/auth/session')).json.person).toMatchObject({ email: 'ada@example.com' });
});

test('a session of before is over for the app: no answer of the first step holds a usable one', async () => {
  await withApp();
  const browser = openBrowser(rig);
  await signIn({ browser });
  const handed = browser.setCookies.filter((cookie) => cookie.startsWith(`${SESSION_COOKIE}=`));
  expect(handed.every((cookie) => /max-age=0/i.test(cookie))).toBe(true);
});

test('K9: turning the app on and off makes new session ids', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  const browser = openBrowser(rig);
  await signIn({ browser });
  const ids = [browser.cookies.get(SESSION_COOKIE)];
  const { totp_uri } = (await browser.post('/api/auth/two-factor/enable', { password: PASSWORD })).json;
  await browser.post('/api/auth/two-factor/verify-totp', { code: codeOf(totp_uri) });
  ids.push(browser.cookies.get(SESSION_COOKIE));
  expect(await browser.post('/api/auth/two-factor/disable', { password: 'wrong wrong wrong' })).toMatchObject({
    status: 401,
    json: { reason: 'wrong_credentials' },
  });
  expect(await browser.post('/api/auth/two-factor/disable', { password: PASSWORD })).toMatchObject({ status: 200 });
  ids.push(browser.cookies.get(SESSION_COOKIE));
  expect(new Set(ids).size).toBe(3);
  expect(rig.facts.map(({ act }) => act)).toEqual(['signed_in', 'two_factor_on', 'sign_in_failed', 'two_factor_off']);
  expect(await signIn({ browser: openBrowser(rig) })).toMatchObject({ json: { status: 'signed_in' } });
});

test('a code signs in once', async () => {
  const { uri } = await withApp();
  const code = codeOf(uri);
  expect((await (await challenged()).post('/api/auth/two-factor/verify-totp', { code })).status).toBe(200);
  const again = await (await challenged()).post('/api/auth/two-factor/verify-totp', { code });
  expect(again).toMatchObject({ status: 401, json: { reason: 'wrong_code' } });
});

test('a backup code signs in once', async () => {
  const { codes } = await withApp();
  expect(codes).toHaveLength(10);
  const use = async () => (await challenged()).post('/api/auth/two-factor/verify-backup-code', { code: codes[0] });
  expect(await use()).toMatchObject({ status: 200, json: { status: 'signed_in' } });
  expect(await use()).toMatchObject({ status: 401, json: { reason: 'wrong_code' } });
});

test('of a challenge five codes can be tried, and no browser is trusted to go without', async () => {
  await withApp();
  const browser = await challenged();
  const statuses: unknown[] = [];
  for (let attempt = 0; attempt < 6; attempt++) {
    statuses.push((await browser.post('/api/auth/two-factor/verify-totp', { code: '000000' })).json.message);
  }
  expect(new Set(statuses.slice(0, 5)).size).toBe(1);
  expect(statuses[5]).not.toBe(statuses[4]);
  const trusting = await browser.post('/api/auth/two-factor/verify-totp', { code: '000000', trustDevice: true });
  expect(trusting).toMatchObject({ status: 400, json: { param: 'trustDevice' } });
});

test('K11: whoever was disabled between password and code stays out', async () => {
  const { uri } = await withApp();
  const bob = await addPerson({ rig, email: 'bob@example.com' });
  const browser = await challenged();
  const ada = await rig.people.findByEmail('ada@example.com');
  if (ada) await rig.people.setDisabled({ personId: ada.id, on: true });
  expect(await browser.post('/api/auth/two-factor/verify-totp', { code: codeOf(uri) })).toMatchObject({
    status: 401,
    json: { reason: 'person_disabled' },
  });
  expect(bob.isInstallationAdmin).toBe(true);
});

test('K11: a new password does not go round the app', async () => {
  await withApp();
  const { url } = await rig.people.resetLink({ email: 'ada@example.com' });
  const browser = openBrowser(rig);
  const page = { token: url.split('#')[1], new_password: 'nine quiet lighthouses' };
  expect(await browser.post('/api/auth/reset-password', page)).toMatchObject({ status: 200, json: { status: 'done' } });
  expect(browser.cookies.size).toBe(0);
  expect(await signIn({ browser, password: 'nine quiet lighthouses' })).toMatchObject({
    json: { status: 'second_factor' },
  });
});

test('K12: the secret of the app and the backup codes stand nowhere in the clear', async () => {
  const { uri, codes } = await withApp();
  const [row] = await rig.store.rows.select({ table: 'twoFactor', where: [], limit: 1 });
  const secret = new URL(String(uri)).searchParams.get('secret') ?? '';
  expect(JSON.stringify(row)).not.toContain(secret);
  expect(JSON.stringify(row)).not.toContain(codes[0]);
});
