import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readId } from '../../src/domain/ids.ts';
import { type ControlPlaneUnderTest, startControlPlane } from './start-control-plane.ts';
import { ids, writeBeside } from './two-workspaces.ts';

const YAML = `version: 1
workspace: { name: acme, plan: declared }
plans:
  - { name: declared, managed: { chat: 3 }, window: day }
connections:
  - { name: box, provider: sandbox }
routes:
  - { name: default, attempts: [{ connection: box, model: sandbox }] }
keys:
  - { name: declared, route: default, secret: lk_live_declared_key_0123456789abcdef }
budgets:
  - { name: declared, workspace: true, usd: 5, window: day }
`;

let control: ControlPlaneUnderTest;
let base: string;
/** A workspace that the console made: what a file declares is the file's. */
let own: string;

beforeAll(async () => {
  control = await startControlPlane({ yaml: YAML });
  base = `/workspaces/${control.workspaceId}`;
  const id = ids.next('ws');
  own = `/workspaces/${id}`;
  await writeBeside({
    gateway: control.gateway,
    work: (writes) =>
      writes.saveWorkspace({
        id: readId({ kind: 'ws', text: id }),
        name: 'made',
        suspended: false,
        budget: undefined,
        rateLimit: undefined,
        ipRateLimit: undefined,
        ideRateLimit: undefined,
        planName: undefined,
        fileCredits: undefined,
        owner: 'console',
        createdAtMs: Date.now(),
      }),
  });
});
afterAll(() => control[Symbol.asyncDispose]());

const post = (path: string, body: object, headers?: Record<string, string>) =>
  control.call({ method: 'POST', path, body, ...(headers && { headers }) });
const patch = (path: string, body: object, ifMatch: string | true = true) =>
  control.call({ method: 'PATCH', path, body, ifMatch });
const remove = (path: string) => control.call({ method: 'DELETE', path });

describe('a budget', () => {
  test('says what it counts, what was spent, and when it starts anew', async () => {
    const { body: keys } = await control.call({ path: `${base}/keys` });
    const made = await post(`${base}/budgets`, { name: 'key', key_id: keys.data[0].id, usd: 2.5, window: 'month' });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      scope: 'key',
      scope_id: keys.data[0].id,
      scope_name: 'declared',
      usd: 2.5,
      alert_at: [50, 80, 100],
      spent_usd: '0.000000000',
      owner: 'console',
    });
    expect(Date.parse(made.body.resets_at)).toBeGreaterThan(Date.now());
    const listed = await control.call({ path: `${base}/budgets` });
    expect(listed.body.data.map(({ name }: { name: string }) => name)).toEqual(['declared', 'key']);
  });

  test.each([
    [{ name: 'x' }, 'workspace'],
    [{ name: 'x', member: 'a', tag: 'b' }, 'tag'],
    [{ name: 'x', route_id: 'route_of_nobody' }, 'route_id'],
    [{ name: 'x', workspace: true, time_zone: 'Mars' }, 'time_zone'],
    [{ name: 'x', workspace: true, alert_at: [0] }, 'alert_at.0'],
    [{ name: 'x', workspace: true, usd: 1e-12 }, 'usd'],
  ])('is refused: %j', async (body, param) => {
    const answer = await post(`${base}/budgets`, { usd: 1, window: 'day', ...body });
    expect(answer.body).toMatchObject({ error: 'validation_error', param });
  });

  test('is changed and removed by whoever knows its state, unless a file declares it', async () => {
    const { body } = await post(`${base}/budgets`, { name: 'tag', tag: 't', usd: 1, window: 'day', time_zone: 'UTC' });
    const path = `${base}/budgets/${body.id}`;
    expect((await post(`${base}/budgets`, { name: 'tag', tag: 't', usd: 1, window: 'day' })).body.reason).toBe(
      'name_taken',
    );
    expect((await patch(path, { usd: 3, time_zone: null, alert_at: [90] })).body).toMatchObject({
      usd: 3,
      time_zone: null,
      alert_at: [90],
      window: 'day',
    });
    expect((await patch(path, { usd: 4 }, '"old"')).status).toBe(412);
    expect((await patch(path, { tag: 'other' })).body.error).toBe('validation_error');
    expect((await remove(path)).status).toBe(204);
    expect((await remove(path)).status).toBe(404);
    const listed = await control.call({ path: `${base}/budgets` });
    const declared = `${base}/budgets/${listed.body.data[0].id}`;
    expect((await patch(declared, { usd: 9 })).body.reason).toBe('owned_by_file');
    expect((await remove(declared)).body.reason).toBe('owned_by_file');
    const { body: log } = await control.call({ path: `${base}/audit?object=budget&object_id=${body.id}` });
    expect(log.data.map(({ act }: { act: string }) => act)).toEqual(['remove', 'update', 'create']);
  });
});

describe('a plan', () => {
  test('is made, changed, given to a workspace, and removed once nobody is on it', async () => {
    const plan = { name: 'pro', managed: { chat: 100 }, excludes: ['tools'], upgrade_to: 'declared' };
    const made = await post('/plans', plan);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ name: 'pro', window: 'month', managed: { chat: 100, image: null } });
    expect((await post('/plans', plan)).body.reason).toBe('name_taken');
    const changed = await patch('/plans/pro', { managed: { image: 5 }, upgrade_to: null });
    expect(changed.body).toMatchObject({ managed: { chat: null, image: 5 }, upgrade_to: null, excludes: ['tools'] });
    const put = (path: string, body: object) =>
      control.call({ method: 'PUT', path: `${path}/plan`, body, ifMatch: '*' });
    expect((await put(own, { plan: 'none' })).body).toMatchObject({ error: 'validation_error', param: 'plan' });
    expect((await put(own, { plan: 'pro' })).body.plan).toBe('pro');
    expect((await put(base, { plan: 'pro' })).body.reason).toBe('owned_by_file');
    const used = await remove('/plans/pro');
    expect(used).toMatchObject({ status: 409, body: { reason: 'in_use', workspaces: ['made'] } });
    expect((await control.call({ path: '/plans/pro' })).body.workspaces).toEqual(['made']);
    await put(own, { plan: null });
    expect((await remove('/plans/pro')).status).toBe(204);
    expect((await control.call({ path: '/plans/pro' })).status).toBe(404);
  });

  test('of a file is the file’s, and its workspace sees what was used of it', async () => {
    expect((await patch('/plans/declared', { window: 'hour' })).body.reason).toBe('owned_by_file');
    expect((await remove('/plans/declared')).body.reason).toBe('owned_by_file');
    const { body } = await control.call({ path: `${base}/plan` });
    expect(body).toMatchObject({ plan: { name: 'declared' }, allowances: [{ capability: 'chat', limit: 3, used: 0 }] });
    expect((await control.call({ path: `${own}/plan` })).body).toEqual({ plan: null, allowances: [] });
  });

  test.each([
    [{ name: 'a b' }, 'name'],
    [{ name: 'x', upgrade_to: 'nowhere' }, 'upgrade_to'],
    [{ name: 'x', upgrade_to: 'x' }, 'upgrade_to'],
    [{ name: 'x', time_zone: 'Mars' }, 'time_zone'],
    [{ name: 'x', credits: 1 }, 'credits'],
  ])('is refused: %j', async (body, param) => {
    expect((await post('/plans', body)).body).toMatchObject({ error: 'validation_error', param });
  });
});

describe('credits', () => {
  test('are given and corrected once for each Idempotency-Key and each id, and stand in the audit log', async () => {
    const headers = { 'Idempotency-Key': 'give-once' };
    const order = { kind: 'granted', usd: 25, note: 'welcome' };
    const given = await post(`${own}/credits`, order, headers);
    expect(given.status).toBe(201);
    expect(given.body.balance).toMatchObject({ credits_usd: '25.000000000', limited: true });
    expect((await post(`${own}/credits`, order, headers)).body).toEqual(given.body);
    expect((await post(`${own}/credits`, { ...order, usd: 26 }, headers)).body.error).toBe('idempotency_conflict');
    const less = { kind: 'adjusted', usd: -0.5, note: 'typo', id: 'fix-1' };
    const corrected = await post(`${own}/credits`, less);
    expect(corrected.body.balance.credits_usd).toBe('24.500000000');
    expect((await post(`${own}/credits`, { ...less, note: 'a typo' })).body).toEqual(corrected.body);
    expect((await post(`${own}/credits`, { ...less, usd: -1 })).body).toMatchObject({ error: 'conflict', param: 'id' });
    const { body } = await control.call({ path: `${own}/credits?limit=1` });
    expect(body.data).toMatchObject([{ id: 'fix-1', kind: 'adjusted', usd: '0.500000000', from: 'credits' }]);
    const second = await control.call({ path: `${own}/credits?limit=1&after=${body.next}` });
    expect(second.body.data).toMatchObject([{ kind: 'granted', note: 'welcome' }]);
    expect(second.body.next).toBeNull();
    const nowhere = await control.call({ path: `${own}/credits?after=nonsense` });
    expect(nowhere).toMatchObject({ status: 400, body: { param: 'after' } });
    const { body: log } = await control.call({ path: `${own}/audit?object=credits&act=granted` });
    expect(log.data).toHaveLength(1);
    const { body: corrections } = await control.call({ path: `${own}/audit?object=credits&act=adjusted` });
    expect(corrections.data).toHaveLength(1);
  });

  test.each([
    [{ kind: 'granted', usd: 0 }, 'usd'],
    [{ kind: 'granted', usd: -1 }, 'usd'],
    [{ kind: 'adjusted', usd: 1 }, 'note'],
    [{ kind: 'granted', usd: 1, expires_at: '2001-01-01T00:00:00Z' }, 'expires_at'],
    [{ kind: 'settled', usd: 1 }, 'kind'],
    [{ kind: 'granted', usd: 1, id: 'att_1.settled' }, 'id'],
  ])('are refused: %j', async (body, param) => {
    expect((await post(`${own}/credits`, body)).body).toMatchObject({ error: 'validation_error', param });
  });
});
