import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ControlPlaneUnderTest, startControlPlane } from './start-control-plane.ts';

let control: ControlPlaneUnderTest;

beforeAll(async () => {
  control = await startControlPlane();
});
afterAll(() => control[Symbol.asyncDispose]());

const create = (body: object, headers?: Record<string, string>) =>
  control.call({ method: 'POST', path: '/workspaces', body, ...(headers ? { headers } : undefined) });

describe('workspaces', () => {
  test('are made, changed by whoever read them last, and listed page by page', async () => {
    const made = await create({ name: 'made', budget: { usd: 5, window: 'day' } });
    expect(made).toMatchObject({ status: 201, body: { name: 'made', owner: 'console', budget: { usd: 5 } } });
    const path = `/workspaces/${made.body.id}`;
    const tag = made.headers.get('etag') ?? '';
    const edit = { method: 'PATCH', path, ifMatch: tag };
    const changed = await control.call({ ...edit, body: { budget: null, rate_limit: { concurrency: 3 } } });
    expect(changed).toMatchObject({
      status: 200,
      body: { name: 'made', budget: null, rate_limit: { concurrency: 3 } },
    });
    // The second tab.
    expect((await control.call({ ...edit, body: { name: 'other' } })).body.error).toBe('precondition_failed');
    const seen: string[] = [];
    for (let after = ''; ; ) {
      const page = await control.call({ path: `/workspaces?limit=1${after}` });
      seen.push(...page.body.data.map(({ name }: { name: string }) => name));
      if (page.body.next === null) break;
      after = `&after=${page.body.next}`;
    }
    expect(seen).toEqual(['acme', 'made']);
  });

  test('have a name of their own', async () => {
    expect(await create({ name: 'acme' })).toMatchObject({
      status: 409,
      body: { reason: 'name_taken', param: 'name' },
    });
    const unknown = await create({ name: 'new', plan: 'gold' });
    expect(unknown).toMatchObject({ status: 400, body: { param: 'plan' } });
  });

  test('are made once for one Idempotency-Key', async () => {
    const headers = { 'Idempotency-Key': 'one' };
    const [first, second] = [await create({ name: 'once' }, headers), await create({ name: 'once' }, headers)];
    expect(second).toMatchObject({ status: 201, body: first.body });
    expect(second.headers.get('x-lk-idempotent-replay')).toBe('true');
    expect((await create({ name: 'twice' }, headers)).body.error).toBe('idempotency_conflict');
  });

  test('are stopped by the operator, whoever declares them, and go on', async () => {
    const path = `/workspaces/${control.workspaceId}`;
    expect((await control.call({ method: 'POST', path: `${path}/suspend` })).body.suspended).toBe(true);
    expect((await control.call({ method: 'POST', path: `${path}/resume` })).body.suspended).toBe(false);
  });

  test('go after a grace period, in which they can be had back', async () => {
    const made = await create({ name: 'short-lived' });
    const path = `/workspaces/${made.body.id}`;
    const wrong = await control.call({ method: 'DELETE', path: `${path}?confirm=other` });
    expect(wrong).toMatchObject({ status: 400, body: { param: 'confirm' } });
    const going = await control.call({ method: 'DELETE', path: `${path}?confirm=short-lived&grace_days=1` });
    expect(going.status).toBe(202);
    const leftMs = Date.parse(going.body.delete_at) - Date.now();
    expect(Math.round(leftMs / 3_600_000)).toBe(24);
    const invite = () =>
      control.call({ method: 'POST', path: `${path}/invitations`, body: { email: 'a@example.com', role: 'viewer' } });
    expect(await invite()).toMatchObject({ status: 409, body: { error: 'conflict', reason: 'wrong_state' } });
    const rename = { method: 'PATCH', path, ifMatch: true, body: { name: 'renamed' } } as const;
    expect(await control.call(rename)).toMatchObject({
      status: 409,
      body: { hint: expect.stringContaining('restore') },
    });
    expect((await control.call({ path: `${path}/members` })).status).toBe(200);
    expect((await control.call({ method: 'POST', path: `${path}/suspend` })).status).toBe(200);
    expect((await control.call({ method: 'POST', path: `${path}/restore` })).body.delete_at).toBeNull();
    expect((await invite()).status).toBe(201);
    const files = await control.call({ method: 'DELETE', path: `/workspaces/${control.workspaceId}?confirm=acme` });
    expect(files).toMatchObject({ status: 409, body: { reason: 'owned_by_file' } });
  });

  test('leave as a configuration file', async () => {
    const answer = await control.call({ path: `/workspaces/${control.workspaceId}/export` });
    expect(answer.headers.get('content-type')).toBe('application/yaml');
    expect(answer.body).toContain('version: 1');
  });

  test('are invited into by a link that is shown once', async () => {
    const path = `/workspaces/${control.workspaceId}/invitations`;
    const made = await control.call({ method: 'POST', path, body: { email: 'Ada@Example.com', role: 'admin' } });
    expect(made).toMatchObject({ status: 201, body: { email: 'ada@example.com', role: 'admin', taken_at: null } });
    const secret = made.body.url.split('#')[1];
    expect(secret).toHaveLength(43);
    const listed = await control.call({ path });
    expect(listed.body.data).toHaveLength(1);
    expect(JSON.stringify(listed.body)).not.toContain(secret);
    const again = await control.call({ method: 'POST', path, body: { email: 'ada@example.com', role: 'viewer' } });
    expect((await control.call({ path })).body.data).toMatchObject([{ id: again.body.id, role: 'viewer' }]);
    expect((await control.call({ method: 'DELETE', path: `${path}/${made.body.id}` })).status).toBe(404);
    const gone = await control.call({ method: 'DELETE', path: `${path}/${again.body.id}` });
    expect(gone.status).toBe(204);
    expect((await control.call({ method: 'DELETE', path: `${path}/${again.body.id}` })).status).toBe(404);
  });
});
