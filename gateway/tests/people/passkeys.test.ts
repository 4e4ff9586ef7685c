import { afterEach, expect, test } from 'vitest';
import { type Browser, openBrowser } from './browser.ts';
import { createSoftwarePasskey, type SoftwarePasskey } from './software-passkey.ts';
import { addPerson, type PeopleRig, SESSION_COOKIE, signIn, startPeople } from './start-people.ts';

let rig: PeopleRig;
afterEach(() => rig.close());

async function signedIn(): Promise<Browser> {
  rig = await startPeople();
  await addPerson({ rig });
  const browser = openBrowser(rig);
  await signIn({ browser });
  return browser;
}

async function add({ browser, passkey }: { readonly browser: Browser; readonly passkey: SoftwarePasskey }) {
  const options = await browser.get('/api/auth/passkey/generate-register-options');
  expect(options.status).toBe(200);
  const response = passkey.register(options.json);
  return browser.post('/api/auth/passkey/verify-registration', { response, name: 'laptop' });
}

async function enter({
  passkey,
  browser = openBrowser(rig),
}: {
  readonly passkey: SoftwarePasskey;
  browser?: Browser;
}) {
  const options = await browser.get('/api/auth/passkey/generate-authenticate-options');
  const response = passkey.authenticate(options.json);
  return { browser, page: await browser.post('/api/auth/passkey/verify-authentication', { response }), response };
}

test('a passkey that was added signs in, without a password', async () => {
  const browser = await signedIn();
  const passkey = createSoftwarePasskey({ origin: rig.url });
  expect(await add({ browser, passkey })).toMatchObject({ status: 200, json: { name: 'laptop' } });
  const entered = await enter({ passkey });
  expect(entered.page).toMatchObject({
    status: 200,
    json: { status: 'signed_in', person: { email: 'ada@example.com' } },
  });
  expect((await entered.browser.get('/api/auth/session')).json.person).toMatchObject({ email: 'ada@example.com' });
  expect(rig.facts.map(({ act, note }) => [act, note])).toEqual([
    ['signed_in', '/sign-in/email'],
    ['passkey_added', undefined],
    ['signed_in', '/passkey/verify-authentication'],
  ]);
});

test('an answer of a passkey counts once', async () => {
  const browser = await signedIn();
  const passkey = createSoftwarePasskey({ origin: rig.url });
  await add({ browser, passkey });
  const { browser: other, response } = await enter({ passkey });
  const replayed = await other.post('/api/auth/passkey/verify-authentication', { response });
  expect(replayed).toMatchObject({ status: 401, json: { reason: 'passkey_refused' } });
});

test('a passkey that does not make sure who holds it is not added', async () => {
  const browser = await signedIn();
  const passkey = createSoftwarePasskey({ origin: rig.url, verifiesUser: () => false });
  expect(await add({ browser, passkey })).toMatchObject({ status: 401, json: { reason: 'passkey_refused' } });
});

test('a passkey that did not make sure this time does not let anybody in', async () => {
  const browser = await signedIn();
  let verifiesUser = true;
  const passkey = createSoftwarePasskey({ origin: rig.url, verifiesUser: () => verifiesUser });
  expect((await add({ browser, passkey })).status).toBe(200);
  verifiesUser = false;
  const { page, browser: other } = await enter({ passkey });
  expect(page).toMatchObject({ status: 401, json: { reason: 'passkey_refused' } });
  expect(other.cookies.has(SESSION_COOKIE)).toBe(false);
});

test.each([
  ['of another site', { origin: 'https://evil.example', rpId: 'localhost' }],
  ['for another name', { rpId: 'evil.example' }],
])('the answer of a passkey %s is refused', async (_, wrong) => {
  const browser = await signedIn();
  const passkey = createSoftwarePasskey({ origin: rig.url, ...wrong });
  expect(await add({ browser, passkey })).toMatchObject({ status: 401, json: { reason: 'passkey_refused' } });
});

test('a passkey that nobody added is refused', async () => {
  await signedIn();
  const { page } = await enter({ passkey: createSoftwarePasskey({ origin: rig.url }) });
  expect(page).toMatchObject({ status: 401, json: { reason: 'passkey_refused' } });
});

test('whoever is disabled does not come in by a passkey', async () => {
  const browser = await signedIn();
  await addPerson({ rig, email: 'eve@example.com' });
  const passkey = createSoftwarePasskey({ origin: rig.url });
  await add({ browser, passkey });
  const ada = await rig.people.findByEmail('ada@example.com');
  if (ada) await rig.people.setDisabled({ personId: ada.id, on: true });
  const { page, browser: other } = await enter({ passkey });
  expect(page).toMatchObject({ status: 401, json: { reason: 'person_disabled' } });
  expect(other.cookies.has(SESSION_COOKIE)).toBe(false);
});

test('people remove and rename their own passkeys only', async () => {
  const browser = await signedIn();
  const passkey = createSoftwarePasskey({ origin: rig.url });
  const { id } = (await add({ browser, passkey })).json;
  await addPerson({ rig, email: 'eve@example.com' });
  const eve = openBrowser(rig);
  await signIn({ browser: eve, email: 'eve@example.com' });
  expect((await eve.post('/api/auth/passkey/delete-passkey', { id })).status).not.toBe(200);
  expect((await eve.post('/api/auth/passkey/update-passkey', { id, name: 'mine' })).status).not.toBe(200);
  expect((await eve.get('/api/auth/passkey/list-user-passkeys')).json.data).toEqual([]);
  expect((await browser.get('/api/auth/passkey/list-user-passkeys')).json.data).toMatchObject([{ id, name: 'laptop' }]);
  expect(await browser.post('/api/auth/passkey/update-passkey', { id, name: 'phone' })).toMatchObject({ status: 200 });
  expect(await browser.post('/api/auth/passkey/delete-passkey', { id })).toMatchObject({ status: 200 });
  expect((await enter({ passkey })).page.status).toBe(401);
  expect(rig.facts.map(({ act }) => act)).toContain('passkey_removed');
});
