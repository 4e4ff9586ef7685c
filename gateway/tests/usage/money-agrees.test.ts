import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatUsd } from '../../src/domain/money.ts';
import type { RequestRecord } from '../../src/domain/request-record.ts';
import type { Store } from '../../src/domain/store.ts';
import { rollUpUsage } from '../../src/jobs/roll-up-usage.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { reportUsage } from '../../src/usage/report-usage.ts';
import type { Behaviour } from '../fake-upstream/behaviour.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { waitForLog } from '../scenarios/request-log.ts';
import { json, readSse, startTestGateway, TEST_KEY } from '../scenarios/start-test-gateway.ts';
import { onEveryDatabase } from '../support/on-every-database.ts';
import { anyTraffic, FIRST_MS, LAST_MS } from './any-usage.ts';

const ADMIN_TOKEN = `lkadm_${'o'.repeat(32)}`;

/** What one workspace paid, by who paid, as three parts of the product tell it. Nano-dollars. */
interface Money {
  readonly byok: number;
  readonly credits: number;
  readonly allowance: number;
}

const NOTHING: Money = { byok: 0, credits: 0, allowance: 0 };

/** Answers of different lengths, with these changes in turn. */
function answersOf(changes: readonly Behaviour[]): () => Behaviour {
  let made = 0;
  return () => {
    made++;
    const usage = { input: 100 + made * 7, cachedInput: made % 3, output: 20 + made * 11 };
    return { reply: { text: 'one two three four', usage }, ...changes[made % changes.length] };
  };
}

/** The request log: cost of requests, told apart by the funding of their attempts. */
function moneyOfLog(records: readonly RequestRecord[]): Money & { readonly requests: number } {
  const money = { ...NOTHING, requests: 0 };
  for (const { attempts, costNanoUsd } of records) {
    money.requests += costNanoUsd ?? 0;
    for (const attempt of attempts) money[attempt.fundedBy] += attempt.costNanoUsd ?? 0;
  }
  return money;
}

/** The ledger: what was settled, by the account that it went to. */
async function moneyOfLedger({ store, workspaceId }: Of): Promise<Money> {
  const money = { ...NOTHING };
  const fundedBy = { byok: 'byok', spent: 'credits', covered: 'allowance' } as const;
  const transfers = await store.ledger.list({ workspaceId, limit: 100_000 });
  for (const { kind, to, nanoUsd } of transfers) {
    if (kind === 'settled' && (to === 'byok' || to === 'spent' || to === 'covered')) money[fundedBy[to]] += nanoUsd;
  }
  return money;
}

interface Of {
  readonly store: Store;
  readonly workspaceId: string;
}

/** The report of usage. */
async function moneyOfReport({ store, workspaceId }: Of, time: { fromMs: number; toMs: number }) {
  const everything = { timeZone: 'UTC', interval: 'none', groupBy: [], filters: new Map(), keyId: undefined } as const;
  const query = { ...time, ...everything, workspaceId, limit: 10, after: undefined };
  const { totals } = await reportUsage({ usage: store.usage, query, pause: async () => {} });
  return {
    cost: totals.usd('cost'),
    byok: totals.usd('byok'),
    credits: totals.usd('credits'),
    allowance: totals.usd('allowance'),
    managed: totals.usd('managed'),
  };
}

function inDollars({ byok, credits, allowance }: Money) {
  return {
    cost: formatUsd(byok + credits + allowance),
    byok: formatUsd(byok),
    credits: formatUsd(credits),
    allowance: formatUsd(allowance),
    managed: formatUsd(credits + allowance),
  };
}

/** A request costs what its attempts do. */
function withTotals(records: readonly RequestRecord[]): readonly RequestRecord[] {
  return records.map((record) => ({
    ...record,
    costNanoUsd: record.attempts.reduce((sum, { costNanoUsd }) => sum + (costNanoUsd ?? 0), 0),
  }));
}

onEveryDatabase(({ newPlace }) => {
  test('usage, request log and ledger say the same to the nano-dollar, for any traffic', async () => {
    const place = await newPlace();
    const store = await place.open();
    const kept: RequestRecord[] = [];
    await fc.assert(
      fc.asyncProperty(anyTraffic, fc.boolean(), async (drawn, rollsUp) => {
        const records = withTotals(drawn);
        kept.push(...records);
        await store.appendRequests(records);
        if (rollsUp) await rollUpUsage({ usage: store.usage, nowMs: LAST_MS, pause: async () => {} });
        for (const workspaceId of ['ws_0', 'ws_1']) {
          const { requests, ...logged } = moneyOfLog(kept.filter((record) => record.workspaceId === workspaceId));
          expect(requests).toBe(logged.byok + logged.credits + logged.allowance);
          expect(await moneyOfLedger({ store, workspaceId })).toEqual(logged);
          const time = { fromMs: FIRST_MS, toMs: LAST_MS };
          expect(await moneyOfReport({ store, workspaceId }, time)).toEqual(inDollars(logged));
        }
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });
});

describe('a whole gateway under mixed traffic', () => {
  let own: FakeUpstream;
  let house: FakeUpstream;
  beforeAll(async () => {
    own = await startFakeUpstream();
    house = await startFakeUpstream();
  });
  afterAll(async () => {
    await own.close();
    await house.close();
  });

  const models = [
    {
      id: 'm',
      capabilities: ['chat', 'json'],
      prices: { input_usd_per_mtok: 0.37, cached_input_usd_per_mtok: 0.037, output_usd_per_mtok: 4.1 },
    },
  ];
  const connection = { provider: 'openai-compatible', api_key: 'upstream-secret-of-all', models };
  const yaml = () =>
    JSON.stringify({
      version: 1,
      workspace: { name: 'acme', plan: 'free', credits_usd: 100 },
      plans: [{ name: 'free', managed: { chat: 5 }, excludes: ['json'], window: 'month' }],
      connections: [
        { name: 'own', ...connection, access: 'byok', base_url: `${own.url}/v1` },
        { name: 'house', ...connection, access: 'platform', margin_percent: 7, base_url: `${house.url}/v1` },
      ],
      routes: [
        {
          name: 'default',
          attempts: [
            { connection: 'own', model: 'm', idle_timeout_ms: 300 },
            { connection: 'house', model: 'm', idle_timeout_ms: 300 },
          ],
        },
      ],
      keys: [{ name: 'backend', route: 'default', secret: TEST_KEY, tags: ['a', 'b'] }],
    });

  test('says the same in its answers, log, ledger and report', async () => {
    await using gateway = await startTestGateway({ yaml: yaml(), settingsEnv: { LATENTKIT_ADMIN_TOKEN: ADMIN_TOKEN } });
    // A third of the calls to the one fails, and some of both break off: few enough for circuits to stay closed.
    own.script(answersOf([{}, { status: 503 }, {}, {}, { status: 503 }, {}, { finAtByte: 400 }]));
    house.script(answersOf([{}, {}, {}, { finAtByte: 400 }, {}]));
    const ask = async (at: number) => {
      // The allowance of the plan does not pay for JSON: credits do.
      const format = at % 3 === 0 ? { response_format: { type: 'json_object' } } : {};
      const body = { ...format, messages: [{ role: 'user', content: 'Hello' }], max_tokens: 100, stream: at % 2 === 0 };
      const response = await gateway.post('/v1/chat', body);
      await (at % 2 === 0 ? readSse(response) : response.text());
    };
    for (let at = 0; at < 60; at += 6) await Promise.all([0, 1, 2, 3, 4, 5].map((more) => ask(at + more)));
    const { dataDir } = gateway;
    const records = await waitForLog({ dataDir, until: (all) => all.length === 60 });
    const store = await openSqliteStore({ dataDir });
    const [workspaceId = ''] = (await store.readDefinitions()).workspaces.map(({ id }) => id);
    const { requests, ...logged } = moneyOfLog(records);
    expect(requests).toBe(logged.byok + logged.credits + logged.allowance);
    // There was something of each.
    expect(Math.min(logged.byok, logged.credits, logged.allowance)).toBeGreaterThan(0);
    expect(await moneyOfLedger({ store, workspaceId })).toEqual(logged);
    expect(await store.ledger.verify()).toEqual([]);
    await store.close();
    const { totals } = await json(
      await gateway.get('/api/usage?group_by=tag', { Authorization: `Bearer ${ADMIN_TOKEN}` }),
    );
    const { cost, ...parts } = inDollars(logged);
    expect(totals).toMatchObject({
      requests: 60,
      cost_usd: cost,
      byok_cost_usd: parts.byok,
      credits_cost_usd: parts.credits,
      allowance_cost_usd: parts.allowance,
      managed_cost_usd: parts.managed,
    });
  });
});
