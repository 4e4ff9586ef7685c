import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { permissionsOf } from '../../src/control/permissions.ts';
import { readId } from '../../src/domain/ids.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { bearer, giveRoute } from './give-route.ts';
import { type ControlPlaneUnderTest, startControlPlane } from './start-control-plane.ts';
import { giveToken } from './two-workspaces.ts';

const SECRET = 'canary-house-credential';
const HEADER = 'canary-house-header';

let control: ControlPlaneUnderTest;
let upstream: FakeUpstream;
let house: string;
let member: string;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  control = await startControlPlane({ settingsEnv: { LATENTKIT_EGRESS_ALLOW: '127.0.0.1/32' } });
  const made = await control.call({ method: 'POST', path: '/workspaces', body: { name: 'house' } });
  house = made.body.id;
  const workspace = readId({ kind: 'ws', text: control.workspaceId });
  member = await giveToken({ gateway: control.gateway, workspace, scopes: [...permissionsOf('owner')] });
});
beforeEach(() => upstream.reset());
afterAll(async () => {
  await control[Symbol.asyncDispose]();
  await upstream.close();
});

const PRICES = { input_usd_per_mtok: 1, output_usd_per_mtok: 4 };
const create = (name: string, changes: object = {}) =>
  control.call({
    method: 'POST',
    path: '/connections',
    body: {
      name,
      workspace_id: house,
      provider: 'openai-compatible',
      base_url: `${upstream.url}/v1`,
      headers: { 'x-house': HEADER },
      credential: { api_key: SECRET },
      margin_percent: 50,
      models: [{ id: 'm', prices: PRICES }],
      ...changes,
    },
  });

describe('a connection of the house', () => {
  test('serves routes of another workspace, which sees name, models and what it pays, and nothing else', async () => {
    const made = await create('served');
    expect(made).toMatchObject({ status: 201, body: { shared: true, access: 'platform', margin_percent: 50 } });
    const seen = await control.call({
      path: `/workspaces/${control.workspaceId}/connections/${made.body.id}`,
      token: member,
    });
    expect(seen.body).toMatchObject({
      name: 'served',
      shared: true,
      details: 'hidden',
      base_url: null,
      header_names: null,
      credential: null,
      margin_percent: null,
      models: [{ id: 'm', unpriced: false, prices: [{ input_usd_per_mtok: 1.5, output_usd_per_mtok: 6 }] }],
    });
    const list = await control.call({ path: `/workspaces/${control.workspaceId}/connections`, token: member });
    const models = await control.call({
      path: `/workspaces/${control.workspaceId}/connections/${made.body.id}/models`,
      token: member,
    });
    expect(models.body.data).toMatchObject([{ id: 'm', prices: [{ input_usd_per_mtok: 1.5 }] }]);
    for (const text of [seen, list, models].map(({ body }) => JSON.stringify(body))) {
      for (const secret of [SECRET, HEADER, 'x-house', upstream.url, house]) expect(text).not.toContain(secret);
    }
    const { secret } = await giveRoute({ control, name: 'on-the-house', connection: 'served', model: 'm' });
    const messages = [{ role: 'user', content: 'Hi' }];
    const asked = await control.gateway.post('/v1/chat', { messages }, bearer(secret));
    expect(asked.status).toBe(200);
    expect(upstream.requests[0]?.headers).toMatchObject({ authorization: `Bearer ${SECRET}`, 'x-house': HEADER });
    const listed = await control.call({ path: '/connections' });
    expect(listed.body.data).toMatchObject([{ name: 'served', workspace_id: house, used_by: 1 }]);
  });

  test('is changed, checked, rotated and removed by the installation only', async () => {
    const made = await create('guarded');
    const at = `/workspaces/${control.workspaceId}/connections/${made.body.id}`;
    const credential = { api_key: 'mine' };
    for (const refused of [
      await control.call({ method: 'PATCH', path: at, body: { enabled: false }, token: member, ifMatch: '*' }),
      await control.call({
        method: 'PATCH',
        path: `${at}/models`,
        body: { models: [{ id: 'm' }] },
        token: member,
        ifMatch: '*',
      }),
      await control.call({ method: 'POST', path: `${at}/rotate`, body: { credential }, token: member }),
      await control.call({ method: 'POST', path: `${at}/check`, body: {}, token: member }),
      await control.call({ method: 'POST', path: `${at}/refresh-models`, token: member }),
      await control.call({ method: 'DELETE', path: at, token: member }),
      await control.call({ path: '/connections', token: member }),
      await control.call({ method: 'POST', path: '/connections', body: {}, token: member }),
    ]) {
      expect(refused).toMatchObject({ status: 403, body: { reason: 'installation_only' } });
    }
    expect(upstream.requests).toHaveLength(0);
    const own = `/connections/${made.body.id}`;
    expect((await control.call({ method: 'POST', path: `${own}/check`, body: {} })).body.verdict).toBe('ok');
    expect((await control.call({ method: 'POST', path: `${own}/rotate`, body: { credential } })).status).toBe(200);
    upstream.script({ body: { data: [{ id: 'm' }, { id: 'n' }] } });
    expect((await control.call({ method: 'POST', path: `${own}/refresh-models` })).body.added).toEqual(['n']);
    const changed = await control.call({ method: 'PATCH', path: own, body: { margin_percent: 0 }, ifMatch: true });
    expect(changed).toMatchObject({ status: 200, body: { margin_percent: 0 } });
    expect((await control.call({ method: 'DELETE', path: own })).status).toBe(204);
    expect((await control.call({ path: own })).status).toBe(404);
  });

  test('says its models and their prices, and has a name of its own', async () => {
    expect((await create('open', { models: null })).body.problems).toMatchObject([{ param: 'models' }]);
    expect((await create('unpriced', { models: ['m'] })).body.problems).toMatchObject([{ param: 'models.0' }]);
    expect((await create('nowhere', { workspace_id: 'ws_x' })).body).toMatchObject({ param: 'workspace_id' });
    await create('once');
    expect(await create('Once', { workspace_id: control.workspaceId })).toMatchObject({
      status: 409,
      body: { reason: 'name_taken' },
    });
  });

  test('is neither removed nor taken back while a route of any workspace needs it', async () => {
    const made = await create('needed');
    await giveRoute({ control, name: 'needs-it', connection: 'needed', model: 'm' });
    const path = `/connections/${made.body.id}`;
    const back = await control.call({ method: 'PATCH', path, body: { shared: false }, ifMatch: '*' });
    for (const refused of [await control.call({ method: 'DELETE', path }), back]) {
      expect(refused).toMatchObject({
        status: 409,
        body: { reason: 'in_use', in_use_by: [{ workspace: 'acme', route: 'needs-it', as: 'published', version: 1 }] },
      });
    }
  });

  test('is one that was made in its workspace, once the installation shares it', async () => {
    const at = `/workspaces/${house}/connections`;
    const body = { name: 'grown', provider: 'openai-compatible', base_url: `${upstream.url}/v1`, models: ['m'] };
    const byok = await control.call({ method: 'POST', path: at, body });
    const path = `${at}/${byok.body.id}`;
    const alone = await control.call({ method: 'PATCH', path, body: { shared: true }, ifMatch: '*' });
    expect(alone.body.problems.map(({ param }: { param: string }) => param)).toEqual(['shared']);
    const change = { shared: true, access: 'platform', models: [{ id: 'm', prices: PRICES }] };
    expect((await control.call({ method: 'PATCH', path, body: change, ifMatch: '*' })).status).toBe(200);
    expect((await control.call({ path: `/connections/${byok.body.id}` })).status).toBe(200);
  });
});
