import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { json } from '../scenarios/start-test-gateway.ts';
import type { CauseCase } from './cause-case.ts';
import { ADMIN_TOKEN, type CaseGateway, secretOf, startCaseGateway } from './start-case-gateway.ts';

const CASES: readonly CauseCase[] = [
  { name: 'down', code: 'overloaded', fix: [], would: 'unknown', behaviour: { status: 503, body: {} } },
  {
    name: 'limited',
    code: 'upstream_rate_limited',
    fix: [],
    would: 'no',
    behaviour: { rateLimit: { retryAfter: '90' } },
  },
  { name: 'well', code: null, fix: [], would: 'yes' },
];

let gateway: CaseGateway;
beforeAll(async () => {
  gateway = await startCaseGateway({ cases: CASES });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const ask = (headers: Record<string, string>) => fetch(`${gateway.url}/api/circuits`, { headers });
const circuitOf = async (connection: string) => {
  const { circuits } = await json(await ask(bearer(ADMIN_TOKEN)));
  return circuits.find((circuit: { connection: string }) => circuit.connection === connection);
};
const sendTimes = async (name: string, times: number) => {
  for (let sent = 0; sent < times; sent++) await gateway.senderOf({ name }).ask();
};

test('every target of a route is shown, and what is well is closed', async () => {
  expect(await circuitOf('well')).toEqual({
    circuit: expect.stringMatching(/^conn_\w+\.1\/m$/),
    connection: 'well',
    model: 'm',
    routes: ['well'],
    state: 'closed',
    failures: 0,
    under_way: 0,
  });
});

test('a target that answered shows how fast it was', async () => {
  await sendTimes('well', 1);
  const { whole_answer_ms: wholeMs, first_content_ms: firstMs, under_way: underWay } = await circuitOf('well');
  expect(wholeMs).toBeGreaterThanOrEqual(0);
  expect([firstMs, underWay]).toEqual([undefined, 0]);
});

test('a circuit that failures opened says since when, until when, how many, and what the last one was', async () => {
  const before = Date.now();
  await sendTimes('down', 4);
  const down = await circuitOf('down');
  expect(down).toMatchObject({ state: 'open', failures: expect.any(Number), last_failure: { class: 'overloaded' } });
  expect(down.failures).toBeGreaterThanOrEqual(5);
  expect(Date.parse(down.since)).toBeGreaterThanOrEqual(before);
  expect(Date.parse(down.until) - Date.parse(down.since)).toBeGreaterThanOrEqual(30_000);
});

test('a target that its provider asked to leave alone is cooling, and what is in trouble stands first', async () => {
  await sendTimes('limited', 1);
  expect(await circuitOf('limited')).toMatchObject({
    state: 'cooling',
    failures: 1,
    last_failure: { class: 'rate_limited' },
  });
  const { circuits } = await json(await ask(bearer(ADMIN_TOKEN)));
  expect(circuits.map(({ state }: { state: string }) => state)).toEqual(['open', 'cooling', 'closed']);
});

test('no secret and no address of a provider is among it', async () => {
  const text = await (await ask(bearer(ADMIN_TOKEN))).text();
  expect(text).not.toContain('upstream-secret');
  expect(text).not.toContain('127.0.0.1');
  expect(text).not.toContain('lk');
});

describe('nobody but the operator sees it', () => {
  test.each([
    ['without a token', {}, 401, 'missing_api_key', 'missing_header'],
    ['with an API key', bearer(secretOf('well')), 401, 'invalid_api_key', 'operator_only'],
    ['with a wrong token', bearer(`${ADMIN_TOKEN}x`), 401, 'invalid_api_key', 'wrong_operator_token'],
    [
      'from a web page',
      { ...bearer(ADMIN_TOKEN), Origin: 'https://app.example' },
      403,
      'browser_not_allowed',
      'browser_origin',
    ],
  ])('%s', async (_name, headers, status, error, cause) => {
    const response = await ask(headers);
    expect(response.status).toBe(status);
    const body = await json(response);
    expect(body).toMatchObject({ error });
    expect((await gateway.diagnosisOf(body.request_id)).root_cause?.code).toBe(cause);
  });

  test('nor does it take another method', async () => {
    const response = await fetch(`${gateway.url}/api/circuits`, { method: 'POST', headers: bearer(ADMIN_TOKEN) });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
  });
});
