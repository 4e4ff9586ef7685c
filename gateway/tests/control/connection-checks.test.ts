import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MOST_OUTGOING_A_MINUTE } from '../../src/control/api/outgoing-limit.ts';
import { createEgressGuard, type ResolveAll } from '../../src/net/egress-guard.ts';
import { createHttpTransport } from '../../src/net/http-transport.ts';
import { createUpstreamPools } from '../../src/net/upstream-pools.ts';
import type { Behaviour } from '../fake-upstream/behaviour.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { bearer, giveRoute } from './give-route.ts';
import { type ControlPlaneUnderTest, startControlPlane } from './start-control-plane.ts';

const SECRET = 'canary-credential-91be';
/** Stands in every body that an upstream answers with: none of it may come through. */
const INSIDE = 'canary-of-an-inner-page';

let control: ControlPlaneUnderTest;
let upstream: FakeUpstream;
let path: string;
let workspaceId: string;

beforeAll(async () => {
  upstream = await startFakeUpstream();
  control = await startControlPlane({ settingsEnv: { LATENTKIT_EGRESS_ALLOW: '127.0.0.1/32' } });
  workspaceId = control.workspaceId;
  path = `/workspaces/${workspaceId}/connections`;
});

/** Each may check so often a minute. */
async function useNewWorkspace(name: string): Promise<void> {
  const { body } = await control.call({ method: 'POST', path: '/workspaces', body: { name } });
  workspaceId = body.id;
  path = `/workspaces/${workspaceId}/connections`;
}
afterEach(() => upstream.reset());
afterAll(async () => {
  await control[Symbol.asyncDispose]();
  await upstream.close();
});

const bodyOf = (changes: object = {}) => ({
  provider: 'openai-compatible',
  base_url: `${upstream.url}/v1`,
  credential: { api_key: SECRET },
  models: ['m'],
  ...changes,
});
const check = (changes: object = {}) => control.call({ method: 'POST', path: `${path}/check`, body: bodyOf(changes) });

const errorBody = (code: string) => ({ error: { message: INSIDE, type: code, code } });

describe('a check', () => {
  test('asks for one token with the credential, and says how it went', async () => {
    const { status, body } = await check();
    expect(status).toBe(200);
    expect(body).toMatchObject({ ok: true, verdict: 'ok', model: 'm', status: 200, fix: [] });
    expect(upstream.requests).toHaveLength(1);
    expect(upstream.requests[0]).toMatchObject({
      path: '/v1/chat/completions',
      headers: { authorization: `Bearer ${SECRET}` },
      body: { model: 'm', max_tokens: 1 },
    });
  });

  const refusals: [string, Behaviour][] = [
    ['credential_refused', { status: 401, body: errorBody('invalid_api_key') }],
    ['no_access_to_model', { status: 403, body: errorBody('insufficient_permissions') }],
    ['unknown_model', { status: 404, body: errorBody('model_not_found') }],
    [
      'wrong_region_or_address',
      {
        status: 403,
        body: { error: { message: `Country not supported. ${INSIDE}`, code: 'unsupported_country_region_territory' } },
      },
    ],
    ['wrong_region_or_address', { status: 404, body: `<html>${INSIDE}</html>` }],
    ['wrong_region_or_address', { status: 404, body: { detail: 'Not Found' } }],
    ['wrong_region_or_address', { status: 405, body: `Method not allowed: ${INSIDE}` }],
    ['unknown_model', { status: 404, body: { error: { message: `The model does not exist. ${INSIDE}` } } }],
    ['wrong_region_or_address', { status: 200, body: `<html>${INSIDE}</html>` }],
    ['wrong_region_or_address', { status: 302, headers: { location: `http://127.0.0.1/${INSIDE}` }, body: INSIDE }],
    ['rate_limited', { status: 429, body: errorBody('rate_limit_exceeded') }],
    ['out_of_credit', { status: 429, body: errorBody('insufficient_quota') }],
    ['provider_down', { status: 500, body: INSIDE }],
    ['provider_down', { status: 503, body: errorBody('overloaded') }],
    ['network_unreachable', { resetBeforeHeaders: true }],
    ['ok', { status: 400, body: errorBody('integer_below_min_value') }],
  ];
  test.each(refusals)('comes to %s, with what helps, and shows nothing of the answer', async (verdict, behaviour) => {
    upstream.script(behaviour);
    const { status, body } = await check();
    expect(status).toBe(200);
    expect(body).toMatchObject({ verdict, ok: verdict === 'ok', status: behaviour.status ?? null });
    expect(body.cause.length).toBeGreaterThan(20);
    if (verdict !== 'ok') expect(body.fix.length).toBeGreaterThan(0);
    const text = JSON.stringify(body) + control.gateway.logged.join();
    expect(text).not.toContain(INSIDE);
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain('invalid_api_key');
  });

  test('tells a closed port, and a certificate that nobody trusts', async () => {
    const gone = await startFakeUpstream();
    await gone.close();
    expect((await check({ base_url: `${gone.url}/v1` })).body).toMatchObject({
      verdict: 'network_unreachable',
      status: null,
    });
    const tls = await startFakeUpstream({ tls: 'self_signed' });
    expect((await check({ base_url: `${tls.url}/v1` })).body).toMatchObject({ verdict: 'tls', status: null });
    await tls.close();
  });

  test('keeps nothing of what was not saved', async () => {
    const before = await control.call({ path });
    await check();
    expect((await control.call({ path })).body).toEqual(before.body);
  });

  test('of a saved connection uses its stored credential, and the model that it is told', async () => {
    const made = await control.call({ method: 'POST', path, body: bodyOf({ name: 'saved', enabled: false }) });
    const at = `${path}/${made.body.id}/check`;
    expect((await control.call({ method: 'POST', path: at, body: {} })).body).toMatchObject({
      verdict: 'ok',
      model: 'm',
    });
    await control.call({ method: 'POST', path: at, body: { model: 'other' } });
    expect(upstream.requests[1]).toMatchObject({
      headers: { authorization: `Bearer ${SECRET}` },
      body: { model: 'other' },
    });
  });

  test('asks which model, where nothing says it', async () => {
    const { status, body } = await check({ models: null });
    expect([status, body.param]).toEqual([400, 'model']);
  });

  // RELIABILITY E5.
  test.each(['a%2f..%2fb', 'a?key=x', 'a#b', 'a/b'])(
    'of the model %s stays at its host and below its prefix',
    async (model) => {
      await check({ provider: 'google', base_url: `${upstream.url}/prefix`, models: [model] });
      for (const request of upstream.requests)
        expect(request.path).toMatch(/^\/prefix\/v1beta\/[^?#]*:generateContent$/);
    },
  );

  test('of the sandbox stays inside', async () => {
    const sandbox = { provider: 'sandbox', base_url: null, credential: {}, models: ['sandbox'] };
    expect((await check(sandbox)).body).toMatchObject({ verdict: 'ok' });
  });
});

describe("a provider's list of models", () => {
  beforeAll(() => useNewWorkspace('lists'));
  const list = (...ids: string[]) => ({ body: { data: ids.map((id) => ({ id })) } });

  test('is merged: new ones wait disabled, vanished ones are marked, what the operator said stays', async () => {
    const prices = { input_usd_per_mtok: 1, output_usd_per_mtok: 2 };
    const models = [{ id: 'kept', prices, context_window: 9 }, 'gone'];
    const made = await control.call({ method: 'POST', path, body: bodyOf({ name: 'listed', models }) });
    const refresh = () => control.call({ method: 'POST', path: `${path}/${made.body.id}/refresh-models` });
    upstream.script(list('kept', 'new', '../evil', 'new'));
    const { status, body } = await refresh();
    expect(status).toBe(200);
    expect(upstream.requests[0]).toMatchObject({ method: 'GET', path: '/v1/models' });
    expect(body).toMatchObject({ check: { ok: true }, added: ['new'], vanished: ['gone'] });
    expect(body.connection.models).toMatchObject([
      { id: 'kept', enabled: true, context_window: 9, prices: [prices], vanished_at: null },
      { id: 'gone', enabled: true, vanished_at: expect.any(String) },
      { id: 'new', enabled: false, vanished_at: null },
    ]);
    upstream.script(list('kept', 'new', 'gone'));
    expect((await refresh()).body).toMatchObject({ added: [], vanished: [] });
    const { body: after } = await control.call({ path: `${path}/${made.body.id}` });
    expect(after.models.map(({ vanished_at }: { vanished_at: unknown }) => vanished_at)).toEqual([null, null, null]);
    upstream.script({ status: 401, body: errorBody('invalid_api_key') });
    const refused = await refresh();
    expect(refused.body).toMatchObject({ check: { verdict: 'credential_refused' }, added: [], connection: after });
    upstream.script({ body: { hello: INSIDE } });
    expect((await refresh()).body.check.verdict).toBe('wrong_region_or_address');
  });

  test('does not take away what routes use of a connection that allowed any model', async () => {
    const made = await control.call({ method: 'POST', path, body: bodyOf({ name: 'open', models: null }) });
    const { secret } = await giveRoute({ control, workspaceId, name: 'over-open', connection: 'open', model: 'alias' });
    upstream.script(list('a', 'b'));
    const { body } = await control.call({ method: 'POST', path: `${path}/${made.body.id}/refresh-models` });
    expect(body.connection.models).toMatchObject([
      { id: 'alias', enabled: true, vanished_at: expect.any(String) },
      { id: 'a', enabled: false },
      { id: 'b', enabled: false },
    ]);
    upstream.reset();
    await new Promise((resolve) => setTimeout(resolve, 600));
    const asked = await control.gateway.post(
      '/v1/chat',
      { messages: [{ role: 'user', content: 'Hi' }] },
      bearer(secret),
    );
    expect(asked.status).toBe(200);
  });

  test('is not asked for where there is none', async () => {
    const body = bodyOf({ name: 'azure', provider: 'azure-openai' });
    const made = await control.call({ method: 'POST', path, body });
    const refused = await control.call({ method: 'POST', path: `${path}/${made.body.id}/refresh-models` });
    expect(refused).toMatchObject({ status: 409, body: { reason: 'wrong_state' } });
  });
});

describe('what calls somewhere', () => {
  beforeAll(() => useNewWorkspace('busy'));

  test('is done so often a minute by a workspace, whichever it is; what was refused for its body does not count', async () => {
    const { body: made } = await control.call({ method: 'POST', path, body: bodyOf({ name: 'often' }) });
    const refresh = () => control.call({ method: 'POST', path: `${path}/${made.id}/refresh-models` });
    expect((await check({ base_url: 'http://10.0.0.1/v1' })).status).toBe(400);
    for (let call = 0; call < MOST_OUTGOING_A_MINUTE / 2; call++) {
      expect((await check()).status).toBe(200);
      expect((await refresh()).status).toBe(200);
    }
    const called = upstream.requests.length;
    const at = `/workspaces/${workspaceId}/webhooks`;
    const hook = { name: 'busy', url: `${upstream.url}/hook`, events: ['key.created'] };
    const { body: webhook } = await control.call({ method: 'POST', path: at, body: hook });
    const message = () => control.call({ method: 'POST', path: `${at}/${webhook.id}/test` });
    for (const refused of [await check(), await refresh(), await message()]) {
      expect(refused).toMatchObject({ status: 429, body: { error: 'rate_limited', reason: 'live_checks' } });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    }
    expect(upstream.requests).toHaveLength(called);
    await useNewWorkspace('calm');
    expect((await check()).status).toBe(200);
  });
});

// RELIABILITY E2: the address that was judged is the one that is called.
describe('a name that leads inside when it is asked for', () => {
  const NAME = 'provider.example';
  let answers: string[][] = [];
  const resolve: ResolveAll = (_name, _options, callback) => {
    const addresses = answers.length > 1 ? answers.shift() : answers[0];
    callback(
      null,
      (addresses ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  const pools = createUpstreamPools({
    guard: createEgressGuard({ allow: ['127.0.0.1/32'], resolve, ownAddresses: [] }),
  });
  afterAll(() => pools.close());

  const CASES: [string, string[][]][] = [
    ['from the first time on', [['127.0.0.2']]],
    ['the second time', [['127.0.0.1'], ['127.0.0.2']]],
    ['by one of several addresses', [['127.0.0.1', '::1']]],
  ];
  test.each(CASES)('%s is never called, by a check or by a task', async (_name, resolved) => {
    await using rebound = await startControlPlane({ transport: createHttpTransport({ pools }) });
    const at = `/workspaces/${rebound.workspaceId}/connections`;
    const body = bodyOf({ name: 'far', base_url: `http://${NAME}:${upstream.port}/v1` });
    answers = [...resolved];
    const checkNew = () => rebound.call({ method: 'POST', path: `${at}/check`, body });
    // The allowed address stands for a public one.
    if (resolved.length > 1) expect((await checkNew()).body.verdict).toBe('ok');
    const before = upstream.requests.length;
    expect((await checkNew()).body).toMatchObject({ verdict: 'address_not_allowed', status: null });
    await rebound.call({ method: 'POST', path: at, body });
    const { secret } = await giveRoute({ control: rebound, name: 'far-away', connection: 'far', model: 'm' });
    const asked = await rebound.gateway.post(
      '/v1/chat',
      { messages: [{ role: 'user', content: 'Hi' }] },
      bearer(secret),
    );
    expect(JSON.parse(await asked.text())).toMatchObject({ error: 'provider_error', reason: 'egress_blocked' });
    expect(upstream.requests).toHaveLength(before);
  });
});
