import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN_TOKEN, type ControlPlaneUnderTest, startControlPlane } from './start-control-plane.ts';

let control: ControlPlaneUnderTest;

beforeAll(async () => {
  // Without a file: what a file declares can't be changed here.
  control = await startControlPlane();
});
afterAll(() => control[Symbol.asyncDispose]());

describe('the control plane', () => {
  test('is described by an OpenAPI document with a row for every act', async () => {
    const { status, body } = await control.call({ path: '/openapi.json', token: '' });
    expect(status).toBe(200);
    expect(body.openapi).toBe('3.1.0');
    expect(Object.keys(body.paths)).toContain('/api/workspaces/{workspaceId}');
    expect(body.components.schemas.Workspace.properties.name).toBeDefined();
  });

  test('asks who calls, and tells an API key that it does not administer', async () => {
    const nobody = await control.call({ path: '/workspaces', token: '' });
    expect(nobody).toMatchObject({ status: 401, body: { error: 'sign_in_required', reason: 'no_credential' } });
    expect(nobody.headers.get('x-lk-request-id')).toBe(nobody.body.request_id);
    const key = await control.call({ path: '/workspaces', token: 'lk_live_scenario_key_0123456789abcdef' });
    expect(key).toMatchObject({ status: 401, body: { reason: 'api_key' } });
    const wrong = await control.call({ path: '/workspaces', token: `${ADMIN_TOKEN}x` });
    expect(wrong).toMatchObject({ status: 401, body: { reason: 'unknown_token' } });
  });

  test('gives an object with its entity tag, and nothing where it was not changed', async () => {
    const path = `/workspaces/${control.workspaceId}`;
    const read = await control.call({ path });
    expect(read).toMatchObject({ status: 200, body: { name: 'acme', owner: 'file' } });
    const tag = read.headers.get('etag') ?? '';
    expect((await control.call({ path, headers: { 'If-None-Match': tag } })).status).toBe(304);
  });

  test('wants to know what an edit was made for', async () => {
    const edit = { method: 'PATCH', path: `/workspaces/${control.workspaceId}`, body: { name: 'other' } };
    expect((await control.call(edit)).body.error).toBe('precondition_required');
    expect((await control.call({ ...edit, ifMatch: '"old"' })).body.error).toBe('precondition_failed');
    const own = await control.call({ ...edit, ifMatch: true });
    expect(own).toMatchObject({ status: 409, body: { error: 'conflict', reason: 'owned_by_file' } });
  });

  test('names every problem of a body at once', async () => {
    const path = `/workspaces/${control.workspaceId}`;
    const body = { name: '', budgets: 1, rate_limit: { requests_per_minute: 0 } };
    const answer = await control.call({ method: 'PATCH', path, body, ifMatch: '*' });
    expect(answer.status).toBe(400);
    expect(answer.body.problems.map(({ param }: { param: string }) => param).sort()).toEqual([
      'budgets',
      'name',
      'rate_limit.requests_per_minute',
    ]);
  });

  test.each([
    '/api//workspaces',
    '/api/%77orkspaces',
    '/api/workspaces;x',
    '/API/workspaces',
    '/api/workspaces/',
    '/api/x/../workspaces',
  ])('knows an address only as it is written: %s', async (path) => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      const url = new URL(control.gateway.url);
      request(
        { host: '127.0.0.1', port: url.port, path, headers: { Authorization: `Bearer ${ADMIN_TOKEN}` } },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      )
        .on('error', reject)
        .end();
    });
    expect(status).toBe(404);
  });

  test('tells the operator how the installation is', async () => {
    const { status, body } = await control.call({ path: '/installation' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      database: 'sqlite',
      resting: [],
      problems: [],
      workspaces: [{ name: 'acme', keys: 0 }],
    });
    expect(body.served_version).toBe(body.definitions_version);
  });

  test('says which methods an address takes', async () => {
    const answer = await control.call({ method: 'DELETE', path: '/workspaces' });
    expect(answer).toMatchObject({ status: 405, body: { error: 'method_not_allowed' } });
    expect(answer.headers.get('allow')).toBe('GET, POST');
  });

  test('tells nobody whether a workspace exists that they have no place in', async () => {
    const answer = await control.call({ path: '/workspaces/ws_00000000000000000000000000' });
    expect(answer).toMatchObject({ status: 404, body: { error: 'not_found' } });
  });

  test('takes a tag that a compressing proxy made weak, and says what is wrong with one that lost its quotes', async () => {
    const { body } = await control.call({ method: 'POST', path: '/workspaces', body: { name: 'behind-a-proxy' } });
    const path = `/workspaces/${body.id}`;
    const tag = (await control.call({ path })).headers.get('etag') ?? '';
    expect((await control.call({ path, headers: { 'If-None-Match': `"other", W/${tag}` } })).status).toBe(304);
    const bare = await control.call({ method: 'PATCH', path, body: {}, ifMatch: tag.replaceAll('"', '') });
    expect(bare).toMatchObject({ status: 412, body: { hint: expect.stringContaining('quotes') } });
    const edit = { method: 'PATCH', path, body: { name: 'still-there' }, ifMatch: `W/${tag}` };
    expect(await control.call(edit)).toMatchObject({ status: 200, body: { name: 'still-there' } });
    expect((await control.call(edit)).status).toBe(412);
  });
});
