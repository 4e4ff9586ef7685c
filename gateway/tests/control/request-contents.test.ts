import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Permission } from '../../src/control/permissions.ts';
import { readId } from '../../src/domain/ids.ts';
import { forgetContents } from '../../src/jobs/forget-contents.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { connectionYaml, readSse, SANDBOX_KEY, TEST_KEY } from '../scenarios/start-test-gateway.ts';
import { type ControlPlaneUnderTest, startControlPlane } from './start-control-plane.ts';
import { giveToken, ids, writeBeside } from './two-workspaces.ts';

let upstream: FakeUpstream;
let control: ControlPlaneUnderTest;
let token: string;

const yamlWith = ({ workspace = '{ name: acme, content_logging: { retention: 7d } }', route = '' } = {}) => `version: 1
workspace: ${workspace}
connections:${connectionYaml({ name: 'one', url: upstream.url })}
routes:
  - { name: default, ${route} attempts: [{ connection: one, model: m }] }
keys:
  - { name: backend, route: default, secret: ${TEST_KEY} }
  - { name: sandboxed, route: default, secret: ${SANDBOX_KEY} }
`;

const asMember = (scopes: readonly Permission[]) =>
  giveToken({ gateway: control.gateway, workspace: readId({ kind: 'ws', text: control.workspaceId }), scopes });

async function start(yaml = yamlWith()): Promise<void> {
  control = await startControlPlane({ yaml });
  token = await asMember(['contents.read', 'contents.replay', 'contents.delete', 'audit.read', 'routes.write']);
}

beforeEach(async () => {
  upstream = await startFakeUpstream();
});
afterEach(async () => {
  await control[Symbol.asyncDispose]();
  await upstream.close();
});

const SAID = { messages: [{ role: 'user', content: 'what is the colour of the canary' }], temperature: 0.5 };

async function send(body: object = SAID, headers: Record<string, string> = {}): Promise<string> {
  const response = await control.gateway.post('/v1/chat', body, headers);
  await response.text();
  return response.headers.get('x-lk-request-id') ?? '';
}

const at = (requestId: string) => `/workspaces/${control.workspaceId}/requests/${requestId}`;
const read = (requestId: string) => control.call({ path: `${at(requestId)}/content`, token });
const replay = (requestId: string, body: object, headers: Record<string, string> = {}) =>
  control.call({ method: 'POST', path: `${at(requestId)}/replays`, body, token, headers });
const audited = async (act: string) =>
  (await control.call({ path: `/workspaces/${control.workspaceId}/audit?object=request_content&act=${act}`, token }))
    .body.data;

/** Past the gateway, as another process has it. */
async function forgetNow({ nowMs }: { readonly nowMs: number }): Promise<number> {
  const store = await openSqliteStore({ dataDir: control.gateway.dataDir });
  try {
    return await forgetContents({ contents: store.contents, nowMs, pause: async () => {} });
  } finally {
    await store.close();
  }
}

describe('with content logging', () => {
  beforeEach(() => start());

  test('what was said and answered can be read, and who read it is in the audit log', async () => {
    upstream.script({ reply: { text: 'yellow', toolCalls: [{ id: 'c1', name: 'look', arguments: { at: 'bird' } }] } });
    const id = await send();
    const { status, body } = await read(id);
    expect([status, body]).toEqual([
      200,
      {
        request_id: id,
        endpoint: '/v1/chat',
        created_at: expect.any(String),
        expires_at: expect.any(String),
        request: SAID,
        answer_state: 'kept',
        answer: {
          content: 'yellow',
          reasoning: null,
          tool_calls: [{ id: 'c1', name: 'look', arguments: '{"at":"bird"}' }],
          images: [],
          finish_reason: 'tool_calls',
          model: expect.any(String),
        },
      },
    ]);
    expect(Date.parse(body.expires_at) - Date.parse(body.created_at)).toBe(7 * 86_400_000);
    expect(await audited('read')).toMatchObject([
      { object: { kind: 'request_content', id }, actor: { kind: 'token' } },
    ]);
    expect(JSON.stringify(await audited('read'))).not.toContain('canary');
  });

  test('of a stream all of it is kept; of one that broke what had come', async () => {
    upstream.script({ reply: { textDeltas: ['yel', 'low', ' and ', 'green'] } });
    const whole = await send({ ...SAID, stream: true });
    upstream.script({ reply: { textDeltas: ['yel', 'low', ' and ', 'green'] }, errorEvent: { afterEvents: 4 } });
    const events = await readSse(await control.gateway.post('/v1/chat', { ...SAID, stream: true }));
    const broken = JSON.parse(events.at(-1)?.data ?? '{}').request_id;
    const [first, second] = [await read(whole), await read(broken)];
    expect(first.body).toMatchObject({ answer_state: 'kept', answer: { content: 'yellow and green' } });
    expect(second.body.answer_state).toBe('partial');
    expect('yellow and green'.startsWith(second.body.answer.content)).toBe(true);
    expect(second.body.answer.content).not.toBe('');
  });

  test('of a request that failed, and of a test key, the task is kept', async () => {
    upstream.script({ status: 500, body: { error: { message: 'no' } } });
    expect((await read(await send())).body).toMatchObject({ request: SAID, answer_state: 'none', answer: null });
    const sandboxed = await send(SAID, { Authorization: `Bearer ${SANDBOX_KEY}` });
    expect((await read(sandboxed)).body).toMatchObject({ request: SAID, answer_state: 'kept' });
  });

  test('of vectors the task is kept, and an answer that is too large leaves the task', async () => {
    const embedded = await control.gateway.post('/v1/embeddings', { input: 'a text' });
    await embedded.text();
    expect((await read(embedded.headers.get('x-lk-request-id') ?? '')).body).toMatchObject({
      request: { input: 'a text' },
      answer_state: 'not_kept',
      answer: null,
    });
    upstream.script({ reply: { text: 'x'.repeat(300_000) } });
    expect((await read(await send())).body).toMatchObject({ request: SAID, answer_state: 'too_large', answer: null });
  });

  test('each reason why there is none is told apart', async () => {
    const large = await send({ messages: [{ role: 'user', content: 'y'.repeat(270_000) }] });
    expect((await read(large)).body).toMatchObject({ error: 'not_found', reason: 'content_too_large' });
    const id = await send();
    const deletion = { method: 'DELETE', path: `${at(id)}/content`, token };
    expect((await control.call(deletion)).status).toBe(204);
    expect((await read(id)).body).toMatchObject({ error: 'not_found', reason: 'content_deleted' });
    expect(await audited('remove')).toMatchObject([{ object: { id } }]);
    expect((await read('req_00000000000000000000000000')).body.reason).toBeUndefined();
    expect((await replay(id, { of: 'published' })).body).toMatchObject({
      error: 'not_found',
      reason: 'content_deleted',
    });
  });

  test('everything of the workspace is deleted in one call', async () => {
    const sent = [await send(), await send(), await send()];
    const all = { method: 'DELETE', path: `/workspaces/${control.workspaceId}/request-contents`, token };
    expect((await control.call(all)).body).toEqual({ deleted: 3 });
    expect((await control.call(all)).body).toEqual({ deleted: 0 });
    for (const id of sent) expect((await read(id)).body.reason).toBe('content_deleted');
  });

  test('nobody reads it but members who may: no administrator of the installation, and no other workspace', async () => {
    const id = await send();
    const asOperator = await control.call({ path: `${at(id)}/content` });
    expect([asOperator.status, asOperator.body.error]).toEqual([403, 'permission_denied']);
    const other = ids.next('ws');
    await writeBeside({
      gateway: control.gateway,
      work: async (writes) => {
        const [acme] = (await writes.read()).workspaces;
        if (acme !== undefined) await writes.saveWorkspace({ ...acme, id: other, name: 'other', owner: 'console' });
      },
    });
    const theirs = await giveToken({ gateway: control.gateway, workspace: other, scopes: ['contents.read'] });
    const path = `/workspaces/${other}/requests/${id}/content`;
    expect((await control.call({ path, token: theirs })).status).toBe(404);
    expect((await control.call({ path: `${at(id)}/content`, token: theirs })).status).toBe(404);
  });

  test('a replay runs the task on the release that is named, is charged, and is recorded with where it came from', async () => {
    upstream.script({ reply: { text: 'yellow' } });
    const id = await send({ ...SAID, stream: true });
    upstream.script({ reply: { text: 'green' } });
    const { status, body } = await replay(id, { of: '1' }, { 'Idempotency-Key': 'once' });
    expect([status, body]).toMatchObject([
      200,
      {
        replayed_from: id,
        version: 1,
        outcome: 'answered',
        answer: { content: 'green' },
        error: null,
        attempts: [{ attempt: 1, connection: 'one', model: 'm', outcome: 'answered', status: 200 }],
        recorded: { version: 1, outcome: 'answered', answer: { content: 'yellow' }, attempts: [{ connection: 'one' }] },
      },
    ]);
    expect(body.cost_usd).toBeGreaterThan(0);
    expect(upstream.requests).toHaveLength(2);
    const again = await replay(id, { of: '1' }, { 'Idempotency-Key': 'once' });
    expect(again.body).toEqual(body);
    expect(upstream.requests).toHaveLength(2);
    expect(await audited('replay')).toMatchObject([{ object: { id }, after: { of: '1' } }]);
    // What a replay said is not kept once more.
    await expect.poll(async () => (await read(body.request_id)).body.reason).toBe('content_not_kept');
  });

  test('a replay that fails says so, and one on what is not there is refused', async () => {
    const id = await send();
    upstream.script({ status: 401, body: { error: { message: 'no' } } });
    const failed = await replay(id, { of: 'published' });
    expect(failed.body).toMatchObject({ outcome: 'failed', answer: null, error: { code: 'provider_error' } });
    expect(failed.body.attempts).toMatchObject([{ outcome: 'failed', failure: expect.any(String) }]);
    for (const body of [{ of: 'draft' }, { of: '9' }, { of: '1', route_id: 'route_of_nobody' }]) {
      expect((await replay(id, body)).status).toBe(404);
    }
    expect((await replay(id, {})).status).toBe(400);
  });
});

test('what had its time is not shown any more, and removed a little later', async () => {
  const clock = { now: () => Date.now() + aheadMs };
  let aheadMs = 0;
  control = await startControlPlane({ yaml: yamlWith(), clock });
  token = await asMember(['contents.read']);
  const id = await send();
  expect((await read(id)).status).toBe(200);
  aheadMs = 7 * 86_400_000;
  expect((await read(id)).body).toMatchObject({ error: 'not_found', reason: 'content_expired' });
  expect(await forgetNow({ nowMs: clock.now() })).toBe(1);
  expect((await read(id)).body.reason).toBe('content_expired');
});

test('a replay runs on a draft of another route too', async () => {
  await start();
  const id = await send();
  const draft = { attempts: [{ connection: 'one', model: 'm' }] };
  const path = `/workspaces/${control.workspaceId}/routes`;
  const made = await control.call({ method: 'POST', path, body: { name: 'beta', draft } });
  const { status, body } = await replay(id, { of: 'draft', route_id: made.body.id });
  expect([status, body.version, body.outcome]).toEqual([200, null, 'answered']);
});

test('a replay is held against the budget of the workspace', async () => {
  await start(
    yamlWith({
      workspace: '{ name: acme, content_logging: { retention: 7d }, budget: { usd: 0.004, window: total } }',
    }),
  );
  const id = await send({ ...SAID, max_tokens: 900 });
  expect((await read(id)).body.answer_state).toBe('kept');
  upstream.script({ reply: { text: 'x', usage: { input: 1, output: 900 } } });
  await replay(id, { of: 'published' });
  const { status, body } = await replay(id, { of: 'published' });
  expect([status, body.outcome, body.error.code]).toEqual([200, 'failed', 'budget_exceeded']);
  expect([body.attempts, body.answer]).toEqual([[], null]);
});

describe('without content logging', () => {
  test('nothing is kept, and the answer says how to change that', async () => {
    await start(yamlWith({ workspace: 'acme' }));
    const id = await send();
    await expect.poll(async () => (await read(id)).body.reason).toBe('content_not_kept');
    expect((await replay(id, { of: 'published' })).body.reason).toBe('content_not_kept');
  });

  test('a route may forbid what its workspace wants', async () => {
    await start(yamlWith({ route: 'content_logging: false,' }));
    const id = await send();
    await expect.poll(async () => (await read(id)).body.reason).toBe('content_not_kept');
  });

  test('it can be turned on and off, and what was kept stays until it is deleted', async () => {
    await start(yamlWith());
    const kept = await send();
    expect((await read(kept)).status).toBe(200);
    await control.call({ path: `/workspaces/${control.workspaceId}` }).then(({ body }) => {
      expect(body.content_logging).toEqual({ retention: '7d' });
    });
    const made = await control.call({
      method: 'POST',
      path: '/workspaces',
      body: { name: 'second', content_logging: { retention: '24h' } },
    });
    expect(made.body.content_logging).toEqual({ retention: '1d' });
    const path = `/workspaces/${made.body.id}`;
    const change = (content_logging: unknown) =>
      control.call({ method: 'PATCH', path, ifMatch: true, body: { content_logging } });
    expect((await change({ retention: '36h' })).body.content_logging).toEqual({ retention: '36h' });
    expect((await change(null)).body.content_logging).toBeNull();
    for (const retention of ['0h', '366d', '8761h', '7', '1w', ''])
      expect((await change({ retention })).status).toBe(400);
  });
});
