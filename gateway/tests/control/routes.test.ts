import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readId } from '../../src/domain/ids.ts';
import { type ControlPlaneUnderTest, startControlPlane } from './start-control-plane.ts';
import { giveToken } from './two-workspaces.ts';

const SANDBOX = `version: 1
workspace: acme
connections:
  - { name: sandbox, provider: sandbox, access: byok }
  - { name: second, provider: sandbox, access: byok }
routes:
  - { name: of-the-file, attempts: [{ connection: sandbox, model: sandbox }] }
`;

let control: ControlPlaneUnderTest;
let routes: string;

beforeAll(async () => {
  control = await startControlPlane({ yaml: SANDBOX });
  routes = `/workspaces/${control.workspaceId}/routes`;
});
afterAll(() => control[Symbol.asyncDispose]());

const specOn = (connection: string, more: object = {}) => ({ attempts: [{ connection, model: 'sandbox' }], ...more });

async function newRoute(name: string, draft?: object): Promise<string> {
  const made = await control.call({ method: 'POST', path: routes, body: { name, ...(draft ? { draft } : undefined) } });
  expect(made.status).toBe(201);
  return `${routes}/${made.body.id}`;
}

const publish = (path: string, body: object = {}) => control.call({ method: 'POST', path: `${path}/publish`, body });
const putDraft = (path: string, body: object, ifMatch?: string | true) =>
  control.call({ method: 'PUT', path: `${path}/draft`, body, ...(ifMatch === undefined ? undefined : { ifMatch }) });

describe('a route', () => {
  test('goes from a draft to versions that stay, and back in one call', async () => {
    const path = await newRoute('one', specOn('sandbox'));
    const first = await publish(path, { note: 'the first' });
    expect(first).toMatchObject({ status: 201, body: { version: 1, note: 'the first', published_by: 'operator' } });
    expect((await control.call({ path: `${path}/draft` })).status).toBe(404);
    await putDraft(path, specOn('second', { deadline_ms: 5_000 }));
    const diff = await control.call({ path: `${path}/diff` });
    expect(diff.body.fields).toEqual([{ field: 'deadline_ms', before: '600000', after: '5000' }]);
    expect(diff.body.attempts.map(({ change, connection }: Record<string, string>) => [change, connection])).toEqual([
      ['added', 'second'],
      ['removed', 'sandbox'],
    ]);
    expect((await publish(path)).body.version).toBe(2);
    const back = await control.call({ method: 'POST', path: `${path}/rollback`, body: { version: 1 } });
    expect(back.body.published.version).toBe(1);
    const versions = await control.call({ path: `${path}/versions?limit=1` });
    expect(versions.body).toMatchObject({ data: [{ version: 2 }], next: '2' });
    expect((await control.call({ path: `${path}/versions?after=2` })).body).toMatchObject({
      data: [{ version: 1 }],
      next: null,
    });
    expect((await control.call({ path: `${path}/diff?from=1&to=2` })).body.same).toBe(false);
    expect((await control.call({ method: 'POST', path: `${path}/rollback`, body: { version: 9 } })).status).toBe(404);
  });

  test('of two tabs, the second one does not overwrite the draft of the first', async () => {
    const path = await newRoute('tabs');
    const first = await putDraft(path, specOn('sandbox'));
    expect(first.status).toBe(200);
    expect((await putDraft(path, specOn('second'))).body.error).toBe('precondition_required');
    const tag = first.headers.get('etag') ?? '';
    expect((await putDraft(path, specOn('second'), tag)).status).toBe(200);
    expect((await putDraft(path, specOn('sandbox'), tag)).body.error).toBe('precondition_failed');
  });

  test('is not published while anything is wrong with it, and every problem is told at once', async () => {
    const path = await newRoute('wrong', {
      attempts: [
        { connection: 'nowhere', model: 'sandbox' },
        { connection: 'nirgends', model: 'sandbox' },
      ],
    });
    const checked = await control.call({ method: 'POST', path: `${path}/draft/validate` });
    expect(checked.body.publishable).toBe(false);
    const paths = checked.body.problems.map((problem: { path: string }) => problem.path);
    expect(paths).toEqual(expect.arrayContaining(['attempts[0].connection', 'attempts[1].connection']));
    const refused = await publish(path);
    expect(refused).toMatchObject({ status: 400, body: { error: 'validation_error' } });
    expect(refused.body.problems.length).toBeGreaterThanOrEqual(2);
  });

  test('is not published where a blocking test fails', async () => {
    const path = await newRoute('tested', specOn('sandbox'));
    const tests = [
      { name: 'answers', body: { messages: [{ role: 'user', content: 'hi' }] } },
      { name: 'can see', endpoint: '/v1/vision', body: { prompt: 'what?', image_url: 'no address' } },
    ];
    const saved = await control.call({ method: 'PUT', path: `${path}/tests`, body: { tests }, ifMatch: true });
    expect(saved.status).toBe(200);
    const run = await control.call({ method: 'POST', path: `${path}/tests/run`, body: {} });
    expect(run.body.results.map(({ passed }: { passed: boolean }) => passed)).toEqual([true, false]);
    expect(await publish(path)).toMatchObject({ status: 409, body: { reason: 'tests_failed' } });
    const blocking = tests.map((one) => ({ ...one, blocking: one.name === 'answers' }));
    await control.call({ method: 'PUT', path: `${path}/tests`, body: { tests: blocking }, ifMatch: true });
    expect((await publish(path)).status).toBe(201);
  });

  test('is tried with what really answers, where that is asked for', async () => {
    const path = await newRoute('tried', specOn('sandbox'));
    const body = { messages: [{ role: 'user', content: 'hello' }] };
    const tests = [{ name: 'says so', body, expect: { text_contains: 'no answer has this in it' } }];
    await control.call({ method: 'PUT', path: `${path}/tests`, body: { tests }, ifMatch: true });
    const run = (mode: string) => control.call({ method: 'POST', path: `${path}/tests/run`, body: { mode } });
    expect((await run('plan')).body).toMatchObject({ blocks: false, results: [{ passed: true, request_id: null }] });
    const live = await run('live');
    expect(live.body).toMatchObject({ blocks: true, results: [{ passed: false, attempt: { connection: 'sandbox' } }] });
    expect(live.body.results[0].request_id).toMatch(/^req_/);
  });

  test('tells who publishes, now or by schedule, that another version was published meanwhile', async () => {
    const path = await newRoute('raced', specOn('sandbox'));
    await publish(path);
    await putDraft(path, specOn('second'));
    await control.call({ method: 'POST', path: `${path}/rollback`, body: { version: 1 } });
    expect((await publish(path)).body.version).toBe(2);
    await putDraft(path, specOn('sandbox'));
    await control.call({ method: 'POST', path: `${path}/rollback`, body: { version: 1 } });
    expect(await publish(path)).toMatchObject({ status: 409, body: { reason: 'published_since' } });
    const schedule = (more: object) =>
      control.call({
        method: 'PUT',
        path: `${path}/schedule`,
        body: { release: 'draft', at: new Date(Date.now() + 3_600_000).toISOString(), ...more },
      });
    expect(await schedule({})).toMatchObject({ status: 409, body: { reason: 'published_since' } });
    expect((await schedule({ even_if_published_since: true })).status).toBe(200);
    expect((await publish(path, { even_if_published_since: true })).body.version).toBe(3);
  });

  test('stops what was planned before a rollback, says so, and leaves what was planned after it', async () => {
    const path = await newRoute('planned', specOn('sandbox'));
    await publish(path);
    await putDraft(path, specOn('second'));
    await publish(path);
    const at = new Date(Date.now() + 3_600_000).toISOString();
    const plan = () =>
      control.call({ method: 'PUT', path: `${path}/schedule`, body: { release: 2, at, note: 'monday' } });
    const goTo = (version: number) => control.call({ method: 'POST', path: `${path}/rollback`, body: { version } });
    const planned = await plan();
    const stopped = { ...planned.body.schedule, refused: { why: [expect.stringContaining('back to version 1')] } };
    expect((await goTo(1)).body).toMatchObject({ published: { version: 1 }, schedule: stopped });
    const { body } = await control.call({ path: `/workspaces/${control.workspaceId}/audit?limit=2` });
    expect(body.data).toMatchObject([
      { act: 'schedule', after: { schedule: { note: 'monday' } } },
      { act: 'rollback' },
    ]);
    expect((await plan()).body.schedule.refused).toBeNull();
    expect((await goTo(2)).body.schedule.refused).toBeNull();
    expect((await goTo(2)).body.schedule.refused).not.toBeNull();
  });

  test('has canaries, shadows and schedules, which say what they are', async () => {
    const path = await newRoute('rolled-out', specOn('sandbox'));
    const canary = { version: 1, share_percent: 10 };
    const early = await control.call({ method: 'PUT', path: `${path}/canary`, body: canary });
    expect(early).toMatchObject({ status: 409, body: { reason: 'wrong_state' } });
    await publish(path);
    await putDraft(path, specOn('second'));
    await publish(path, { live: false });
    const set = await control.call({ method: 'PUT', path: `${path}/canary`, body: { ...canary, version: 2 } });
    expect(set.body).toMatchObject({
      published: { version: 1 },
      canary: { version: 2, share_percent: 10, sticky_by: 'key' },
    });
    await putDraft(path, specOn('second', { deadline_ms: 9_000 }));
    const shadowBody = { release: 'draft', share_percent: 5, budget_usd_per_day: 1.5 };
    const shadow = await control.call({ method: 'PUT', path: `${path}/shadow`, body: shadowBody });
    expect(shadow.body.shadow).toEqual({ version: null, share_percent: 5, budget_usd_per_day: 1.5 });
    const at = new Date(Date.now() + 3_600_000).toISOString();
    const later = await control.call({
      method: 'PUT',
      path: `${path}/schedule`,
      body: { release: 2, at, note: 'monday' },
    });
    expect(later.body.schedule).toMatchObject({ version: 2, note: 'monday', refused: null });
    const past = { release: 2, at: '2020-01-01T00:00:00Z' };
    expect((await control.call({ method: 'PUT', path: `${path}/schedule`, body: past })).body.param).toBe('at');
    for (const what of ['canary', 'shadow', 'schedule'])
      await control.call({ method: 'DELETE', path: `${path}/${what}` });
    expect((await control.call({ path })).body).toMatchObject({ canary: null, shadow: null, schedule: null });
    expect((await control.call({ path: `${path}/figures` })).body.versions).toEqual([]);
  });

  test('says what a logged request would meet on another version', async () => {
    const path = await newRoute('replanned', specOn('sandbox'));
    await publish(path);
    const keys = `/workspaces/${control.workspaceId}/keys`;
    const routeId = path.split('/').at(-1);
    const key = await control.call({ method: 'POST', path: keys, body: { name: 'asks', route_id: routeId } });
    const headers = { Authorization: `Bearer ${key.body.secret}` };
    const ask = () => control.gateway.post('/v1/chat', { messages: [{ role: 'user', content: 'hi' }] }, headers);
    await expect.poll(async () => (await ask()).status, { timeout: 3_000 }).toBe(200);
    const requestId = (await ask()).headers.get('x-lk-request-id');
    await putDraft(path, specOn('second'));
    // The request log is the members': who only administers the installation does not see it.
    const workspace = readId({ kind: 'ws', text: control.workspaceId });
    const scopes = ['requests.read', 'routes.read'] as const;
    const token = await giveToken({ gateway: control.gateway, workspace, scopes });
    const replan = (body: object) => control.call({ method: 'POST', path: `${path}/replan`, body, token });
    await expect.poll(async () => (await replan({ request_id: requestId })).status, { timeout: 3_000 }).toBe(200);
    expect((await replan({ request_id: requestId })).body).toMatchObject({
      served_by: { version: 1, outcome: 'answered', connection: 'sandbox' },
      plan: { attempts: [{ attempt: 1, connection: 'second' }], skipped: [] },
    });
    expect((await replan({ request_id: 'req_nowhere' })).status).toBe(404);
  });

  test('is not removed while a key points to it', async () => {
    const path = await newRoute('used', specOn('sandbox'));
    const routeId = path.split('/').at(-1);
    const key = await control.call({
      method: 'POST',
      path: `/workspaces/${control.workspaceId}/keys`,
      body: { name: 'user', route_id: routeId },
    });
    expect(key.status).toBe(201);
    expect(await control.call({ method: 'DELETE', path })).toMatchObject({
      status: 409,
      body: { reason: 'in_use', keys: ['user'] },
    });
    await control.call({ method: 'POST', path: `/workspaces/${control.workspaceId}/keys/${key.body.id}/revoke` });
    expect((await control.call({ method: 'DELETE', path })).status).toBe(204);
  });

  test('that a file declares is changed there', async () => {
    const { body } = await control.call({ path: routes });
    const found = body.data.find(({ name }: { name: string }) => name === 'of-the-file');
    const path = `${routes}/${found.id}`;
    expect(await putDraft(path, specOn('second'))).toMatchObject({ status: 409, body: { reason: 'owned_by_file' } });
    expect((await control.call({ method: 'DELETE', path })).body.reason).toBe('owned_by_file');
  });
});
