import { randomBytes } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { openBrowser } from './browser.ts';
import { addPerson, PASSWORD, type PeopleRig, startPeople } from './start-people.ts';

let rig: PeopleRig;
afterEach(() => rig.close());

async function setupToken(of: PeopleRig = rig): Promise<string> {
  return (await of.people.setupLink())?.split('#')[1] ?? '';
}

const ADA = { email: 'Ada@example.com', name: 'Ada', password: PASSWORD };

test('the link of the first start makes its opener the administrator, signed in', async () => {
  rig = await startPeople();
  const browser = openBrowser(rig);
  expect((await browser.get('/api/auth/options')).json).toMatchObject({ needs_setup: true });
  const page = await browser.post('/api/auth/claim', { ...ADA, setup_token: await setupToken() });
  expect(page).toMatchObject({ status: 200, json: { status: 'signed_in' } });
  expect(page.json.person).toMatchObject({ email: 'ada@example.com', installation_admin: true });
  expect((await browser.get('/api/auth/session')).json.person).toMatchObject({ email: 'ada@example.com' });
  expect(rig.claimed).toEqual(['ada@example.com']);
  expect(rig.facts.map(({ act }) => act)).toEqual(['claimed', 'signed_in']);
});

test('nobody claims an installation without its link, and nobody claims it again with it', async () => {
  rig = await startPeople();
  const token = await setupToken();
  const guess = randomBytes(32).toString('base64url');
  const guessed = await openBrowser(rig).post('/api/auth/claim', { ...ADA, setup_token: guess });
  expect(guessed).toMatchObject({ status: 401, json: { error: 'sign_in_failed', reason: 'wrong_link' } });
  expect(await rig.store.isEmpty()).toBe(true);

  expect((await openBrowser(rig).post('/api/auth/claim', { ...ADA, setup_token: token })).status).toBe(200);
  const again = { ...ADA, email: 'eve@example.com', setup_token: token };
  expect(await openBrowser(rig).post('/api/auth/claim', again)).toMatchObject({ status: 401 });
  expect(await rig.people.setupLink()).toBeUndefined();
  expect(await rig.people.findByEmail('eve@example.com')).toBeUndefined();
});

test('of two who open the link at once, one is the administrator', async () => {
  rig = await startPeople();
  const token = await setupToken();
  const claims = ['ada@example.com', 'eve@example.com', 'bob@example.com'].map((email) =>
    openBrowser(rig).post('/api/auth/claim', { ...ADA, email, setup_token: token }),
  );
  const statuses = (await Promise.all(claims)).map(({ status }) => status);
  expect(statuses.sort()).toEqual([200, 401, 401]);
  expect(await rig.people.list({ limit: 10 })).toHaveLength(1);
});

test('each start has another link', async () => {
  rig = await startPeople();
  const first = await setupToken();
  const other = await startPeople();
  try {
    expect(await setupToken(other)).not.toBe(first);
    expect(await openBrowser(other).post('/api/auth/claim', { ...ADA, setup_token: first })).toMatchObject({
      status: 401,
    });
  } finally {
    await other.close();
  }
});

test('where there is somebody, there is no link', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  expect(await rig.people.setupLink()).toBeUndefined();
});

test('people come by invitation only, with the address that was invited', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  rig.invitations.set('inv-1', 'grace@example.com');
  const page = { invitation_token: 'inv-1', name: 'Grace', password: PASSWORD };
  const forOther = await openBrowser(rig).post('/api/auth/register', { ...page, email: 'eve@example.com' });
  expect(forOther).toMatchObject({ status: 400, json: { reason: 'unknown_field', param: 'email' } });

  const registered = await openBrowser(rig).post('/api/auth/register', page);
  expect(registered).toMatchObject({ status: 200, json: { status: 'signed_in' } });
  expect(registered.json.person).toMatchObject({ email: 'grace@example.com', installation_admin: false });
  expect(await openBrowser(rig).post('/api/auth/register', page)).toMatchObject({
    status: 401,
    json: { reason: 'wrong_link' },
  });
  const signUp = { email: 'eve@example.com', name: 'Eve', password: PASSWORD };
  expect(await openBrowser(rig).post('/api/auth/sign-up/email', signUp)).toMatchObject({ status: 404 });
});

test('an invitation that two take at once makes one person', async () => {
  rig = await startPeople();
  rig.invitations.set('inv-1', 'grace@example.com');
  const page = { invitation_token: 'inv-1', name: 'Grace', password: PASSWORD };
  const pages = await Promise.all([1, 2].map(() => openBrowser(rig).post('/api/auth/register', page)));
  expect(pages.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(await rig.people.list({ limit: 10 })).toHaveLength(1);
});

test.each([
  ['short', 'eleven char'],
  ['long', 'x1'.repeat(65)],
  ['the address', 'ada@example.com'],
  ['common', 'Password1234'],
  ['digits in order', '123456789012'],
])('a password that is %s is refused', async (_, password) => {
  rig = await startPeople();
  const page = await openBrowser(rig).post('/api/auth/claim', { ...ADA, password, setup_token: await setupToken() });
  expect(page).toMatchObject({ status: 400, json: { error: 'validation_error', reason: 'weak_password' } });
  expect(page.text).not.toContain(password);
  expect(await rig.store.isEmpty()).toBe(true);
});
