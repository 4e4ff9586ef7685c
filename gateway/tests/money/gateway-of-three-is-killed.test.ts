import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { TEST_KEY } from '../scenarios/start-test-gateway.ts';
import { createGatewayHome, type SpawnedGateway } from '../support/spawn-gateway.ts';
import { findPostgres, startTestPostgres, type TestPostgres } from '../support/start-test-postgres.ts';

const CALLS_OF_BUDGET = 60;
const NANO_USD_OF_CALL = 100_000_000;

const postgres = findPostgres();

describe.runIf(postgres.found)('one of three gateways on one database', () => {
  let server: TestPostgres;
  let upstream: FakeUpstream;
  beforeAll(async () => {
    if (postgres.found) server = await startTestPostgres(postgres);
    upstream = await startFakeUpstream();
  }, 120_000);
  afterAll(async () => {
    await upstream.close();
    await server.stop();
  }, 120_000);

  const yaml = () =>
    JSON.stringify({
      version: 1,
      workspace: 'acme',
      connections: [
        {
          name: 'only',
          provider: 'openai-compatible',
          api_key: 'upstream-secret-of-only',
          base_url: `${upstream.url}/v1`,
          models: [{ id: 'm', prices: { input_usd_per_mtok: 0, output_usd_per_mtok: 0, usd_per_request: 0.1 } }],
        },
      ],
      routes: [{ name: 'default', attempts: [{ connection: 'only', model: 'm' }] }],
      keys: [
        {
          name: 'backend',
          route: 'default',
          secret: TEST_KEY,
          budget: { usd: CALLS_OF_BUDGET / 10, window: 'month' },
        },
      ],
    });

  /** Ids of requests whose answer has arrived. Who asks a gateway that is killed gets nothing. */
  const askAt = async (gateway: SpawnedGateway): Promise<string | undefined> => {
    try {
      const response = await fetch(`${gateway.url}/v1/chat`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${TEST_KEY}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ messages: [{ role: 'user', content: 'Say ok.' }], max_tokens: 5 }),
      });
      await response.text();
      return response.status === 200 ? (response.headers.get('x-lk-request-id') ?? undefined) : undefined;
    } catch {
      return undefined;
    }
  };
  const isId = (id: string | undefined): id is string => id !== undefined;

  const recorded = async (url: string) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<{ id: string; outcome: string; cost_nano_usd: string | null }>(
      'select id, outcome, cost_nano_usd from requests where status <> 402',
    );
    await client.end();
    return rows;
  };

  test('is killed and comes back: every answer is in the log once, no budget is overdrawn, and what it held is there again', async () => {
    const url = await server.createDatabase();
    const env = { DATABASE_URL: url, LATENTKIT_MASTER_KEY: randomBytes(32).toString('base64') };
    using home = createGatewayHome({ yaml: yaml() });
    using secondHome = createGatewayHome({ yaml: yaml() });
    using thirdHome = createGatewayHome({ yaml: yaml() });
    const answered: string[] = [];
    await using second = await secondHome.start({ env });
    await using third = await thirdHome.start({ env });
    {
      await using first = await home.start({ env });
      upstream.script({ delayMs: 40 });
      const asked = Array.from({ length: 30 }, async (_, at) => {
        await wait(at * 8);
        return Promise.all([first, second, third].map(askAt));
      });
      await wait(150);
      first.signal('SIGKILL');
      await first.exited;
      answered.push(...(await Promise.all(asked)).flat().filter(isId));
    }
    upstream.reset();
    expect(answered.length).toBeGreaterThan(10);
    expect(answered.length).toBeLessThanOrEqual(CALLS_OF_BUDGET);

    // It is started anew on its folder: what it had written goes into the store, and its share is free.
    await using again = await home.start({ env });
    const gateways = [again, second, third];
    await expect
      .poll(
        async () => {
          answered.push(...(await Promise.all(gateways.map(askAt))).filter(isId));
          return charged(await recorded(url));
        },
        { timeout: 40_000, interval: 200 },
      )
      .toBe(CALLS_OF_BUDGET * NANO_USD_OF_CALL);
    expect((await Promise.all(gateways.map(askAt))).filter(isId)).toEqual([]);

    const rows = await recorded(url);
    const ids = rows.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(answered.filter((id) => !ids.includes(id))).toEqual([]);
    const interrupted = rows.filter(({ outcome }) => outcome === 'interrupted');
    expect(interrupted.map(({ cost_nano_usd }) => Number(cost_nano_usd))).toEqual(interrupted.map(() => 0));
  }, 120_000);
});

function charged(rows: readonly { readonly cost_nano_usd: string | null }[]): number {
  return rows.reduce((sum, { cost_nano_usd }) => sum + Number(cost_nano_usd), 0);
}
