import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseUsd } from '../../src/domain/money.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { waitForLog, waitForRecords } from './request-log.ts';
import { json, startTestGateway, TEST_KEY } from './start-test-gateway.ts';

// One request costs exactly 0.1 dollars here, whatever it says, so that what is held is what is charged.
const ASK = { messages: [{ role: 'user', content: 'Count.' }], max_tokens: 10 };
const MODEL = {
  id: 'm',
  capabilities: ['chat', 'tools', 'json', 'embeddings', 'image_generation'],
  prices: { input_usd_per_mtok: 0, output_usd_per_mtok: 0, usd_per_request: 0.1 },
};

let own: FakeUpstream;
let house: FakeUpstream;
let dataDir: string;
beforeAll(async () => {
  own = await startFakeUpstream();
  house = await startFakeUpstream();
});
beforeEach(() => {
  own.reset();
  house.reset();
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-money-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));
afterAll(async () => {
  await own.close();
  await house.close();
});

interface Wanted {
  readonly workspace?: object;
  readonly plans?: readonly object[];
  readonly attempts?: readonly ('own' | 'house')[];
  readonly route?: object;
  readonly key?: object;
  readonly margin?: number;
  readonly more?: object;
}

function yaml({
  workspace = {},
  plans,
  attempts = ['house'],
  route = {},
  key = {},
  margin,
  more = {},
}: Wanted): string {
  const connection = { provider: 'openai-compatible', api_key: 'upstream-secret-of-all', models: [MODEL] };
  return JSON.stringify({
    version: 1,
    workspace: { name: 'acme', ...workspace },
    ...(plans ? { plans } : {}),
    connections: [
      { name: 'own', ...connection, access: 'byok', base_url: `${own.url}/v1` },
      {
        name: 'house',
        ...connection,
        access: 'platform',
        base_url: `${house.url}/v1`,
        ...(margin === undefined ? {} : { margin_percent: margin }),
      },
    ],
    routes: [{ name: 'default', attempts: attempts.map((name) => ({ connection: name, model: 'm' })), ...route }],
    keys: [{ name: 'backend', route: 'default', secret: TEST_KEY, ...key }],
    ...more,
  });
}

const start = (wanted: Wanted) => startTestGateway({ yaml: yaml(wanted), dataDir });
type Gateway = Awaited<ReturnType<typeof start>>;
const ask = (gateway: Gateway, body: object = {}) => gateway.post('/v1/chat', { ...ASK, ...body });

async function ledgerOf(directory: string) {
  const store = await openSqliteStore({ dataDir: directory });
  const workspaceId = (await store.readDefinitions()).workspaces[0]?.id ?? '';
  const found = {
    balances: await store.ledger.balances({ workspaceId }),
    problems: await store.ledger.verify(),
    transfers: await store.ledger.list({ workspaceId, limit: 500 }),
  };
  await store.close();
  return found;
}

describe('credits', () => {
  test('let exactly as many requests through as they pay for, also at once, and over a restart', async () => {
    {
      await using gateway = await start({ workspace: { credits_usd: 1 } });
      const answers = await Promise.all(Array.from({ length: 6 }, () => ask(gateway)));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
      expect((await json(answers[0] as Response)).cost).toEqual({ usd: '0.100000000', billed_to: 'platform' });
      expect(answers[0]?.headers.get('X-LK-Billed-To')).toBe('platform');
    }
    await using gateway = await start({ workspace: { credits_usd: 1 } });
    const answers = await Promise.all(Array.from({ length: 30 }, () => ask(gateway)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    const refused = answers.find(({ status }) => status === 402) as Response;
    expect(await json(refused)).toMatchObject({ error: 'budget_exceeded', reason: 'workspace_credits' });
    expect(house.requests).toHaveLength(10);
    const whoami = await json(await gateway.get('/v1/whoami'));
    expect(whoami.limits.credits).toEqual({ granted_usd: '1.000000000', remaining_usd: '0.000000000' });
    await waitForRecords({ dataDir, count: 36 });
    await gateway.close({ withinMs: 1_000 });
    const { balances, problems } = await ledgerOf(dataDir);
    expect(balances).toMatchObject({ credits: 0, held: 0, spent: parseUsd(1), byok: 0 });
    expect(problems).toEqual([]);
  });

  test("are not spent by a connection of one's own", async () => {
    await using gateway = await start({ workspace: { credits_usd: 0 }, attempts: ['own'] });
    const response = await ask(gateway);
    expect(response.status).toBe(200);
    expect((await json(response)).cost).toEqual({ usd: '0.100000000', billed_to: 'byok' });
    expect(response.headers.get('X-LK-Billed-To')).toBe('byok');
    await gateway.close({ withinMs: 1_000 });
    expect((await ledgerOf(dataDir)).balances).toMatchObject({ credits: 0, spent: 0, byok: parseUsd(0.1) });
  });

  test('pay for the attempt that answered, not for the one before it, and the other way round', async () => {
    await using gateway = await start({ workspace: { credits_usd: 1 }, attempts: ['own', 'house'] });
    own.script({ status: 500 });
    const crossed = await ask(gateway);
    expect(await json(crossed)).toMatchObject({ cost: { billed_to: 'platform' }, route: { attempt: 2 } });
    expect(crossed.headers.get('X-LK-Billed-To')).toBe('platform');
    own.reset();
    house.script({ status: 500 });
    expect((await json(await ask(gateway))).cost.billed_to).toBe('byok');
    const records = await waitForRecords({ dataDir, count: 2 });
    expect(records.map(({ attempts }) => attempts.map(({ fundedBy, costNanoUsd }) => [fundedBy, costNanoUsd]))).toEqual(
      [
        [['byok', parseUsd(0.1)]],
        [
          ['byok', 0],
          ['credits', parseUsd(0.1)],
        ],
      ],
    );
    await gateway.close({ withinMs: 1_000 });
    const { balances, problems } = await ledgerOf(dataDir);
    expect(balances).toMatchObject({ credits: parseUsd(0.9), held: 0, spent: parseUsd(0.1), byok: parseUsd(0.1) });
    expect(problems).toEqual([]);
  });

  test('that are used up take their attempts out of the plan, and what is paid otherwise still answers', async () => {
    await using gateway = await start({ workspace: { credits_usd: 0.05 }, attempts: ['house', 'own'] });
    expect(await json(await ask(gateway))).toMatchObject({ cost: { billed_to: 'byok' }, route: { attempt: 2 } });
    expect(house.requests).toEqual([]);
    const [record] = await waitForRecords({ dataDir, count: 1 });
    expect(record?.skipped).toMatchObject([{ attempt: 1, reason: 'credits_exhausted' }]);
  });

  test("carry the margin of the house, and the provider's own price is kept beside it", async () => {
    await using gateway = await start({ workspace: { credits_usd: 1 }, margin: 20 });
    expect((await json(await ask(gateway))).cost.usd).toBe('0.120000000');
    const [record] = await waitForRecords({ dataDir, count: 1 });
    expect(record?.attempts).toMatchObject([{ costNanoUsd: parseUsd(0.12), providerCostNanoUsd: parseUsd(0.1) }]);
  });

  test('that nobody ever gave limit nothing, and what was spent is in the ledger all the same', async () => {
    await using gateway = await start({});
    expect((await ask(gateway)).status).toBe(200);
    await gateway.close({ withinMs: 1_000 });
    expect((await ledgerOf(dataDir)).balances).toMatchObject({ credits: parseUsd(-0.1), spent: parseUsd(0.1) });
  });
});

describe('a route that never crosses', () => {
  test('stays with the access of its first attempt', async () => {
    await using gateway = await start({ attempts: ['own', 'house'], route: { crossing: 'never' } });
    own.script({ status: 500 });
    const response = await ask(gateway);
    expect(response.status).toBe(503);
    expect((await json(response)).attempts).toContainEqual(
      expect.objectContaining({ attempt: 2, outcome: 'skipped', reason: 'crossing_not_allowed' }),
    );
    expect(house.requests).toEqual([]);
  });
});

describe('a plan', () => {
  const FREE = { name: 'free', managed: { chat: 3 }, window: 'month', excludes: ['tools'], upgrade_to: 'pro' };
  const PRO = { name: 'pro' };
  const plans = [FREE, PRO];

  test('pays for exactly its number of requests, however many come at once, and says when it starts anew', async () => {
    await using gateway = await start({ plans, workspace: { plan: 'free' } });
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(gateway)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
    const refused = answers.find(({ status }) => status === 402) as Response;
    const body = await json(refused);
    expect(body).toMatchObject({
      error: 'free_managed_limit_reached',
      reason: 'chat',
      upgrade_required: true,
      upgrade_to: 'pro',
    });
    const now = new Date();
    expect(body.resets_at).toBe(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)).toISOString());
    expect(house.requests).toHaveLength(3);
    await gateway.close({ withinMs: 1_000 });
    const { balances, problems } = await ledgerOf(dataDir);
    expect(balances).toMatchObject({ credits: 0, spent: 0, covered: parseUsd(0.3) });
    expect(problems).toEqual([]);
  });

  test('counts on after a restart, and counts nothing that failed', async () => {
    {
      await using gateway = await start({ plans, workspace: { plan: 'free' } });
      house.script({ status: 500 });
      expect((await ask(gateway)).status).toBe(503);
      house.reset();
      for (let turn = 0; turn < 2; turn++) expect((await ask(gateway)).status).toBe(200);
    }
    await using gateway = await start({ plans, workspace: { plan: 'free' } });
    expect([(await ask(gateway)).status, (await ask(gateway)).status]).toEqual([200, 402]);
    const whoami = await json(await gateway.get('/v1/whoami'));
    expect(whoami.limits.managed).toMatchObject([{ capability: 'chat', limit: 3, remaining: 0 }]);
  });

  test('does not pay for what it excludes: credits do, where there are any', async () => {
    const tools = [{ type: 'function', function: { name: 'look' } }];
    {
      await using gateway = await start({ plans, workspace: { plan: 'free' } });
      const refused = await ask(gateway, { tools });
      expect(refused.status).toBe(402);
      expect(await json(refused)).toMatchObject({ reason: 'plan_limit', upgrade_required: true, upgrade_to: 'pro' });
    }
    await using gateway = await start({ plans, workspace: { plan: 'free', credits_usd: 1 } });
    expect((await ask(gateway, { tools })).status).toBe(200);
    const records = await waitForRecords({ dataDir, count: 2 });
    expect(records[0]?.attempts).toMatchObject([{ fundedBy: 'credits' }]);
  });

  test('refuses platform access for what it does not include at all', async () => {
    const small = { name: 'small', capabilities: ['embeddings'], upgrade_to: 'pro' };
    await using gateway = await start({ plans: [small, PRO], workspace: { plan: 'small', credits_usd: 5 } });
    expect(await json(await ask(gateway))).toMatchObject({ error: 'budget_exceeded', reason: 'plan_limit' });
  });
});

describe('what is charged', () => {
  test('is the real cost, also above what was held', async () => {
    const prices = { input_usd_per_mtok: 1, output_usd_per_mtok: 4 };
    const config = JSON.parse(yaml({ attempts: ['own'], key: { budget: { usd: 1, window: 'day' } } }));
    config.connections[0].models[0].prices = prices;
    await using gateway = await startTestGateway({ yaml: JSON.stringify(config), dataDir });
    own.script({ reply: { text: 'x', usage: { input: 1_000_000, output: 500_000 } } });
    expect((await json(await ask(gateway))).cost.usd).toBe('3.000000000');
    const refused = await ask(gateway);
    expect(await json(refused)).toMatchObject({ error: 'budget_exceeded', reason: 'key_budget' });
    const { limits } = await json(await gateway.get('/v1/whoami'));
    expect(limits.budgets).toMatchObject([{ scope: 'key', name: 'backend', remaining_usd: '0.000000000' }]);
  });

  test('is nothing where the provider says that nothing was used', async () => {
    const config = JSON.parse(yaml({ attempts: ['own'] }));
    config.connections[0].models[0].prices = { input_usd_per_mtok: 1, output_usd_per_mtok: 4 };
    await using gateway = await startTestGateway({ yaml: JSON.stringify(config), dataDir });
    own.script({ reply: { text: 'x', usage: { input: 0, output: 0 } } });
    for (const stream of [false, true]) await (await ask(gateway, { stream })).text();
    const records = await waitForRecords({ dataDir, count: 2 });
    expect(records.map(({ costNanoUsd, usage }) => [costNanoUsd, usage?.estimated])).toEqual([
      [0, false],
      [0, false],
    ]);
  });

  test('is nothing for a stream that broke off before the provider said what was used', async () => {
    await using gateway = await start({ workspace: { credits_usd: 1 } });
    house.script({ reply: { text: 'one two three' }, omitTerminal: true });
    const text = await (await ask(gateway, { stream: true })).text();
    expect(text).toContain('event: error');
    const [record] = await waitForRecords({ dataDir, count: 1 });
    expect(record).toMatchObject({ outcome: 'cut', costNanoUsd: 0 });
    expect(record?.attempts).toMatchObject([
      { billable: 'unknown', costNanoUsd: 0, providerCostNanoUsd: parseUsd(0.1) },
    ]);
    await gateway.close({ withinMs: 1_000 });
    expect((await ledgerOf(dataDir)).balances).toMatchObject({ credits: parseUsd(1), held: 0, spent: 0 });
  });

  test('is bounded where nothing else bounds it: the answer says so', async () => {
    const config = JSON.parse(yaml({ attempts: ['own'], key: { budget: { usd: 1, window: 'day' } } }));
    config.connections[0].models[0].prices = { input_usd_per_mtok: 1, output_usd_per_mtok: 4 };
    await using gateway = await startTestGateway({ yaml: JSON.stringify(config), dataDir });
    const answer = await json(await gateway.post('/v1/chat', { messages: ASK.messages }));
    expect(answer.warnings).toContainEqual(expect.objectContaining({ param: 'max_tokens' }));
    expect(own.requests[0]?.body).toMatchObject({ max_tokens: 4_096 });
    await gateway.post('/v1/chat', ASK);
    expect(own.requests[1]?.body).toMatchObject({ max_tokens: 10 });
  });
});

test('the request log, the ledger and the answers agree to the nano-dollar', async () => {
  await using gateway = await start({ workspace: { credits_usd: 100 }, attempts: ['own', 'house'], margin: 7 });
  let told = 0;
  for (let turn = 0; turn < 20; turn++) {
    own.script(turn % 3 === 0 ? { status: 503 } : {});
    const answer = await json(await ask(gateway));
    told += parseUsd(answer.cost.usd);
  }
  const records = await waitForLog({ dataDir, until: (found) => found.length === 20 });
  await gateway.close({ withinMs: 1_000 });
  const { balances, problems } = await ledgerOf(dataDir);
  expect(records.reduce((sum, { costNanoUsd }) => sum + (costNanoUsd ?? 0), 0)).toBe(told);
  expect(balances.spent + balances.byok).toBe(told);
  expect(problems).toEqual([]);
});
