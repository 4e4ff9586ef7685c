import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readWebhookSecret } from '../../src/domain/webhook-secret.ts';
import { signWebhook } from '../../src/jobs/sign-webhook.ts';
import { connectionYaml } from '../scenarios/start-test-gateway.ts';
import { type ControlPlaneUnderTest, startControlPlane } from './start-control-plane.ts';

interface Entry {
  readonly act: string;
  readonly actor: { readonly kind: string };
}

interface Message {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let control: ControlPlaneUnderTest;
let base: string;
let receiver: Server;
let upstream: Server;
let hookUrl: string;
let upstreamStatus = 200;
let receiverStatus = 204;
const received: Message[] = [];

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    received.push({ headers: request.headers, body });
    response.writeHead(receiverStatus).end();
  });
  hookUrl = `${await listen(receiver)}/hook/secret-path`;
  upstream = createServer((request, response) => {
    request.resume();
    response.writeHead(upstreamStatus, { 'Content-Type': 'application/json' });
    const choice = { message: { role: 'assistant', content: 'x' }, finish_reason: 'stop' };
    response.end(JSON.stringify(upstreamStatus === 200 ? { choices: [choice] } : { error: { message: 'no' } }));
  });
  const upstreamUrl = await listen(upstream);
  control = await startControlPlane({
    yaml: `version: 1
workspace: acme
connections:${connectionYaml({ name: 'main', url: upstreamUrl })}
routes: [{ name: default, attempts: [{ connection: main, model: m }] }]
keys: [{ name: backend, route: default, secret: lk_live_scenario_key_0123456789abcdef }]
webhooks: [{ name: declared, url: "${hookUrl}", secret: "whsec_${Buffer.alloc(32, 3).toString('base64')}", events: [budget.threshold] }]
`,
    settingsEnv: { LATENTKIT_EGRESS_ALLOW: '127.0.0.0/8' },
  });
  base = `/workspaces/${control.workspaceId}`;
});
afterAll(async () => {
  await control[Symbol.asyncDispose]();
  for (const server of [receiver, upstream]) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

const post = (path: string, body: object = {}) => control.call({ method: 'POST', path: `${base}${path}`, body });
const act = (path: string) => control.call({ method: 'POST', path: `${base}${path}` });
const get = (path: string) => control.call({ path: `${base}${path}` });
const events = async (type: string) => (await get(`/events?type=${type}`)).body.data;

let made = 0;
const create = async (body: object = {}) => {
  made++;
  const answer = await post('/webhooks', { name: `hook ${made}`, url: hookUrl, ...body });
  expect(answer.status).toBe(201);
  return answer.body;
};

function isSignedWith({ message, secret }: { message: Message | undefined; secret: string }): boolean {
  const id = String(message?.headers['webhook-id']);
  const atMs = Number(message?.headers['webhook-timestamp']) * 1_000;
  const bytes = readWebhookSecret(secret) ?? Buffer.alloc(0);
  const signed = signWebhook({ secret: bytes, id, atMs, body: message?.body ?? '' });
  return String(message?.headers['webhook-signature']).split(' ').includes(signed['webhook-signature']);
}

describe('a webhook', () => {
  test('is made with its secret shown once; its path is shown nowhere', async () => {
    const { secret, ...hook } = await create({ events: ['key.created'] });
    expect(secret).toMatch(/^whsec_/);
    expect(hook).toMatchObject({ state: 'on', events: ['key.created'], owner: 'console' });
    const read = await get(`/webhooks/${hook.id}`);
    expect(read.body).toEqual(hook);
    const log = await get(`/audit?object=webhook&object_id=${hook.id}`);
    for (const text of [JSON.stringify(read.body), JSON.stringify(log.body)]) {
      expect(text).not.toContain('secret-path');
      expect(text).not.toContain(secret);
      expect(text).not.toContain('sealed');
    }
    expect(log.body.data).toHaveLength(1);
  });

  test.each(['not an address', 'ftp://x.example', 'https://u:p@x.example/', 'https://x.example/#a'])(
    'takes no address that is none: %s',
    async (url) => {
      const answer = await post('/webhooks', { name: 'x', url });
      expect(answer.body).toMatchObject({ error: 'validation_error', param: 'url' });
      expect(JSON.stringify(answer.body)).not.toContain('u:p');
    },
  );

  test('says at once whether a test message is taken, signed with both secrets while both are good', async () => {
    const { id, secret } = await create({ events: ['budget.threshold'] });
    expect((await act(`/webhooks/${id}/test`)).body).toMatchObject({ delivered: true, status: 204, error: null });
    expect(isSignedWith({ message: received.at(-1), secret })).toBe(true);
    expect(JSON.parse(received.at(-1)?.body ?? '')).toMatchObject({ type: 'webhook.test' });
    const rotated = await post(`/webhooks/${id}/rotate-secret`);
    expect(rotated.body.previous_secret_until).toMatch(/^\d/);
    await act(`/webhooks/${id}/test`);
    for (const one of [secret, rotated.body.secret]) {
      expect(isSignedWith({ message: received.at(-1), secret: one })).toBe(true);
    }
    const again = await post(`/webhooks/${id}/rotate-secret`, { overlap_seconds: 0 });
    await act(`/webhooks/${id}/test`);
    expect(isSignedWith({ message: received.at(-1), secret: again.body.secret })).toBe(true);
    expect(isSignedWith({ message: received.at(-1), secret: rotated.body.secret })).toBe(false);
    receiverStatus = 500;
    expect((await act(`/webhooks/${id}/test`)).body).toMatchObject({ delivered: false, status: 500 });
    receiverStatus = 204;
  });

  test('keeps its secret when it moves, and is changed only by whoever knows its state', async () => {
    const { id, secret } = await create({ events: ['budget.threshold'] });
    const path = `${base}/webhooks/${id}`;
    const edit = { method: 'PATCH', path, body: { url: `${hookUrl}/elsewhere`, name: `moved ${made}` } };
    expect((await control.call({ ...edit, ifMatch: '"old"' })).status).toBe(412);
    expect((await control.call({ ...edit, ifMatch: true })).body.name).toBe(`moved ${made}`);
    expect((await act(`/webhooks/${id}/test`)).body.delivered).toBe(true);
    expect(isSignedWith({ message: received.at(-1), secret })).toBe(true);
    expect((await control.call({ method: 'DELETE', path })).status).toBe(204);
    expect((await control.call({ path })).status).toBe(404);
  });

  test('of a file is the file’s', async () => {
    const { body } = await get('/webhooks');
    const { id } = body.data.find(({ name }: { name: string }) => name === 'declared');
    const edit = { method: 'PATCH', path: `${base}/webhooks/${id}`, ifMatch: '*', body: { name: 'x' } };
    expect((await control.call(edit)).body.reason).toBe('owned_by_file');
    expect((await post(`/webhooks/${id}/rotate-secret`)).body.reason).toBe('owned_by_file');
    expect((await control.call({ method: 'DELETE', path: edit.path })).body.reason).toBe('owned_by_file');
    expect((await act(`/webhooks/${id}/enable`)).status).toBe(200);
  });

  test('that answered that it is gone is switched off, and on again, and its deliveries are replayed', async () => {
    const { id } = await create({ events: ['key.created'] });
    receiverStatus = 410;
    await post('/keys', { name: `gone ${made}` });
    await expect.poll(async () => (await get(`/webhooks/${id}`)).body.state, { timeout: 5_000 }).toBe('off');
    receiverStatus = 204;
    const { body } = await get(`/deliveries?webhook_id=${id}`);
    const [delivery] = body.data;
    expect(delivery).toMatchObject({ event: 'key.created', state: 'failed', last_status: 410 });
    const replay = `/deliveries/${delivery.id}/replay`;
    expect((await act(replay)).body.reason).toBe('wrong_state');
    expect((await act(`/webhooks/${id}/enable`)).body.state).toBe('on');
    expect((await act(replay)).status).toBe(202);
    const read = async () => (await get(`/deliveries/${delivery.id}`)).body;
    await expect.poll(async () => (await read()).state, { timeout: 5_000 }).toBe('delivered');
    expect((await read()).tries.map(({ status }: { status: number }) => status)).toEqual([410, 204]);
    expect((await act('/deliveries/whd_999999/replay')).status).toBe(404);
    const { data } = (await get(`/audit?object=webhook&object_id=${id}`)).body;
    expect(data.map(({ act: done, actor }: Entry) => `${done} by ${actor.kind}`)).toEqual([
      'replay by operator',
      'enable by operator',
      'disable by job',
      'create by operator',
    ]);
    expect((await get(`/deliveries?webhook_id=${id}&state=delivered`)).body.data).toHaveLength(1);
  });
});

describe('an event', () => {
  test('is told of a key that is made and revoked, in the transaction that does it', async () => {
    await create({ events: ['key.created', 'key.revoked'] });
    const before = received.length;
    const { body: key } = await post('/keys', { name: 'told', member: 'ada' });
    expect(await events('key.created')).toContainEqual(
      expect.objectContaining({ data: { key_id: key.id, key: 'told', kind: 'live', member: 'ada', by: 'operator' } }),
    );
    await act(`/keys/${key.id}/revoke`);
    await act(`/keys/${key.id}/revoke`);
    const revoked = (await events('key.revoked')).filter(
      ({ data }: { data: { key_id: string } }) => data.key_id === key.id,
    );
    expect(revoked).toHaveLength(1);
    const types = () =>
      received
        .slice(before)
        .map(({ body }) => JSON.parse(body))
        .filter(({ data }) => data.key_id === key.id)
        .map(({ type }) => type);
    await expect.poll(() => new Set(types()), { timeout: 5_000 }).toEqual(new Set(['key.created', 'key.revoked']));
  });

  test('is told of a route that is published, whoever publishes it', async () => {
    const [event] = await events('route.published');
    expect(event).toMatchObject({ data: { route: 'default', version: 1, previous_version: null, act: 'publish' } });
  });

  test('is told once of a credential that a provider refuses', async () => {
    upstreamStatus = 401;
    await control.gateway.post('/v1/chat', { messages: [{ role: 'user', content: 'x' }] });
    await expect.poll(() => events('credential.refused'), { timeout: 3_000 }).toHaveLength(1);
    expect((await events('credential.refused'))[0].data).toMatchObject({ connection: 'main', model: 'm', status: 401 });
  });

  test('pages from the newest on', async () => {
    const first = await get('/events?limit=1');
    const second = await get(`/events?limit=1&after=${first.body.next}`);
    expect(second.body.data[0].id).not.toBe(first.body.data[0].id);
    expect((await get('/events?type=made.up')).body.error).toBe('validation_error');
  });
});

test('an address that no message would reach is refused when it is saved, with who may allow it', async () => {
  const bad = await post('/webhooks', { name: 'inside', url: 'http://169.254.169.254/latest' });
  expect(bad).toMatchObject({ status: 400, body: { param: 'url' } });
  const { status, body } = await post('/webhooks', { name: 'near', url: 'http://10.0.0.1/hook' });
  expect(status).toBe(400);
  expect(body.message).toMatch(/private.*LATENTKIT_EGRESS_ALLOW, or declare the webhook/);
});
