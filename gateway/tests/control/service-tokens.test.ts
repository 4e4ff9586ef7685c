import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { permissionsOf } from '../../src/control/permissions.ts';
import { readId } from '../../src/domain/ids.ts';
import { type ControlPlaneUnderTest, startControlPlane } from './start-control-plane.ts';
import { giveToken } from './two-workspaces.ts';

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

let control: ControlPlaneUnderTest;
let base: string;
let adminToken: string;

beforeAll(async () => {
  control = await startControlPlane();
  base = `/workspaces/${control.workspaceId}`;
  const workspace = readId({ kind: 'ws', text: control.workspaceId });
  const scopes = [...permissionsOf('admin')];
  adminToken = await giveToken({ gateway: control.gateway, workspace, scopes, expiresAtMs: Date.now() + 100 * DAY_MS });
});
afterAll(() => control[Symbol.asyncDispose]());

const make = (body: object, { path = base, token }: { path?: string; token?: string } = {}) =>
  control.call({ method: 'POST', path: `${path}/service-tokens`, body, token });

describe('a service token', () => {
  test('is shown once, does what its scopes say until it is revoked, and no more', async () => {
    const { status, body } = await make({ name: 'ci', scopes: ['keys.read'], expires_at: inDays(30) });
    expect(status).toBe(201);
    expect(body.token).toMatch(/^lkadm_[\w-]{43}$/);
    const { token } = body;
    expect((await control.call({ path: `${base}/keys`, token })).status).toBe(200);
    expect((await control.call({ path: `${base}/members`, token })).body.reason).toBe('token_scope');
    const listed = await control.call({ path: `${base}/service-tokens` });
    expect(listed.body.data.map(({ id }: { id: string }) => id)).toContain(body.id);
    expect(JSON.stringify(listed.body)).not.toContain(token);
    const revoked = await control.call({ method: 'POST', path: `${base}/service-tokens/${body.id}/revoke` });
    expect(revoked.body.state).toBe('revoked');
    expect((await control.call({ path: `${base}/keys`, token })).body.reason).toBe('revoked_token');
  });

  test('never has what its maker has not, nor a longer life', async () => {
    const given = { name: 'x', expires_at: inDays(30) };
    const beyond = await make({ ...given, scopes: ['keys.read', 'workspace.delete'] }, { token: adminToken });
    expect([beyond.status, beyond.body.reason]).toEqual([403, 'token_scope']);
    expect(beyond.body.message).toContain('workspace.delete');
    // The operator reads no tasks, and so makes no token that does.
    expect((await make({ ...given, scopes: ['requests.read'] })).status).toBe(403);
    const longer = await make({ ...given, expires_at: inDays(200), scopes: ['keys.read'] }, { token: adminToken });
    expect(longer.body).toMatchObject({ error: 'validation_error', param: 'expires_at' });
    expect((await make({ ...given, scopes: ['keys.read'] }, { token: adminToken })).status).toBe(201);
  });

  test.each([
    ['has to end', { scopes: ['keys.read'] }, 'expires_at'],
    ['ends within a year', { scopes: ['keys.read'], expires_at: inDays(400) }, 'expires_at'],
    ['has not ended already', { scopes: ['keys.read'], expires_at: inDays(-1) }, 'expires_at'],
    ['names permissions that exist', { scopes: ['keys.destroy'], expires_at: inDays(1) }, 'scopes.0'],
    ['names one at least', { scopes: [], expires_at: inDays(1) }, 'scopes'],
    [
      'of one workspace is none of the installation',
      { scopes: ['installation.read'], expires_at: inDays(1) },
      'scopes',
    ],
  ])('%s', async (_, body, param) => {
    expect((await make({ name: 'x', ...body })).body).toMatchObject({ error: 'validation_error', param });
  });

  test('of the installation works in every workspace, and only its administrators make one', async () => {
    const order = { name: 'fleet', scopes: ['installation.read', 'keys.read'], expires_at: inDays(1) };
    expect((await make(order, { path: '', token: adminToken })).body.reason).toBe('installation_only');
    const { body } = await make(order, { path: '' });
    const { token } = body;
    expect((await control.call({ path: `${base}/keys`, token })).status).toBe(200);
    expect((await control.call({ path: '/plans', token })).status).toBe(200);
    expect((await control.call({ path: '/service-tokens', token })).status).toBe(403);
    const ofWorkspace = `${base}/service-tokens/${body.id}/revoke`;
    expect((await control.call({ method: 'POST', path: ofWorkspace })).status).toBe(404);
    const revoked = await control.call({ method: 'POST', path: `/service-tokens/${body.id}/revoke` });
    expect(revoked.body.state).toBe('revoked');
  });
});
