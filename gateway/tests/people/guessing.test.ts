import { afterEach, expect, test } from 'vitest';
import { type Browser, openBrowser } from './browser.ts';
import { addPerson, PASSWORD, type PeopleRig, signIn, startPeople } from './start-people.ts';

let rig: PeopleRig;
afterEach(() => rig.close());

const MINUTE_MS = 60_000;

async function fail(browser: Browser, email = 'ada@example.com') {
  return signIn({ browser, email, password: 'wrong wrong wrong' });
}

test('K8: after five failures for an account from one address, even the right password waits', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  const browser = openBrowser({ ...rig, clientIp: '203.0.113.5' });
  for (let attempt = 0; attempt < 5; attempt++) {
    expect(await fail(browser)).toMatchObject({ status: 401, json: { reason: 'wrong_credentials' } });
  }
  const refused = await signIn({ browser });
  expect(refused).toMatchObject({ status: 429, json: { error: 'rate_limited', reason: 'sign_in' } });
  expect(refused.json).toMatchObject({ request_id: 'req_test', docs: '/docs/errors#rate_limited' });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(800);
  rig.advance(15 * MINUTE_MS + 1);
  expect((await signIn({ browser })).status).toBe(200);
});

test("K8: guessing from one address does not lock the account's owner out elsewhere", async () => {
  rig = await startPeople();
  await addPerson({ rig });
  const guesser = openBrowser({ ...rig, clientIp: '203.0.113.5' });
  for (let attempt = 0; attempt < 8; attempt++) await fail(guesser);
  expect((await signIn({ browser: openBrowser({ ...rig, clientIp: '198.51.100.7' }) })).status).toBe(200);
});

test('K8: fifty failures from one address, whatever the accounts, and the address waits', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  const guesser = openBrowser({ ...rig, clientIp: '203.0.113.5' });
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 60; attempt++) statuses.push((await fail(guesser, `p${attempt}@example.com`)).status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(50);
  expect(statuses.slice(50)).toEqual(new Array(10).fill(429));
  expect((await signIn({ browser: guesser })).status).toBe(429);
});

test('K8: guesses that are sent at once count as well', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  const guesser = openBrowser({ ...rig, clientIp: '203.0.113.5' });
  const statuses = (await Promise.all(Array.from({ length: 40 }, () => fail(guesser)))).map(({ status }) => status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(5);
});

test('K8: all addresses of one IPv6 network count as one', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  for (let host = 1; host <= 5; host++) await fail(openBrowser({ ...rig, clientIp: `2001:db8::${host}` }));
  expect((await fail(openBrowser({ ...rig, clientIp: '2001:db8::ffff' }))).status).toBe(429);
  expect((await fail(openBrowser({ ...rig, clientIp: '2001:db8:0:1::1' }))).status).toBe(401);
});

test('K8: somebody who mistypes and then gets it right is not counted on', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  const browser = openBrowser(rig);
  for (let round = 0; round < 4; round++) {
    for (let attempt = 0; attempt < 4; attempt++) expect((await fail(browser)).status).toBe(401);
    expect((await signIn({ browser })).status).toBe(200);
  }
});

test('K8: an unknown account answers as a wrong password does, and takes as long', async () => {
  const scryptCost = { logRounds: 13, blockSize: 8, parallel: 1 };
  rig = await startPeople({ overrides: { scryptCost } });
  await addPerson({ rig, scryptCost });
  const took = { known: [] as number[], unknown: [] as number[] };
  const texts = new Set<string>();
  for (let round = 0; round < 40; round++) {
    for (const [kind, email] of [
      ['known', 'ada@example.com'],
      ['unknown', 'nobody@example.com'],
    ] as const) {
      const browser = openBrowser({ ...rig, clientIp: `198.51.100.${round}` });
      const startedMs = performance.now();
      const page = await fail(browser, email);
      took[kind].push(performance.now() - startedMs);
      expect(page.status).toBe(401);
      texts.add(page.text);
    }
  }
  expect(texts.size).toBe(1);
  // The cost of a hash is 20 ms and more here: a way without one would stand out by far.
  const [known, unknown] = [median(took.known), median(took.unknown)];
  expect(Math.abs(known - unknown)).toBeLessThan(Math.max(known, unknown) * 0.5);
});

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

test('K8: guesses at links and at the password of somebody signed in count as well', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  const browser = openBrowser(rig);
  await signIn({ browser });
  const change = { current_password: 'wrong wrong wrong', new_password: 'eight quiet lighthouses' };
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 7; attempt++) {
    statuses.push((await browser.post('/api/auth/change-password', change)).status);
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  const guesser = openBrowser({ ...rig, clientIp: '203.0.113.5' });
  const links: number[] = [];
  for (let attempt = 0; attempt < 51; attempt++) {
    const page = { token: `guess-${attempt}`, new_password: PASSWORD };
    links.push((await guesser.post('/api/auth/reset-password', page)).status);
  }
  expect(links.filter((status) => status === 401)).toHaveLength(50);
  expect(links.at(-1)).toBe(429);
});

test('failures stand in the audit log, as often as they are counted and no more', async () => {
  rig = await startPeople();
  await addPerson({ rig });
  const browser = openBrowser({ ...rig, clientIp: '203.0.113.5' });
  for (let attempt = 0; attempt < 20; attempt++) await fail(browser);
  const failures = rig.facts.filter(({ act }) => act === 'sign_in_failed');
  expect(failures).toHaveLength(5);
  expect(failures[0]).toMatchObject({
    person: { email: 'ada@example.com' },
    from: { clientIp: '203.0.113.5', requestId: 'req_test' },
    note: '/sign-in/email wrong_credentials',
  });
});
