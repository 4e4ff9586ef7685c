import { afterEach, expect, test } from 'vitest';
import { openBrowser } from './browser.ts';
import { PASSWORD, type PeopleRig, startPeople } from './start-people.ts';

let rig: PeopleRig;
afterEach(() => rig.close());

async function setupToken(): Promise<string> {
  return (await rig.people.setupLink())?.split('#token=')[1] ?? '';
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
