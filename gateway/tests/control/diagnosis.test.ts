import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { permissionsOf } from '../../src/control/permissions.ts';
import { readId } from '../../src/domain/ids.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { connectionYaml, TEST_KEY } from '../scenarios/start-test-gateway.ts';
import { giveRoute } from './give-route.ts';
import { type ControlPlaneUnderTest, startControlPlane } from './start-control-plane.ts';
import { giveToken } from './two-workspaces.ts';

const ASK = { messages: [{ role: 'user', content: 'canary of a prompt' }] };

let control: ControlPlaneUnderTest;
let upstream: FakeUpstream;
let base: string;
let viewer: string;
let billing: string;
let stranger: string;
let otherWorkspace: string;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  control = await startControlPlane({
    settingsEnv: { LATENTKIT_EGRESS_ALLOW: '127.0.0.1/32' },
    yaml: `version: 1
workspace: acme
connections:${connectionYaml({ name: 'main', url: upstream.url })}
routes: [{ name: default, attempts: [{ connection: main, model: m }] }]
keys: [{ name: backend, route: default, secret: ${TEST_KEY} }]
`,
  });
  base = `/workspaces/${control.workspaceId}`;
  otherWorkspace = (await control.call({ method: 'POST', path: '/workspaces', body: { name: 'other' } })).body.id;
  const give = (id: string, role: 'viewer' | 'billing') =>
    giveToken({
      gateway: control.gateway,
      workspace: readId({ kind: 'ws', text: id }),
      scopes: [...permissionsOf(role)],
    });
  viewer = await give(control.workspaceId, 'viewer');
  billing = await give(control.workspaceId, 'billing');
  stranger = await give(otherWorkspace, 'viewer');
});
beforeEach(() => upstream.reset());
afterAll(async () => {
  await control[Symbol.asyncDispose]();
  await upstream.close();
});

const send = async (key = TEST_KEY) => {
  const response = await control.gateway.post('/v1/chat', ASK, { Authorization: `Bearer ${key}` });
  await response.text();
  return response.headers.get('x-lk-request-id') ?? '';
};

describe('a diagnosis', () => {
  test('of a request is for those who may read the log of its workspace, a moment after it ended', async () => {
    upstream.script({ status: 401, body: { error: { message: 'canary of a provider' } } });
    const id = await send();
    const read = (token: string, workspace = control.workspaceId) =>
      control.call({ path: `/workspaces/${workspace}/requests/${id}/diagnosis`, token });
    const { status, body } = await read(viewer);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      request_id: id,
      root_cause: { code: 'credential_refused' },
      would_work_now: { answer: expect.stringMatching(/yes|no|unknown/) },
    });
    expect(body.fix.length).toBeGreaterThan(0);
    expect(JSON.stringify(body)).not.toMatch(/canary|127\.0\.0\.1/);
    expect((await read(billing)).status).toBe(403);
    expect((await read(stranger)).status).toBe(404);
    expect((await read(stranger, otherWorkspace)).status).toBe(404);
  });
});

describe('circuits', () => {
  test('are shown to members as far as their routes use them', async () => {
    upstream.script({ status: 503 });
    for (let sent = 0; sent < 6; sent++) await send();
    const read = (token: string, path = base) => control.call({ path: `${path}/circuits`, token });
    const { status, body } = await read(viewer);
    expect(status).toBe(200);
    expect(body.circuits).toMatchObject([
      {
        connection: 'main',
        model: 'm',
        routes: ['default'],
        state: expect.stringMatching(/^(open|cooling)$/),
        failures: expect.any(Number),
        under_way: 0,
      },
    ]);
    expect(Date.parse(body.circuits[0].until)).toBeGreaterThan(Date.parse(body.time));
    expect((await read(billing)).status).toBe(403);
    expect((await read(stranger, `/workspaces/${otherWorkspace}`)).body.circuits).toEqual([]);
  });

  test('of a shared connection tell that it rests, and nothing of how others use it', async () => {
    const made = await control.call({
      method: 'POST',
      path: '/connections',
      body: {
        name: 'house',
        workspace_id: otherWorkspace,
        provider: 'openai-compatible',
        base_url: `${upstream.url}/v1`,
        credential: { api_key: 'canary-house-credential' },
        models: [{ id: 'm', prices: { input_usd_per_mtok: 1, output_usd_per_mtok: 4 } }],
      },
    });
    expect(made.status).toBe(201);
    const { secret } = await giveRoute({ control, name: 'served', connection: 'house', model: 'm' });
    await send(secret);
    const read = async () => (await control.call({ path: `${base}/circuits`, token: viewer })).body.circuits;
    const [shared] = (await read()).filter((circuit: { connection: string }) => circuit.connection === 'house');
    expect(shared).toMatchObject({ connection_id: made.body.id, state: 'closed', routes: ['served'] });
    expect([shared.failures, shared.under_way, shared.whole_answer_ms]).toEqual([null, null, null]);
  });
});

describe('addresses that a key opens', () => {
  test('say where members and service tokens find the same', async () => {
    const look = async (path: string, headers: Record<string, string>) => {
      const response = await fetch(`${control.gateway.url}${path}`, { headers });
      return { status: response.status, body: JSON.stringify(await response.json()) };
    };
    const cookie = { Cookie: '__Host-latentkit.session_token=x' };
    for (const [path, instead] of [
      ['/api/usage', '/api/workspaces/{workspaceId}/usage'],
      ['/api/requests/req_1/diagnosis', '/api/workspaces/{workspaceId}/requests/{requestId}/diagnosis'],
      ['/api/circuits', '/api/workspaces/{workspaceId}/circuits'],
    ] as const) {
      for (const headers of [cookie, { Authorization: `Bearer ${viewer}` }]) {
        const { status, body } = await look(path, headers);
        expect([path, status]).toEqual([path, 401]);
        expect(body).toContain(`GET ${instead}`);
      }
    }
  });
});
