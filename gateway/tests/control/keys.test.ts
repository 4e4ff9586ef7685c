import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { permissionsOf } from '../../src/control/permissions.ts';
import { readId } from '../../src/domain/ids.ts';
import { type ControlPlaneUnderTest, startControlPlane } from './start-control-plane.ts';
import { giveToken } from './two-workspaces.ts';

const YAML = `version: 1
workspace: acme
connections:
  - { name: box, provider: sandbox }
routes:
  - { name: default, attempts: [{ connection: box, model: sandbox }] }
  - { name: other, attempts: [{ connection: box, model: sandbox }] }
keys:
  - { name: declared, route: default, secret: lk_live_declared_key_0123456789abcdef }
`;

let control: ControlPlaneUnderTest;
let base: string;
let routeId: string;

beforeAll(async () => {
  control = await startControlPlane({ yaml: YAML });
  base = `/workspaces/${control.workspaceId}`;
  const { body } = await control.call({ path: `${base}/keys` });
  routeId = body.data[0].route_id;
});
afterAll(() => control[Symbol.asyncDispose]());

const post = (path: string, body: unknown = {}, more: object = {}) =>
  control.call({ method: 'POST', path: `${base}${path}`, body, ...more });

let made = 0;
const create = async (body: object = {}) => {
  made++;
  const answer = await post('/keys', { name: `key ${made}`, route_id: routeId, ...body });
  expect(answer.body.error).toBeUndefined();
  expect(answer.status).toBe(201);
  return answer.body;
};

/** What the data plane says to a key, once it has read what was written. */
async function whoami(secret: string, headers: Record<string, string> = {}): Promise<number> {
  const { status } = await fetch(`${control.gateway.url}/v1/whoami`, {
    headers: { Authorization: `Bearer ${secret}`, ...headers },
  });
  return status;
}

const becomes = (status: number, secret: string) =>
  expect.poll(() => whoami(secret), { timeout: 3_000, interval: 50 }).toBe(status);

describe('a key', () => {
  test('is made with its secret shown once, and opens the data plane', async () => {
    const { secret, ...key } = await create({
      scopes: ['chat'],
      allowed_ips: ['127.0.0.0/8', '::1'],
      rate_limit: { requests_per_minute: 5 },
      budget: { usd: 2, window: 'day' },
      member: 'ada@example.com',
      tags: ['team:search', 'team:search'],
      expires_at: '2100-01-01T00:00:00Z',
    });
    expect(secret).toMatch(/^lk_live_[\w-]{43}$/);
    expect(key).toMatchObject({ state: 'active', owner: 'console', route: 'default', tags: ['team:search'] });
    await becomes(200, secret);
    const read = await control.call({ path: `${base}/keys/${key.id}` });
    expect(read.status).toBe(200);
    expect(read.body).toMatchObject({ ...key, last_used_at: null, usage: { requests: 0 } });
    expect(JSON.stringify(read.body)).not.toContain(secret);
  });

  test('tells when it was used last, and how much', async () => {
    const { id, secret } = await create({ kind: 'test' });
    await becomes(200, secret);
    const answer = await control.gateway.post(
      '/v1/chat',
      { messages: [{ role: 'user', content: 'hello' }] },
      { Authorization: `Bearer ${secret}` },
    );
    expect(answer.status).toBe(200);
    await answer.text();
    const used = async () => (await control.call({ path: `${base}/keys/${id}` })).body;
    await expect.poll(async () => (await used()).usage, { timeout: 5_000 }).toMatchObject({ requests: 1 });
    expect((await used()).last_used_at).toMatch(/^\d{4}-/);
  });

  test('is listed by kind, route, member, tag and state', async () => {
    const { id } = await create({ kind: 'test', member: 'bob', tags: ['find-me'] });
    const ids = async (query: string) =>
      (await control.call({ path: `${base}/keys?limit=200&${query}` })).body.data.map((one: { id: string }) => one.id);
    for (const query of ['kind=test', `route_id=${routeId}`, 'member=bob', 'tag=find-me', 'state=active']) {
      expect(await ids(query), query).toContain(id);
    }
    for (const query of ['kind=live', 'route_id=route_x', 'member=ada', 'tag=x', 'state=revoked']) {
      expect(await ids(query), query).not.toContain(id);
    }
    expect((await control.call({ path: `${base}/keys?state=gone` })).body.error).toBe('validation_error');
  });

  test('names everything that is wrong with it at once', async () => {
    const { status, body } = await post('/keys', {
      name: 'wrong',
      route_id: 'route_of_nobody',
      allowed_ips: ['10.1', '10.0.0.0/8'],
      budget: { usd: 1, window: 'day', time_zone: 'Mars/Olympus' },
      expires_at: '2001-01-01T00:00:00Z',
    });
    expect(status).toBe(400);
    const params = body.problems.map(({ param }: { param: string }) => param);
    expect(params).toEqual(['route_id', 'allowed_ips.0', 'budget.time_zone', 'expires_at']);
  });

  test.each(['https://app.example/', 'app.example', 'https://*', 'null', 'https://App.example', 'javascript://x'])(
    'takes no page that no browser names so: %s',
    async (origin) => {
      const { body } = await post('/keys', { name: 'paged', allowed_origins: [origin] });
      expect(body).toMatchObject({ error: 'validation_error', param: 'allowed_origins.0' });
    },
  );

  test('has a name that no other one has, unless that was revoked', async () => {
    const { name, id } = await create();
    expect(await post('/keys', { name })).toMatchObject({ status: 409, body: { reason: 'name_taken' } });
    await post(`/keys/${id}/revoke`);
    expect((await post('/keys', { name })).status).toBe(201);
  });

  test('changes what a patch names, and keeps the rest', async () => {
    const { id } = await create({ member: 'ada', tags: ['a'], scopes: ['chat'] });
    const patch = (body: object) => control.call({ method: 'PATCH', path: `${base}/keys/${id}`, body, ifMatch: true });
    expect((await patch({ name: 'renamed', tags: ['b'] })).body).toMatchObject({
      name: 'renamed',
      tags: ['b'],
      member: 'ada',
      scopes: ['chat'],
      route: 'default',
    });
    expect((await patch({ member: null, scopes: null, route_id: null })).body).toMatchObject({
      member: null,
      scopes: null,
      route_id: null,
    });
    const stale = await control.call({
      method: 'PATCH',
      path: `${base}/keys/${id}`,
      body: { name: 'x' },
      ifMatch: '"x"',
    });
    expect(stale.body.error).toBe('precondition_failed');
  });

  test("keeps its budget unless whoever changes it may change budgets, and a file's key is the file's", async () => {
    const { id } = await create({ budget: { usd: 1, window: 'day' } });
    const workspace = readId({ kind: 'ws', text: control.workspaceId });
    const scopes = [...permissionsOf('developer')];
    const token = await giveToken({ gateway: control.gateway, workspace, scopes });
    const edit = { method: 'PATCH', path: `${base}/keys/${id}`, ifMatch: '*', token };
    expect(await control.call({ ...edit, body: { budget: null } })).toMatchObject({
      status: 403,
      body: { permission: 'budgets.write' },
    });
    expect((await control.call({ ...edit, body: { tags: ['ok'] } })).status).toBe(200);
    const { data } = (await control.call({ path: `${base}/keys` })).body;
    const declared = data.find(({ name }: { name: string }) => name === 'declared');
    const of = { ...edit, path: `${base}/keys/${declared.id}`, body: { tags: ['x'] } };
    expect((await control.call(of)).body.reason).toBe('owned_by_file');
    expect((await post(`/keys/${declared.id}/rotate`)).body.reason).toBe('owned_by_file');
  });

  test('gets a new secret beside the old one, which works for the overlap', async () => {
    const { id, secret } = await create();
    const rotated = await post(`/keys/${id}/rotate`);
    expect(rotated.status).toBe(200);
    expect(rotated.body.secret).not.toBe(secret);
    expect(rotated.body.secrets[0].works_until).toMatch(/^\d/);
    await becomes(200, rotated.body.secret);
    expect(await whoami(secret)).toBe(200);
    const again = await post(`/keys/${id}/rotate`, { overlap_seconds: 0 });
    await becomes(401, secret);
    expect(await whoami(rotated.body.secret)).toBe(401);
    expect(await whoami(again.body.secret)).toBe(200);
    expect((await post(`/keys/${id}/rotate`, { overlap_seconds: 31 * 86_400 })).body.error).toBe('validation_error');
  });

  test('is revoked for good', async () => {
    const { id, secret } = await create();
    await becomes(200, secret);
    expect((await post(`/keys/${id}/revoke`)).body).toMatchObject({ state: 'revoked' });
    await becomes(401, secret);
    expect((await post(`/keys/${id}/revoke`)).status).toBe(200);
    for (const path of ['rotate', 'twin', 'ide-tokens']) {
      expect((await post(`/keys/${id}/${path}`)).body.reason, path).toBe('wrong_state');
    }
    const edit = { method: 'PATCH', path: `${base}/keys/${id}`, ifMatch: '*', body: { name: 'y' } };
    expect((await control.call(edit)).body.reason).toBe('wrong_state');
  });

  test('has one test twin, with its route and settings', async () => {
    const { id, name } = await create({ scopes: ['chat'], tags: ['t'] });
    const twin = await post(`/keys/${id}/twin`);
    expect(twin.body).toMatchObject({ kind: 'test', name: `${name} test`, twin_of: id, scopes: ['chat'], tags: ['t'] });
    expect(twin.body.secret).toMatch(/^lk_test_/);
    expect((await post(`/keys/${id}/twin`)).body.reason).toBe('wrong_state');
    expect((await post(`/keys/${twin.body.id}/twin`)).body.reason).toBe('wrong_state');
  });

  test('is made once for an Idempotency-Key, and the repeat shows the same secret', async () => {
    const headers = { 'Idempotency-Key': 'make-it-once' };
    const first = await post('/keys', { name: 'once' }, { headers });
    const second = await post('/keys', { name: 'once' }, { headers });
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('x-lk-idempotent-replay')).toBe('true');
  });

  test('leaves a trace of every act, and its secret nowhere', async () => {
    const { id, secret } = await create();
    await post(`/keys/${id}/rotate`);
    await post(`/keys/${id}/revoke`);
    const { body } = await control.call({ path: `${base}/audit?object=key&object_id=${id}` });
    expect(body.data.map(({ act }: { act: string }) => act)).toEqual(['revoke', 'rotate', 'create']);
    expect(JSON.stringify(body)).not.toContain(secret);
    expect(JSON.stringify(body)).not.toContain('digest');
  });
});

describe('a page in a browser', () => {
  const origin = 'https://app.example';
  const ask = (headers: Record<string, string>, method = 'GET') =>
    fetch(`${control.gateway.url}/v1/whoami`, { method, headers });

  test('may use the keys that allow it, and no others', async () => {
    const allowed = await create({ allowed_origins: [origin] });
    const plain = await create();
    await becomes(200, plain.secret);
    await becomes(200, allowed.secret);
    const preflight = await ask({ Origin: origin, 'Access-Control-Request-Method': 'GET' }, 'OPTIONS');
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
    const answer = await ask({ Origin: origin, Authorization: `Bearer ${allowed.secret}` });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
    for (const [from, secret] of [
      [origin, plain.secret],
      ['https://evil.example', allowed.secret],
    ]) {
      const refused = await ask({ Origin: from ?? '', Authorization: `Bearer ${secret}` });
      expect(refused.status).toBe(403);
      expect(refused.headers.get('access-control-allow-origin')).toBeNull();
    }
    expect((await ask({ Origin: origin })).status).toBe(403);
    expect((await ask({ Origin: 'https://evil.example' }, 'OPTIONS')).status).toBe(403);
  });
});

describe('an IDE token', () => {
  test('works for hours, within what its key may do, and ends with it', async () => {
    const key = await create({
      scopes: ['chat', 'tools'],
      allowed_ips: ['127.0.0.1', '::1'],
      member: 'ada',
      tags: ['t'],
    });
    const { status, body: token } = await post(`/keys/${key.id}/ide-tokens`, { scopes: ['chat'] });
    expect(status).toBe(201);
    expect(token.secret).toMatch(/^lkia_/);
    expect(token).toMatchObject({
      kind: 'ide',
      parent_key_id: key.id,
      scopes: ['chat'],
      allowed_ips: ['127.0.0.1', '::1'],
      route: 'default',
      member: 'ada',
      tags: ['t'],
    });
    const lifeMs = Date.parse(token.expires_at) - Date.parse(token.created_at);
    expect(lifeMs).toBe(8 * 3_600_000);
    await becomes(200, token.secret);
    const listed = await control.call({ path: `${base}/ide-tokens?key_id=${key.id}` });
    expect(listed.body.data.map(({ id }: { id: string }) => id)).toEqual([token.id]);
    await post(`/keys/${key.id}/revoke`);
    await becomes(401, token.secret);
    const ended = await control.call({ path: `${base}/keys/${token.id}` });
    expect(ended.body.state).toBe('revoked');
  });

  test('follows its key when that is given less', async () => {
    const key = await create({ scopes: ['chat', 'tools'] });
    const { body: token } = await post(`/keys/${key.id}/ide-tokens`);
    await control.call({
      method: 'PATCH',
      path: `${base}/keys/${key.id}`,
      body: { scopes: ['embeddings'], allowed_ips: ['10.0.0.0/8'] },
      ifMatch: '*',
    });
    await becomes(403, token.secret);
    const { body } = await control.call({ path: `${base}/keys/${token.id}` });
    expect(body).toMatchObject({ scopes: ['embeddings'], allowed_ips: ['10.0.0.0/8'] });
  });

  test('is never above its key, longer than a day, made of a test key, or changed', async () => {
    const key = await create({ scopes: ['chat'] });
    const tokens = `/keys/${key.id}/ide-tokens`;
    expect((await post(tokens, { scopes: ['tools'] })).body).toMatchObject({ param: 'scopes' });
    expect((await post(tokens, { expires_in_seconds: 86_401 })).body.error).toBe('validation_error');
    expect((await post(tokens, { allowed_ips: ['10.0.0.1'] })).body.error).toBe('validation_error');
    const test = await create({ kind: 'test' });
    expect((await post(`/keys/${test.id}/ide-tokens`)).body.reason).toBe('wrong_state');
    const { body: token } = await post(tokens, { name: 'laptop' });
    const edit = { method: 'PATCH', path: `${base}/keys/${token.id}`, ifMatch: '*', body: { scopes: null } };
    expect((await control.call(edit)).body.reason).toBe('wrong_state');
    expect((await post(`/keys/${token.id}/rotate`)).body.reason).toBe('wrong_state');
    expect((await post(`/ide-tokens/${key.id}/revoke`)).status).toBe(404);
    expect((await post(`/ide-tokens/${token.id}/revoke`)).body.state).toBe('revoked');
  });

  test('of one’s own is for somebody who signed in', async () => {
    const { status, body } = await post('/ide-tokens', { route_id: routeId });
    expect([status, body.error]).toEqual([403, 'permission_denied']);
  });
});
