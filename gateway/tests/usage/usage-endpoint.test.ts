import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIdSource } from '../../src/domain/ids.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { waitForLog } from '../scenarios/request-log.ts';
import { connectionYaml, json, startTestGateway, TEST_KEY, type TestGateway } from '../scenarios/start-test-gateway.ts';
import { sampleAttemptRecord, sampleRequestRecord } from '../support/sample-request-record.ts';

const ADMIN_TOKEN = `lkadm_${'o'.repeat(32)}`;
const OTHER_KEY = 'lk_live_scenario_other_0123456789abcdef';
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const HELLO = { messages: [{ role: 'user', content: 'Hello' }], max_tokens: 50 };
/** One answer: 20 × $1 + 4 × $0.1 + 30 × $4 for a million tokens. */
const ONE = '0.000140400';

let upstream: FakeUpstream;
let gateway: TestGateway;
beforeAll(async () => {
  upstream = await startFakeUpstream();
  const reply = { text: 'Hi', usage: { input: 24, cachedInput: 4, output: 30, reasoning: 10 } };
  upstream.script([{ status: 500 }, { reply }, { reply }, { reply }]);
  const yaml = `version: 1
workspace: acme
connections:${connectionYaml({ name: 'broken', url: upstream.url })}${connectionYaml({ name: 'main', url: upstream.url })}
routes:
  - name: default
    attempts:
      - { connection: broken, model: m }
      - { connection: main, model: m }
keys:
  - { name: backend, route: default, secret: ${TEST_KEY} }
  - { name: other, route: default, secret: ${OTHER_KEY} }
`;
  gateway = await startTestGateway({ yaml, settingsEnv: { LATENTKIT_ADMIN_TOKEN: ADMIN_TOKEN } });
  const ask = (token: string) => gateway.post('/v1/chat', HELLO, bearer(token));
  for (const token of [TEST_KEY, TEST_KEY, OTHER_KEY]) expect((await ask(token)).status).toBe(200);
  await waitForLog({ dataDir: gateway.dataDir, until: (records) => records.length === 3 });
  await appendStranger();
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await upstream.close();
});

/** A request of another workspace, whose key has the name of one of ours. */
async function appendStranger(): Promise<void> {
  const store = await openSqliteStore({ dataDir: gateway.dataDir });
  const ids = createIdSource({ now: Date.now, randomBytes });
  const attempts = [sampleAttemptRecord({ id: ids.next('att'), model: '@house/m', costNanoUsd: 5_000_000_000 })];
  await store.appendRequests([
    sampleRequestRecord({
      id: ids.next('req'),
      workspaceId: 'ws_stranger',
      keyId: 'key_x',
      keyName: 'other',
      attempts,
    }),
  ]);
  await store.close();
}

const ask = (search: string, headers: Record<string, string> = bearer(ADMIN_TOKEN)) =>
  fetch(`${gateway.url}/api/usage${search}`, { headers });

describe('GET /api/usage', () => {
  test('tells the operator of everything, an attempt that failed under its own connection', async () => {
    const response = await ask('?group_by=connection&workspace=acme');
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const body = await json(response);
    expect(body).toMatchObject({
      time_zone: 'UTC',
      interval: 'none',
      group_by: ['connection'],
      next: null,
      request_id: response.headers.get('x-lk-request-id'),
      rows: [
        {
          connection: 'broken',
          requests: 2,
          attempts: 3,
          failed_attempts: 1,
          input_tokens: 48,
          cached_input_tokens: 8,
          output_tokens: 60,
          reasoning_tokens: 20,
          total_tokens: 108,
          cost_usd: '0.000280800',
        },
        { connection: 'main', requests: 1, attempts: 1, failed_attempts: 0, cost_usd: ONE },
      ],
      totals: {
        requests: 3,
        answered: 3,
        errors: 0,
        attempts: 4,
        cost_usd: '0.000421200',
        byok_cost_usd: '0.000421200',
        managed_cost_usd: '0.000000000',
        provider_cost_usd: '0.000421200',
      },
    });
    expect(body.percentile_error).toBeLessThan(0.05);
    expect(body.totals.latency_p50_ms).toBeGreaterThan(0);
  });

  test('tells an API key of what it asked for itself, and not what the house pays', async () => {
    const { totals, rows } = await json(await ask('?group_by=key', bearer(OTHER_KEY)));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ key: 'other', requests: 1, cost_usd: ONE });
    expect(totals).toMatchObject({ requests: 1, cost_usd: ONE });
    expect(totals).not.toHaveProperty('provider_cost_usd');
  });

  test.each(['?key=backend', '?workspace=ws_stranger', '?group_by=workspace', '?key=key_x'])(
    'tells an API key nothing for %s',
    async (search) => {
      const response = await ask(search, bearer(OTHER_KEY));
      expect(response.status).toBe(400);
      expect(await response.text()).not.toContain('5.000000000');
    },
  );

  test('is about one workspace, by its name or id, or about all of them', async () => {
    const requestsOf = async (search: string) => (await json(await ask(search))).totals.requests;
    expect(await requestsOf('?key=other')).toBe(2);
    expect(await requestsOf('?key=other&workspace=acme')).toBe(1);
    const { rows } = await json(await ask('?group_by=workspace'));
    expect(rows).toMatchObject([
      { workspace: 'acme', requests: 3 },
      { workspace: 'ws_stranger', workspace_id: 'ws_stranger', requests: 1 },
    ]);
    expect(await requestsOf(`?workspace=${rows[0].workspace_id}`)).toBe(3);
    const unknown = await ask('?workspace=acne');
    expect([unknown.status, (await json(unknown)).hint]).toEqual([400, 'Did you mean "acme"?']);
  });

  test.each([
    ['?format=csv', {}],
    ['', { Accept: 'text/csv' }],
  ])('is CSV that no spreadsheet takes for a formula, with %j and %j', async (search, headers) => {
    const more = 'group_by=model';
    const response = await ask(`${search || '?'}${search && '&'}${more}`, { ...bearer(ADMIN_TOKEN), ...headers });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="usage-from-[\d-]+\.csv"$/);
    const lines = (await response.text()).split('\r\n');
    expect(lines[0]).toMatch(/^model,requests,answered,errors,/);
    expect(lines[1]).toMatch(/^'@house\/m,1,1,0,/);
    expect(lines).toHaveLength(4);
  });

  test('is read page by page without a gap, and every page has the totals', async () => {
    const whole = await json(await ask('?group_by=key,connection&interval=hour'));
    const rows: unknown[] = [];
    let after = '';
    for (;;) {
      const page = await json(await ask(`?group_by=key,connection&interval=hour&limit=1${after}`));
      rows.push(...page.rows);
      expect(page.totals).toMatchObject({ requests: 4 });
      if (page.next === null) break;
      expect(page.rows).toHaveLength(1);
      after = `&after=${page.next}`;
    }
    expect(rows).toEqual(whole.rows);
    expect(rows.length).toBeGreaterThan(3);
    const csv = await ask('?group_by=key&limit=1&format=csv');
    expect(csv.headers.get('x-lk-next')).toMatch(/^[\w-]+$/);
  });

  test('counts no request without a known key, and no question about usage', async () => {
    await gateway.post('/v1/chat', HELLO, { Authorization: '' });
    await ask('?group_by=nothing');
    await ask('?group_by=nothing', bearer(OTHER_KEY));
    await waitForLog({ dataDir: gateway.dataDir, until: (records) => records.length >= 7 });
    expect((await json(await ask(''))).totals).toMatchObject({ requests: 4, errors: 0 });
  });

  test('says which parameter is wrong, and what it may be', async () => {
    const response = await ask('?group_by=keys');
    expect(response.status).toBe(400);
    expect(await json(response)).toMatchObject({
      error: 'validation_error',
      reason: 'out_of_range',
      param: 'group_by',
      hint: expect.stringContaining('workspace, key, route'),
    });
  });

  test.each([
    ['nobody without a key', {}, 401, 'missing_api_key'],
    ['no unknown key', bearer(`lk_live_${'z'.repeat(43)}`), 401, 'invalid_api_key'],
    ['no wrong token of an operator', bearer(`${ADMIN_TOKEN}x`), 401, 'invalid_api_key'],
    ['no web page', { ...bearer(ADMIN_TOKEN), Origin: 'https://app.example' }, 403, 'browser_not_allowed'],
  ])('answers %s', async (_name, headers, status, error) => {
    const response = await ask('', headers);
    expect([response.status, (await json(response)).error]).toEqual([status, error]);
  });
});
