import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { permissionsOf } from '../../src/control/permissions.ts';
import { readId } from '../../src/domain/ids.ts';
import { type ControlPlaneUnderTest, startControlPlane } from './start-control-plane.ts';
import { giveToken } from './two-workspaces.ts';

const SECRETS = { one: 'lk_live_usage_one_0123456789abcdef', two: 'lk_live_usage_two_0123456789abcdef' };

let control: ControlPlaneUnderTest;
let viewer: string;
let billing: string;

beforeAll(async () => {
  control = await startControlPlane({
    yaml: `
version: 1
workspace: acme
connections:
  - { name: box, provider: sandbox, models: [{ id: sandbox, prices: { input_usd_per_mtok: 1, output_usd_per_mtok: 4 } }] }
routes: [{ name: default, attempts: [{ connection: box, model: sandbox }] }]
keys:
  - { name: one, route: default, secret: "${SECRETS.one}" }
  - { name: two, route: default, secret: "${SECRETS.two}" }
`,
  });
  const workspace = readId({ kind: 'ws', text: control.workspaceId });
  viewer = await giveToken({ gateway: control.gateway, workspace, scopes: [...permissionsOf('viewer')] });
  billing = await giveToken({ gateway: control.gateway, workspace, scopes: [...permissionsOf('billing')] });
  for (const [key, text] of [
    [SECRETS.one, 'words-alpha'],
    [SECRETS.one, 'sandbox:bad_request'],
    [SECRETS.two, 'words-beta'],
  ] as const) {
    const headers = { Authorization: `Bearer ${key}`, traceparent: `00-${traceOf(text)}-00f067aa0ba902b7-01` };
    await (await control.gateway.post('/v1/chat', { messages: [{ role: 'user', content: text }] }, headers)).text();
  }
  await vi.waitFor(async () => expect((await read('/requests')).body.data).toHaveLength(3), { timeout: 10_000 });
});
afterAll(() => control[Symbol.asyncDispose]());

const traceOf = (text: string) => Buffer.from(text).toString('hex').padEnd(32, '0').slice(0, 32);

function read(path: string, token = viewer) {
  return control.call({ path: `/workspaces/${control.workspaceId}${path}`, token });
}

describe('usage of a workspace', () => {
  test('is told to its members and tokens, and says what the request log says', async () => {
    const { status, body } = await read('/usage?group_by=key', billing);
    expect(status).toBe(200);
    const counted: Record<string, number> = {};
    for (const { key, requests } of body.rows) counted[key] = requests;
    expect(counted).toEqual({ one: 2, two: 1 });
    const log = await read('/requests');
    const cost = log.body.data.reduce((sum: number, { cost_usd }: Row) => sum + Number(cost_usd ?? 0), 0);
    expect(Number(body.totals.cost_usd)).toBeCloseTo(cost, 12);
    expect(cost).toBeGreaterThan(0);
    expect(body.totals).not.toHaveProperty('provider_cost_usd');
  });

  test('comes as CSV', async () => {
    const { status, headers, body } = await read('/usage/csv?group_by=key');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/csv');
    expect(String(body).split('\n')[0]).toMatch(/^key,key_id,requests,/);
  });

  test.each([
    ['?group_by=colour', 'group_by'],
    ['?group_by=workspace', 'group_by'],
    ['?workspace=other', 'workspace'],
    ['?from=yesterday', 'from'],
    ['?limit=none', 'limit'],
  ])('a question that makes no sense is refused by the name of its parameter: %s', async (query, param) => {
    expect(await read(`/usage${query}`)).toMatchObject({ status: 400, body: { error: 'validation_error', param } });
  });
});

describe('the request log of a workspace', () => {
  test('is read in pages, the newest first, and says nothing of what was said', async () => {
    const first = await read('/requests?limit=2');
    expect(first.body.data.map(({ key }: Row) => key)).toEqual(['two', 'one']);
    const second = await read(`/requests?limit=2&after=${first.body.next}`);
    expect(second.body).toMatchObject({ data: [{ key: 'one', outcome: 'answered' }], next: null });
    expect(JSON.stringify([first.body, second.body])).not.toMatch(/words-|sandbox:bad/);
  });

  test('is filtered by key and outcome', async () => {
    const [newest] = (await read('/requests?outcome=failed')).body.data;
    expect(newest).toMatchObject({ key: 'one', status: 400, error: 'validation_error', attempts: [{ attempt: 1 }] });
    expect((await read(`/requests?key_id=${newest.key_id}`)).body.data).toHaveLength(2);
    expect(await read('/requests?key_id=one')).toMatchObject({ status: 400, body: { param: 'key_id' } });
  });

  test('is filtered by the trace that requests came with', async () => {
    const trace_id = traceOf('words-beta');
    const { body } = await read(`/requests?trace_id=${trace_id}`);
    expect(body.data).toMatchObject([{ key: 'two', trace_id }]);
    expect(await read('/requests?trace_id=words')).toMatchObject({ status: 400, body: { param: 'trace_id' } });
  });

  test('has each request by its id, and none of another workspace', async () => {
    const [newest] = (await read('/requests')).body.data;
    expect((await read(`/requests/${newest.id}`)).body).toEqual(newest);
    const other = (await control.call({ method: 'POST', path: '/workspaces', body: { name: 'other' } })).body.id;
    const workspace = readId({ kind: 'ws', text: other });
    const stranger = await giveToken({
      gateway: control.gateway,
      workspace,
      scopes: [...permissionsOf('viewer')],
    });
    const path = `/workspaces/${other}/requests`;
    expect((await control.call({ path, token: stranger })).body).toEqual({ data: [], next: null });
    expect((await control.call({ path: `${path}/${newest.id}`, token: stranger })).status).toBe(404);
    const report = await control.call({ path: `/workspaces/${other}/usage`, token: stranger });
    expect(report.body.totals).toMatchObject({ requests: 0 });
    const theirs = await control.call({
      path: `/workspaces/${other}/requests?key_id=${newest.key_id}`,
      token: stranger,
    });
    expect(theirs.body.data).toEqual([]);
  });

  test('is not for who looks after the installation, nor for the billing role', async () => {
    const path = `/workspaces/${control.workspaceId}/requests`;
    expect((await control.call({ path })).status).toBe(403);
    expect((await read('/requests', billing)).status).toBe(403);
  });
});

interface Row {
  readonly key: string;
  readonly requests: number;
  readonly cost_usd: string | null;
}
