import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Permission } from '../../src/control/permissions.ts';
import { permissionsOf } from '../../src/control/permissions.ts';
import { readId } from '../../src/domain/ids.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { bearer, eventually, giveRoute } from './give-route.ts';
import { type ControlPlaneUnderTest, startControlPlane } from './start-control-plane.ts';
import { giveToken } from './two-workspaces.ts';

const SECRET = 'canary-credential-7f3a91';
const HEADER = 'canary-header-55b0';

let control: ControlPlaneUnderTest;
let upstream: FakeUpstream;
let path: string;
let admin: string;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  control = await startControlPlane({
    yaml: `version: 1
workspace: acme
connections:
  - { name: from-file, provider: openai-compatible, base_url: "${upstream.url}/v1", api_key: k }
`,
    settingsEnv: { LATENTKIT_EGRESS_ALLOW: '127.0.0.1/32' },
  });
  path = `/workspaces/${control.workspaceId}/connections`;
  admin = await token([...permissionsOf('admin')]);
});
beforeEach(() => upstream.reset());
afterAll(async () => {
  await control[Symbol.asyncDispose]();
  await upstream.close();
});

function token(scopes: readonly Permission[], workspace: string | undefined = control.workspaceId): Promise<string> {
  const id = workspace === undefined ? undefined : readId({ kind: 'ws', text: workspace });
  return giveToken({ gateway: control.gateway, workspace: id, scopes });
}

let count = 0;
const bodyOf = (changes: object = {}) => ({
  name: `made-${++count}`,
  provider: 'openai-compatible',
  base_url: `${upstream.url}/v1`,
  credential: { api_key: SECRET },
  models: ['m'],
  ...changes,
});
const create = (changes: object = {}) => control.call({ method: 'POST', path, body: bodyOf(changes), token: admin });
const change = ({ id, body, at = '', token: by = admin }: { id: string; body: object; at?: string; token?: string }) =>
  control.call({ method: 'PATCH', path: `${path}/${id}${at}`, body, token: by, ifMatch: '*' });

describe('providers', () => {
  test('come with the form of their credential', async () => {
    const { status, body } = await control.call({ path: '/providers?limit=200', token: admin });
    expect(status).toBe(200);
    const of = (id: string) => body.data.find((provider: { id: string }) => provider.id === id);
    expect(of('openai')).toMatchObject({
      label: 'OpenAI',
      needs_base_url: false,
      lists_models: true,
      credential: [{ name: 'api_key', label: 'API key', secret: true, required: true, pattern: null, values: null }],
    });
    expect(of('azure-openai')).toMatchObject({ needs_base_url: true, lists_models: false });
    expect(of('ollama').credential[0].required).toBe(false);
    expect(of('sandbox')).toMatchObject({ needs_base_url: false, credential: [] });
  });
});

describe('a connection', () => {
  test('is made, read, changed and removed; its secrets are never shown again, nor audited', async () => {
    const made = await create({ headers: { 'x-team': HEADER } });
    expect(made).toMatchObject({
      status: 201,
      body: { credential: 'set', header_names: ['x-team'], access: 'byok', owner: 'console', details: 'shown' },
    });
    const { id, name } = made.body;
    const read = await control.call({ path: `${path}/${id}`, token: admin });
    expect(read.body).toEqual(made.body);
    const stale = await control.call({
      method: 'PATCH',
      path: `${path}/${id}`,
      body: {},
      token: admin,
      ifMatch: '"x"',
    });
    expect(stale.status).toBe(412);
    const changed = await change({ id, body: { enabled: false, models: [{ id: 'm', enabled: false }, 'n'] } });
    expect(changed).toMatchObject({
      status: 200,
      body: {
        enabled: false,
        models: [
          { id: 'm', enabled: false, unpriced: true },
          { id: 'n', enabled: true },
        ],
      },
    });
    const one = await change({
      id,
      at: '/models',
      body: { models: [{ id: 'm', enabled: true, prices: { input_usd_per_mtok: 1, output_usd_per_mtok: 2 } }] },
    });
    expect(one.body.models).toMatchObject([{ id: 'm', enabled: true, unpriced: false }, { id: 'n' }]);
    const removed = await control.call({ method: 'DELETE', path: `${path}/${id}`, token: admin });
    expect(removed.status).toBe(204);
    expect((await control.call({ path: `${path}/${id}`, token: admin })).status).toBe(404);
    const audit = await auditOf(name);
    expect(audit.acts).toEqual(['create', 'update', 'update', 'remove']);
    for (const text of [audit.text, JSON.stringify([made, read, changed, one]), control.gateway.logged.join()]) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(HEADER);
    }
  });

  test('is listed by pages, and by provider, access and whether it is enabled', async () => {
    await create({ enabled: false, models: ['filtered'] });
    const list = (query: string) => control.call({ path: `${path}?${query}`, token: admin });
    const first = await list('limit=1');
    expect(first.body.data).toHaveLength(1);
    const second = await list(`limit=200&after=${first.body.next}`);
    expect(second.body.data.length).toBeGreaterThan(0);
    expect(second.body.data[0].id).not.toBe(first.body.data[0].id);
    const off = await list('enabled=false&provider=openai-compatible&access=byok&limit=200');
    expect(off.body.data.every(({ enabled }: { enabled: boolean }) => !enabled)).toBe(true);
    expect(off.body.data.length).toBeGreaterThan(0);
    expect((await list('provider=openai')).body.data).toEqual([]);
  });

  test('shows what requests are planned by, model by model', async () => {
    const made = await create({
      provider: 'openai',
      base_url: null,
      models: ['gpt-5-mini', { id: 'own', capabilities: ['chat'], context_window: 9 }],
    });
    const { body } = await control.call({ path: `${path}/${made.body.id}/models`, token: admin });
    expect(body.data).toMatchObject([
      { id: 'gpt-5-mini', unpriced: false, effective: { prices_from: 'catalogue', capabilities_from: 'catalogue' } },
      { id: 'own', unpriced: true, effective: { capabilities: ['chat'], context_window: 9, prices_from: null } },
    ]);
  });

  test.each([
    ['a provider that there is not', { provider: 'nobody' }, 'provider'],
    ['no address where there must be one', { base_url: null }, 'base_url'],
    ['an address with a query', { base_url: 'https://provider.example/v1?x=1' }, 'base_url'],
    ['a margin on its own account', { margin_percent: 5 }, 'margin_percent'],
    ['a missing credential', { provider: 'openai', base_url: null, credential: {} }, 'credential.api_key'],
    ['an unknown field of the credential', { credential: { api_key: 'k', region: 'x' } }, 'credential.region'],
    ['a line break in the credential', { credential: { api_key: 'a\r\nx-evil: 1' } }, 'credential.api_key'],
    ['a header that ends the request', { headers: { 'Transfer-Encoding': 'chunked' } }, 'headers.Transfer-Encoding'],
    ['a header that says another host', { headers: { Host: 'evil.example' } }, 'headers.Host'],
    ['a header with a credential', { headers: { Authorization: 'Bearer x' } }, 'headers.Authorization'],
    [
      'a header that the credential writes',
      { provider: 'anthropic', base_url: null, headers: { 'X-API-Key': 'x' } },
      'headers.X-API-Key',
    ],
    ['a header with a line break', { headers: { 'x-a': 'b\r\nx-c: d' } }, 'headers.x-a'],
    ['a model id that leads elsewhere', { models: ['../../admin'] }, 'models.0'],
    ['the same model twice', { models: ['a', 'a'] }, 'models.1'],
    ['an ability that it cannot have', { models: [{ id: 'a', capabilities: ['rerank'] }] }, 'models.0.capabilities.0'],
    [
      'prices that begin at no moment',
      { models: [{ id: 'a', prices: [{ input_usd_per_mtok: 1, output_usd_per_mtok: 1, from: 'soon' }] }] },
      'models.0.prices.0.from',
    ],
  ])('is refused with %s', async (_name, changes, param) => {
    const { status, body } = await create(changes);
    expect([status, body.error]).toEqual([400, 'validation_error']);
    expect(body.problems.map((problem: { param: string }) => problem.param)).toContain(param);
    expect(JSON.stringify(body)).not.toContain(SECRET);
  });

  test('has a name of its own', async () => {
    expect(await create({ name: 'FROM-file' })).toMatchObject({ status: 409, body: { reason: 'name_taken' } });
  });

  test('that the file declares is changed, rotated and removed there only', async () => {
    const { body } = await control.call({ path, token: admin });
    const { id } = body.data.find(({ name }: { name: string }) => name === 'from-file');
    const credential = { api_key: 'x' };
    for (const answer of [
      await change({ id, body: { enabled: false } }),
      await control.call({ method: 'POST', path: `${path}/${id}/rotate`, body: { credential }, token: admin }),
      await control.call({ method: 'POST', path: `${path}/${id}/refresh-models`, token: admin }),
      await control.call({ method: 'DELETE', path: `${path}/${id}`, token: admin }),
    ]) {
      expect(answer).toMatchObject({ status: 409, body: { reason: 'owned_by_file' } });
    }
  });

  test('is read by a viewer, and changed by nobody below an admin', async () => {
    const viewer = await token([...permissionsOf('viewer')]);
    expect((await control.call({ path, token: viewer })).status).toBe(200);
    const refused = await control.call({ method: 'POST', path, body: bodyOf(), token: viewer });
    expect(refused).toMatchObject({ status: 403, body: { reason: 'token_scope', permission: 'connections.write' } });
  });
});

describe('another host', () => {
  test('takes the stored secret and headers away: both are entered again, or nothing is saved', async () => {
    const made = await create({ headers: { 'x-team': HEADER } });
    const { id } = made.body;
    const base_url = 'https://elsewhere.example/v1';
    const refused = await change({ id, body: { base_url } });
    expect(refused.status).toBe(400);
    expect(refused.body.problems.map(({ param }: { param: string }) => param)).toEqual(['credential', 'headers']);
    const scheme = await change({ id, body: { base_url: `${upstream.url.replace('http:', 'https:')}/v1` } });
    expect(scheme.status).toBe(400);
    expect((await change({ id, body: { base_url: `${upstream.url}/v2` } })).status).toBe(200);
    const moved = await change({ id, body: { base_url, credential: { api_key: 'new' }, headers: null } });
    expect(moved).toMatchObject({ status: 200, body: { base_url, header_names: [], credential: 'set' } });
  });
});

describe('headers that do not open', () => {
  test('are not left out: nobody is called until they are entered again, or taken away', async () => {
    const { id } = (await create({ headers: { 'x-team': HEADER } })).body;
    const of = (await create({ headers: { 'x-team': HEADER } })).body.id;
    const raw = new DatabaseSync(join(control.gateway.dataDir, 'latentkit.db'));
    const breakThem = () =>
      raw.exec(`update connections set sealed_headers = (select sealed_headers from connections where id = '${of}')
          where id = '${id}';
        update counters set value = value + 1 where name = 'definitions'`);
    const verdict = async () => {
      const post = { method: 'POST', path: `${path}/${id}/check`, body: {}, token: admin };
      return (await control.call(post)).body;
    };
    breakThem();
    expect(await verdict()).toMatchObject({ verdict: 'not_asked', cause: expect.stringContaining('headers') });
    const moved = { base_url: 'https://elsewhere.example/v1', credential: { api_key: 'new' } };
    expect((await change({ id, body: moved })).body.problems).toMatchObject([{ param: 'headers' }]);
    expect((await change({ id, body: { name: `named ${id.slice(-6)}` } })).status).toBe(200);
    expect((await verdict()).verdict).toBe('not_asked');
    expect((await change({ id, body: { headers: { 'x-team': HEADER } } })).body.header_names).toEqual(['x-team']);
    expect((await verdict()).verdict).not.toBe('not_asked');
    breakThem();
    expect((await change({ id, body: { headers: null } })).status).toBe(200);
    expect((await verdict()).verdict).not.toBe('not_asked');
    raw.close();
  });
});

// RELIABILITY E1, as far as an address can be told by what it says.
describe('an address that leads inside is not saved', () => {
  test.each([
    'http://127.0.0.2/v1',
    'http://127.1.2/v1',
    'http://2130706434/v1',
    'http://0x7f.2/v1',
    'http://0177.0.0.2/v1',
    'http://0/v1',
    'http://[::]/v1',
    'http://[::1]/v1',
    'http://[::ffff:7f00:2]/v1',
    'http://[64:ff9b::a9fe:a9fe]/v1',
    'http://[fd00:ec2::254]/v1',
    'http://169.254.169.254/latest',
    'http://169.254.170.2/v1',
    'http://100.100.100.200/v1',
    'http://10.0.0.1/v1',
    'http://metadata.google.internal/v1',
    'http://user:pass@provider.example/v1',
    'http://provider.example\\@127.0.0.2/v1',
    'http://provider\t.example/v1',
    'http://provider.example:22/v1',
    'http://provider.example:25/v1',
    'http://provider.example:5432/v1',
    'http://provider.example:6379/v1',
    'file:///etc/passwd',
    'gopher://provider.example/',
    'data:text/plain,x',
    'ftp://provider.example/v1',
  ])('%s', async (base_url) => {
    const { status, body } = await create({ base_url });
    expect([status, body.error]).toEqual([400, 'validation_error']);
    expect(body.problems.map(({ param }: { param: string }) => param)).toContain('base_url');
    const { body: checked } = await control.call({
      method: 'POST',
      path: `${path}/check`,
      body: bodyOf({ base_url }),
      token: admin,
    });
    expect(checked.error).toBe('validation_error');
  });

  test.each([
    'localhost',
    'localhost.',
    'foo.localhost',
    'printer',
    'unix:/var/run/docker.sock:',
    'kubernetes.default.svc.cluster.local',
    'host.docker.internal',
  ])('%s, where no range is allowed', async (host) => {
    await using strict = await startControlPlane();
    const { body } = await strict.call({
      method: 'POST',
      path: `/workspaces/${strict.workspaceId}/connections`,
      body: bodyOf({ base_url: `http://${host}/v1` }),
    });
    expect(body.problems?.[0]?.param).toBe('base_url');
  });

  test('neither is the address that a provider for one machine has by itself', async () => {
    const { body } = await create({ provider: 'lmstudio', base_url: null, credential: {} });
    // 127.0.0.1 is allowed here; without that it is as any other.
    expect(body.id).toBeDefined();
    await using strict = await startControlPlane();
    const refused = await strict.call({
      method: 'POST',
      path: `/workspaces/${strict.workspaceId}/connections`,
      body: bodyOf({ provider: 'lmstudio', base_url: null, credential: {} }),
    });
    expect(refused.body.message).toContain('LATENTKIT_EGRESS_ALLOW');
  });
});

describe('platform access', () => {
  const platform = {
    access: 'platform',
    models: [{ id: 'm', prices: { input_usd_per_mtok: 1, output_usd_per_mtok: 2 } }],
  };

  test("is the installation's: no member of a workspace makes it, takes it, or changes its prices", async () => {
    expect(await create(platform)).toMatchObject({ status: 403, body: { reason: 'installation_only' } });
    const own = await create();
    const raised = await change({ id: own.body.id, body: { access: 'platform' } });
    expect(raised).toMatchObject({ status: 403, body: { reason: 'installation_only' } });
    const made = await control.call({ method: 'POST', path, body: bodyOf(platform) });
    expect(made.status).toBe(201);
    const free = { models: [{ id: 'm', prices: { input_usd_per_mtok: 0, output_usd_per_mtok: 0 } }] };
    for (const answer of [
      await change({ id: made.body.id, body: free }),
      await change({ id: made.body.id, at: '/models', body: free }),
      await change({ id: made.body.id, body: { access: 'byok' } }),
      await control.call({ method: 'DELETE', path: `${path}/${made.body.id}`, token: admin }),
      await control.call({ method: 'POST', path: `${path}/${made.body.id}/check`, token: admin, body: {} }),
    ]) {
      expect(answer).toMatchObject({ status: 403, body: { reason: 'installation_only' } });
    }
  });

  test('needs a price for every model that is enabled; byok shows it as unpriced', async () => {
    const refused = await control.call({ method: 'POST', path, body: bodyOf({ ...platform, models: ['m'] }) });
    expect(refused.body.problems).toMatchObject([{ param: 'models.0' }]);
    const models = [{ id: 'm', enabled: false }];
    const off = await control.call({ method: 'POST', path, body: bodyOf({ ...platform, models, margin_percent: 10 }) });
    expect(off).toMatchObject({ status: 201, body: { margin_percent: 10, models: [{ unpriced: true }] } });
    const enable = { models: [{ id: 'm', enabled: true }] };
    const on = await control.call({
      method: 'PATCH',
      path: `${path}/${off.body.id}/models`,
      body: enable,
      ifMatch: '*',
    });
    expect(on).toMatchObject({ status: 400, body: { param: 'models.0' } });
  });
});

describe('while requests run', () => {
  const ask = (secret: string) =>
    control.gateway.post('/v1/chat', { messages: [{ role: 'user', content: 'Hi' }] }, bearer(secret));

  test('a rotation lets those under way finish with the old credential; later ones have the new one', async () => {
    const made = await create({ credential: { api_key: 'upstream-secret-before' } });
    const { secret } = await giveRoute({ control, name: 'rotating', connection: made.body.name, model: 'm' });
    upstream.script((request) =>
      request.headers.authorization === 'Bearer upstream-secret-before' ? { delayMs: 1_500 } : {},
    );
    const slow = ask(secret);
    await eventually(async () => upstream.requests.length === 1);
    const rotated = await control.call({
      method: 'POST',
      path: `${path}/${made.body.id}/rotate`,
      body: { credential: { api_key: 'upstream-secret-after' } },
      token: admin,
    });
    expect(rotated.status).toBe(200);
    expect(JSON.stringify(rotated.body)).not.toContain('upstream-secret-after');
    await eventually(async () => {
      expect((await ask(secret)).status).toBe(200);
      return upstream.requests.some(({ headers }) => headers.authorization === 'Bearer upstream-secret-after');
    });
    expect((await slow).status).toBe(200);
    expect(upstream.requests[0]?.isCancelled).toBe(false);
  });

  test('a rotation forgets what the old credential was refused for', async () => {
    const made = await create({ credential: { api_key: 'upstream-secret-refused' } });
    const { secret } = await giveRoute({ control, name: 'refused', connection: made.body.name, model: 'm' });
    upstream.script((request) =>
      request.headers.authorization === 'Bearer upstream-secret-refused' ? { status: 401 } : {},
    );
    expect((await ask(secret)).status).toBe(502);
    const credential = { api_key: 'upstream-secret-taken' };
    await control.call({ method: 'POST', path: `${path}/${made.body.id}/rotate`, body: { credential }, token: admin });
    await eventually(async () => (await ask(secret)).status === 200);
  });

  test('a model that is disabled is left out, with its own reason', async () => {
    const made = await create();
    const { secret } = await giveRoute({ control, name: 'disabling', connection: made.body.name, model: 'm' });
    expect((await ask(secret)).status).toBe(200);
    await change({ id: made.body.id, at: '/models', body: { models: [{ id: 'm', enabled: false }] } });
    await eventually(async () => (await ask(secret)).status === 503);
    const { attempts } = JSON.parse(await (await ask(secret)).text());
    expect(attempts).toMatchObject([{ outcome: 'skipped', reason: 'model_disabled' }]);
  });

  test('what a release needs is neither removed nor renamed: routes and versions are named', async () => {
    const made = await create();
    await giveRoute({ control, name: 'needing', connection: made.body.name, model: 'm' });
    const removed = await control.call({ method: 'DELETE', path: `${path}/${made.body.id}`, token: admin });
    expect(removed).toMatchObject({
      status: 409,
      body: {
        reason: 'in_use',
        message: `The connection "${made.body.name}" is needed by published version 1 of the route "needing".`,
        in_use_by: [{ workspace: 'acme', route: 'needing', as: 'published', version: 1 }],
      },
    });
    expect(await change({ id: made.body.id, body: { name: 'other' } })).toMatchObject({
      status: 409,
      body: { reason: 'in_use' },
    });
  });
});

async function auditOf(name: string): Promise<{ readonly acts: readonly string[]; readonly text: string }> {
  const { openInstallation } = await import('../../src/main/open-installation.ts');
  const { readSettings } = await import('../../src/main/read-settings.ts');
  const settings = readSettings({ env: {}, flags: { data: control.gateway.dataDir } });
  const installation = await openInstallation({ settings });
  try {
    const rows = await installation.store.audit.list({ limit: 500 });
    const own = rows.filter(({ object }) => object.name === name).toSorted((one, other) => one.seq - other.seq);
    return { acts: own.map(({ act }) => act), text: JSON.stringify(rows) };
  } finally {
    await installation.close();
  }
}
