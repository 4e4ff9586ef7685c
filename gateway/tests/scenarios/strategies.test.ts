import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { waitForRecords } from './request-log.ts';
import { json, startTestGateway, TEST_KEY, type TestGateway } from './start-test-gateway.ts';

const ASK = { messages: [{ role: 'user', content: 'Count.' }], max_tokens: 100 };
const ADMIN_TOKEN = `lkadm_${'a'.repeat(40)}`;

let one: FakeUpstream;
let other: FakeUpstream;
beforeAll(async () => {
  one = await startFakeUpstream();
  other = await startFakeUpstream();
});
beforeEach(() => {
  one.reset();
  other.reset();
});
afterAll(async () => {
  await one.close();
  await other.close();
});

interface RouteOf {
  readonly strategy: string;
  readonly stickyBy?: string;
  readonly weights?: readonly [number, number];
  /** Dollars for a million tokens of output; undefined: nobody knows. */
  readonly usd?: readonly [number | undefined, number | undefined];
}

/** A route of two attempts, on `one` and on `other`. */
function start({ strategy, stickyBy = 'none', weights, usd }: RouteOf): Promise<TestGateway> {
  const upstreams = [one, other];
  const yaml = JSON.stringify({
    version: 1,
    workspace: 'acme',
    connections: ['one', 'other'].map((name, index) => ({
      name,
      provider: 'openai-compatible',
      api_key: 'upstream-secret-of-all',
      base_url: `${upstreams[index]?.url}/v1`,
      models: [
        {
          id: 'm',
          capabilities: ['chat'],
          ...(usd?.[index] === undefined ? {} : { prices: { input_usd_per_mtok: 0, output_usd_per_mtok: usd[index] } }),
        },
      ],
    })),
    routes: [
      {
        name: 'default',
        strategy,
        sticky_by: stickyBy,
        attempts: ['one', 'other'].map((connection, index) => ({
          connection,
          model: 'm',
          ...(weights ? { weight: weights[index] } : {}),
        })),
      },
    ],
    keys: [{ name: 'backend', route: 'default', secret: TEST_KEY }],
  });
  return startTestGateway({ yaml, settingsEnv: { LATENTKIT_ADMIN_TOKEN: ADMIN_TOKEN } });
}

/** The places in the route of the attempts that answered. */
async function placesOf(
  gateway: TestGateway,
  { times, user, stream = false }: { times: number; user?: string | undefined; stream?: boolean },
): Promise<number[]> {
  const places: number[] = [];
  for (let round = 0; round < times; round++) {
    const response = await gateway.post('/v1/chat', { ...ASK, stream, ...(user === undefined ? {} : { user }) });
    expect(response.status).toBe(200);
    const text = await response.text();
    places.push(Number(/"attempt":(\d+)/.exec(text)?.[1]));
  }
  return places;
}

test('weighted: attempts share the traffic in proportion, and failover goes to the other', async () => {
  await using gateway = await start({ strategy: 'weighted', weights: [3, 1] });
  const places = await placesOf(gateway, { times: 240 });
  const share = places.filter((place) => place === 1).length / places.length;
  // Four standard deviations.
  expect(share).toBeGreaterThan(0.63);
  expect(share).toBeLessThan(0.87);
  one.script({ status: 500 });
  expect(new Set(await placesOf(gateway, { times: 10 }))).toEqual(new Set([2]));
});

test('weighted and sticky by user: a user stays where they are, and others are elsewhere', async () => {
  await using gateway = await start({ strategy: 'weighted', stickyBy: 'user' });
  const homes: number[] = [];
  for (let user = 0; user < 12; user++) {
    const places = new Set(await placesOf(gateway, { times: 4, user: `user-${user}` }));
    expect(places.size).toBe(1);
    homes.push(...places);
  }
  expect(new Set(homes)).toEqual(new Set([1, 2]));
  // Without a user there is no session.
  expect(new Set(await placesOf(gateway, { times: 40 }))).toEqual(new Set([1, 2]));
});

test('cheapest: the lower price comes first, whatever the order, and the dearer one takes over', async () => {
  await using gateway = await start({ strategy: 'cheapest', usd: [8, 2] });
  expect(new Set(await placesOf(gateway, { times: 5 }))).toEqual(new Set([2]));
  other.script({ status: 500 });
  expect(await placesOf(gateway, { times: 1 })).toEqual([1]);
  const [record] = await waitForRecords({ dataDir: gateway.dataDir, count: 6 });
  expect(record).toMatchObject({
    // 100 tokens of output at 2 and at 8 dollars for a million.
    order: {
      strategy: 'cheapest',
      first: 'best',
      ranks: [
        { attempt: 2, value: 200_000 },
        { attempt: 1, value: 800_000 },
      ],
    },
    attempts: [
      { position: 2, outcome: 'failed' },
      { position: 1, outcome: 'answered' },
    ],
  });
  const path = `/api/requests/${record?.id}/diagnosis`;
  const { what_happened: steps } = await json(await gateway.get(path, { Authorization: `Bearer ${ADMIN_TOKEN}` }));
  expect(JSON.stringify(steps)).toContain('Order: the cheapest first: attempt 2 about $0.0002');
});

test('cheapest: a price that nobody knows is not a low one', async () => {
  await using gateway = await start({ strategy: 'cheapest', usd: [undefined, 50] });
  expect(new Set(await placesOf(gateway, { times: 5 }))).toEqual(new Set([2]));
});

test('cheapest and sticky by key: a session that had to leave stays where it went', async () => {
  await using gateway = await start({ strategy: 'cheapest', stickyBy: 'key', usd: [2, 8] });
  expect(await placesOf(gateway, { times: 2 })).toEqual([1, 1]);
  one.script({ status: 500 });
  expect(await placesOf(gateway, { times: 1 })).toEqual([2]);
  one.reset();
  expect(await placesOf(gateway, { times: 3 })).toEqual([2, 2, 2]);
});

test.each([{ stream: true }, { stream: false }])(
  'fastest: traffic follows what was measured (%o)',
  async ({ stream }) => {
    await using gateway = await start({ strategy: 'fastest' });
    one.script({ delayMs: 100 });
    // The first is all that is known, until one of the requests that explore comes to the other.
    let explored = 0;
    while ((await placesOf(gateway, { times: 1, stream }))[0] === 1) expect(++explored).toBeLessThan(150);
    expect(explored).toBeGreaterThan(0);
    expect(new Set(await placesOf(gateway, { times: 10, stream }))).toEqual(new Set([2]));
    one.reset();
    other.script({ delayMs: 250 });
    const later = await placesOf(gateway, { times: 12, stream });
    expect(later.slice(-4)).toEqual([1, 1, 1, 1]);
  },
);

test('least busy: what runs is shared by weight, and ends count', async () => {
  await using gateway = await start({ strategy: 'least_busy', weights: [1, 2] });
  const slow = { reply: { text: 'slow' }, delayMs: 400 };
  one.script(slow);
  other.script(slow);
  const running = Array.from({ length: 9 }, async () => {
    const response = gateway.post('/v1/chat', ASK);
    return json(await response);
  });
  await wait(200);
  const circuits = await json(await gateway.get('/api/circuits', { Authorization: `Bearer ${ADMIN_TOKEN}` }));
  expect(
    circuits.circuits.map((circuit: { connection: string; under_way: number }) => [
      circuit.connection,
      circuit.under_way,
    ]),
  ).toEqual([
    ['one', 3],
    ['other', 6],
  ]);
  await Promise.all(running);
  expect([one.requests.length, other.requests.length]).toEqual([3, 6]);
  one.reset();
  other.reset();
  expect(await placesOf(gateway, { times: 3 })).toEqual([1, 1, 1]);
});
