import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ACTS } from '../../src/control/api/acts.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { codeOf } from '../people/authenticator-app.ts';
import { createGatewayHome } from '../support/spawn-gateway.ts';
import { CanaryRig } from './canary-rig.ts';
import { findSecrets, type Place, spellingsOf } from './secret-spellings.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'main.ts');
const run = promisify(execFile);

test('the search finds a secret in every spelling, and in the middle of something that is encoded', () => {
  const secret = 'canary-0123456789-abcdefghij+/?';
  const hidden = [
    secret,
    Buffer.from(secret).toString('hex'),
    encodeURIComponent(secret),
    ...[0, 1, 2, 5].map((length) => Buffer.from(`${'u:1234'.slice(0, length)}${secret}@host`).toString('base64')),
    Buffer.from(`x${secret}`).toString('base64url'),
    `…${secret.slice(-20)}`,
  ];
  for (const text of hidden) {
    expect(findSecrets({ secrets: new Map([['it', secret]]), places: [{ name: 'there', text }] })).toHaveLength(1);
  }
  expect(spellingsOf('short-one')).not.toContain('ort-one');
});

test('no secret is found in the log, in an answer but the one that shows it, in the database, or in what leaves it', async () => {
  const received: Place[] = [];
  await using receiver = await startReceiver(received);
  const upstream = await startFakeUpstream();
  const adminToken = `lkadm_${randomBytes(24).toString('hex')}`;
  const masterKey = randomBytes(32).toString('base64');
  const smtpPassword = `canary${randomBytes(18).toString('hex')}`;
  const fileKey = `sk-canary${randomBytes(18).toString('hex')}`;
  const env = {
    LATENTKIT_ADMIN_TOKEN: adminToken,
    LATENTKIT_MASTER_KEY: masterKey,
    LATENTKIT_LOG_LEVEL: 'trace',
    LATENTKIT_EGRESS_ALLOW: '127.0.0.1/32',
    SMTP_URL: `smtp://mailer:${smtpPassword}@127.0.0.1:1`,
    LATENTKIT_MAIL_FROM: 'gateway@example.com',
    FILE_KEY: fileKey,
  };
  using home = createGatewayHome({
    yaml: `version: 1
workspace: acme
connections: [{ name: declared, provider: openai-compatible, api_key: "\${FILE_KEY}", base_url: "${upstream.url}/v1", models: [m] }]
routes: [{ name: declared, attempts: [{ connection: declared, model: m }] }]
`,
  });
  const places: Place[] = [];
  let rig: CanaryRig;
  {
    await using gateway = await home.start({ env });
    rig = new CanaryRig({ url: gateway.url.replace('127.0.0.1', 'localhost'), adminToken });
    rig.know('operator token', adminToken);
    rig.know('master key', masterKey);
    rig.know('SMTP password', smtpPassword);
    rig.know('key of the file', fileKey);
    const setupLink = /\/setup#(\S+)/.exec(gateway.said().stdout)?.[1];
    rig.know('setup token', setupLink);
    await people(rig);
    const at = await connections({ rig, upstream });
    await keysAndTokens({ rig, upstream, at });
    await webhooks({ rig, at, hookUrl: receiver.url });
    await everyRead({ rig, at });
    for (const words of [
      ['export'],
      ['doctor'],
      ['logs', '--json'],
      ['audit', 'list'],
      ['keys', 'list'],
      ['events', 'list'],
    ]) {
      const ended = await run(process.execPath, [MAIN, ...words, '--data', home.dataDir], {
        env: { ...process.env, ...env },
      }).catch((error: { stdout: string; stderr: string }) => error);
      places.push({ name: `latentkit ${words.join(' ')}`, text: ended.stdout + ended.stderr });
    }
    // Webhooks are told once a second.
    await expect.poll(() => received.length, { timeout: 10_000 }).toBeGreaterThan(2);
    await wait(500);
    // While it runs, with what is only in the write-ahead log yet; then once more after it has stopped.
    places.push(...filesIn(home.dataDir, 'running'), ...rowsOf(home.dataDir));
    gateway.signal('SIGTERM');
    await gateway.exited;
    const { stdout, stderr } = gateway.said();
    expect(stderr).toContain('"level":');
    places.push({ name: 'the log', text: stderr });
    // The terminal shows the link of the first start, which is how its reader becomes the administrator.
    places.push({ name: 'the terminal', text: stdout.replace(`/setup#${setupLink}`, '/setup#shown') });
  }
  const databasePassword = rig.make('password of the database');
  const databaseUrl = `postgres://gateway:${databasePassword}@127.0.0.1:1/latentkit`;
  const start = home.start({ env: { ...env, DATABASE_URL: databaseUrl } });
  places.push({ name: 'a start without its database', text: await start.then(() => '', String) });
  places.push(...filesIn(home.dataDir, 'stopped'), ...received, ...rig.places);
  await upstream.close();

  expect(rig.secrets.size).toBeGreaterThan(30);
  expect(rig.places.length).toBeGreaterThan(150);
  expect(received.length).toBeGreaterThan(2);
  expect(findSecrets({ secrets: rig.secrets, places })).toEqual([]);
}, 120_000);

/** Claims the installation, and does whatever takes a password, a code or a link, rightly and wrongly. */
async function people(rig: CanaryRig): Promise<void> {
  const setup_token = rig.secrets.get('setup token') ?? '';
  const password = rig.make('first password');
  const ada = rig.browser();
  const claim = { email: 'ada@example.com', name: 'Ada', password, setup_token };
  await ada.post('/api/auth/claim', { ...claim, email: setup_token });
  await ada.post('/api/auth/claim', { ...claim, setup_token: password });
  await ada.post('/api/auth/claim', { ...claim, [setup_token]: 1 });
  expect((await ada.post('/api/auth/claim', claim)).status).toBe(200);
  expect((await rig.browser().post('/api/auth/claim', claim)).status).toBe(401);
  const session = (name: string) =>
    rig.know(name, [...ada.cookies].find(([key]) => key.includes('session_token'))?.[1]);
  const [token = ''] = session('session cookie').split('.');
  rig.know('session token', token);
  const wrong = { email: password, password: 'ada@example.com' };
  for (const body of [
    wrong,
    { ...wrong, [password]: password },
    { email: 'ada@example.com', password: `${password}x` },
  ]) {
    await rig.browser().post('/api/auth/sign-in/email', body);
  }
  await rig.browser().post('/api/auth/sign-in/email', {}, { raw: `{"password": "${password}", ` });
  const set = await ada.post('/api/auth/two-factor/enable', { password });
  rig.know('TOTP secret', new URL(String(set.json.totp_uri)).searchParams.get('secret'));
  const codes = Array.isArray(set.json.backup_codes) ? set.json.backup_codes.map(String) : [];
  for (const [index, code] of codes.entries()) rig.know(`backup code ${index}`, code);
  shown({ rig, fields: ['TOTP secret', ...codes.map((_, index) => `backup code ${index}`)] });
  await ada.post('/api/auth/two-factor/verify-totp', { code: codes[0] });
  const verified = await ada.post('/api/auth/two-factor/verify-totp', { code: codeOf(set.json.totp_uri) });
  expect(verified.status).toBe(200);
  const second = session('session cookie with a second factor');
  rig.know('session token with a second factor', second.split('.')[0]);
  const new_password = rig.make('second password');
  await ada.post('/api/auth/change-password', { current_password: new_password, new_password });
  expect((await ada.post('/api/auth/change-password', { current_password: password, new_password })).status).toBe(200);
  session('session cookie after the change');

  const workspace = (await rig.call({ path: '/api/workspaces' })).body.data[0].id;
  const at = `/api/workspaces/${workspace}`;
  const invite = { path: `${at}/invitations`, body: { email: 'grace@example.com', role: 'admin' } };
  const invited = await rig.call({ ...invite, shows: { url: 'invitation link' } });
  const invitation_token = rig.know('invitation token', invited.body.url.split('#')[1]);
  const grace = rig.browser();
  const page = { invitation_token, name: 'Grace', password: rig.make('password of a member') };
  await grace.post('/api/auth/register', { ...page, [invitation_token]: 1 });
  await grace.post('/api/auth/register', { ...page, invitation_token: page.password });
  await rig.call({ path: `${at}/invitations/${invitation_token}`, method: 'DELETE' });
  expect((await grace.post('/api/auth/register', page)).status).toBe(200);
  await grace.get(`${at}/members`);
  const people = (await rig.call({ path: '/api/people' })).body.data;
  const person = people.find(({ email }: { email: string }) => email === 'grace@example.com').id;
  const link = await rig.call({
    path: `/api/people/${person}/reset-link`,
    method: 'POST',
    shows: { url: 'reset link' },
  });
  const reset = rig.know('reset token', link.body.url.split('#')[1]);
  const changed = { token: reset, new_password: rig.make('password after the reset') };
  await grace.post('/api/auth/reset-password', { token: changed.new_password, new_password: reset });
  expect((await grace.post('/api/auth/reset-password', changed)).status).toBe(200);
  await rig.browser().post('/api/auth/request-password-reset', { email: 'grace@example.com' });

  const client_secret = rig.make('secret of the identity provider');
  const provider = { name: 'Known', issuer: 'http://localhost:1', client_id: 'c', client_secret };
  const save = (body: object) => rig.call({ path: '/api/sso-providers/known', method: 'PUT', body });
  expect((await save(provider)).status).toBe(200);
  await save({ ...provider, issuer: client_secret });
  await save({ ...provider, scopes: [`${client_secret} "`] });
  await save({ ...provider, name: 'Other', client_secret: undefined });
  await rig.browser().post('/api/auth/sign-in/social', { provider: 'known', return_to: '/' });
}

/** The last answer shows these by design: taken out of what is searched. */
function shown({ rig, fields }: { rig: CanaryRig; fields: readonly string[] }): void {
  const last = rig.places.at(-1);
  if (last === undefined) return;
  const text = fields.reduce((rest, field) => rest.replaceAll(rig.secrets.get(field) ?? '', 'shown'), last.text);
  rig.places[rig.places.length - 1] = { name: last.name, text };
}

interface Acting {
  readonly rig: CanaryRig;
  readonly upstream: FakeUpstream;
}

/** Makes, checks, rotates and misspells connections, at a provider that repeats whatever it was sent. */
async function connections({ rig, upstream }: Acting): Promise<string> {
  const workspace = (await rig.call({ path: '/api/workspaces' })).body.data[0].id;
  const at = `/api/workspaces/${workspace}`;
  const api_key = rig.make('provider credential', 'sk-proj-');
  const header = rig.make('header of a connection');
  const body = {
    name: 'echoing',
    provider: 'openai-compatible',
    base_url: `${upstream.url}/v1`,
    credential: { api_key },
    headers: { 'x-tenant': header },
    models: ['m'],
  };
  const faults = (key: string) => [
    { status: 401, body: { error: { message: `Incorrect API key provided: ${key}`, code: key, type: key } } },
    { status: 403, body: { error: { message: `No: ${key.slice(-20)} ${header}` } } },
    { status: 500, body: `<html>${key} ${Buffer.from(`user:${key}`).toString('base64')} ${header}</html>` },
    { status: 200, body: { error: { message: key } } },
    { status: 429, headers: { 'retry-after': '0' }, body: { error: { message: key, param: header } } },
  ];
  for (const fault of faults(api_key)) {
    upstream.script(fault);
    await rig.call({ path: `${at}/connections/check`, body: { ...body, model: 'm' } });
  }
  const made = await rig.call({ path: `${at}/connections`, body });
  expect(made.status).toBe(201);
  const wrong: readonly object[] = [
    { ...body, name: `${api_key}!` },
    { ...body, provider: api_key },
    { ...body, base_url: `https://user:${api_key}@host.example/v1` },
    { ...body, base_url: `https://host.example/v1?key=${api_key}` },
    { ...body, base_url: api_key },
    { ...body, headers: { [`x ${api_key}`]: 'x' } },
    { ...body, headers: { 'x-a': `${api_key}\n` } },
    { ...body, credential: { api_key: `${api_key} ` } },
    { ...body, credential: { api_key, [api_key]: 'x' } },
    { ...body, credential: api_key },
    { ...body, [api_key]: true },
    { ...body, models: [`${api_key} x`] },
    { ...body, access: api_key },
  ];
  for (const one of wrong) {
    expect((await rig.call({ path: `${at}/connections`, body: one })).status, JSON.stringify(one)).toBe(400);
    await rig.call({ path: `${at}/connections/${made.body.id}`, method: 'PATCH', body: one });
  }
  await rig.call({ path: `${at}/connections`, body: `{"credential": {"api_key": "${api_key}"},,}` });
  await rig.call({ path: `${at}/connections/${made.body.id}?api_key=${api_key}` });
  await rig.call({ path: `${at}/connections/${api_key}` });
  const rotated = rig.make('provider credential after the rotation', 'sk-proj-');
  const rotate = { path: `${at}/connections/${made.body.id}/rotate`, method: 'POST' };
  expect((await rig.call({ ...rotate, body: { credential: { api_key: rotated } } })).status).toBe(200);
  await rig.call({ ...rotate, body: { credential: { [rotated]: rotated } } });
  for (const fault of faults(rotated)) {
    upstream.script(fault);
    for (const act of ['check', 'refresh-models']) {
      await rig.call({ path: `${at}/connections/${made.body.id}/${act}`, method: 'POST', body: {} });
    }
  }
  const shared = rig.make('credential of the platform', 'sk-house-');
  const platform = { ...body, name: 'house', workspace_id: workspace, credential: { api_key: shared } };
  const prices = { input_usd_per_mtok: 1, output_usd_per_mtok: 1 };
  expect(
    (await rig.call({ path: '/api/connections', body: { ...platform, models: [{ id: 'm', prices }] } })).status,
  ).toBe(201);
  return at;
}

/** Makes and rotates keys and tokens, uses them rightly and wrongly, and asks for answers that hold a prompt. */
async function keysAndTokens({ rig, upstream, at }: Acting & { readonly at: string }): Promise<void> {
  const attempts = [{ connection: 'echoing', model: 'm' }];
  const route = (await rig.call({ path: `${at}/routes`, body: { name: 'to the echo', draft: { attempts } } })).body.id;
  await rig.call({ path: `${at}/routes/${route}/publish`, body: {} });
  const make = { path: `${at}/keys`, body: { name: 'app', route_id: route }, headers: { 'Idempotency-Key': 'once' } };
  const key = await rig.call({ ...make, shows: { secret: 'API key' } });
  await rig.call({ ...make, shows: { secret: 'API key, replayed' } });
  const of = `${at}/keys/${key.body.id}`;
  const test = await rig.call({ path: `${of}/twin`, body: {}, shows: { secret: 'test key' } });
  expect(test.status).toBe(201);
  const ide = await rig.call({ path: `${of}/ide-tokens`, body: {}, shows: { secret: 'IDE token' } });
  const rotated = await rig.call({ path: `${of}/rotate`, body: {}, shows: { secret: 'API key after the rotation' } });
  const scopes = ['workspace.read', 'keys.read'];
  const expires_at = new Date(Date.now() + 86_400_000).toISOString();
  const token = { name: 'bot', scopes, expires_at };
  const service = await rig.call({ path: `${at}/service-tokens`, body: token, shows: { token: 'service token' } });
  const wide = { path: '/api/service-tokens', body: { ...token, scopes: ['installation.read'] } };
  const house = await rig.call({ ...wide, shows: { token: 'service token of the installation' } });
  expect([ide.status, rotated.status, service.status, house.status]).toEqual([201, 200, 201, 201]);

  for (const secret of [key, test, ide, rotated, service, house].map(({ body }) => body.secret ?? body.token)) {
    await rig.call({ path: at, token: secret });
    await rig.call({ path: at, token: `${secret}x` });
    await rig.call({ path: `${at}/keys?token=${secret}`, token: 'none' });
    await rig.call({ path: `${at}/keys/${secret}` });
    await rig.call({ path: `/v1/whoami?key=${secret}`, token: secret });
    await rig.call({ path: `${at}/keys`, body: { name: `${secret}!`, route_id: secret, member: `${secret}!` } });
    await rig.call({ path: `${at}/keys`, body: { name: 'x', allowed_ips: [secret], allowed_origins: [secret] } });
    await rig.call({ path: `/api/${secret}` });
  }
  await answers({ rig, upstream, key: rotated.body.secret });
  await rig.call({ path: `${at}/service-tokens/${service.body.id}/revoke`, method: 'POST' });
  await rig.call({ path: at, token: service.body.token });
  await rig.call({ path: `${of}/revoke`, method: 'POST' });
  await expect.poll(async () => (await rig.call({ path: '/v1/whoami', token: rotated.body.secret })).status).toBe(401);
}

async function answers({ rig, upstream, key }: Acting & { readonly key: string }): Promise<void> {
  const prompt = rig.make('prompt');
  const said = rig.make('answer');
  const credential = rig.secrets.get('provider credential after the rotation') ?? '';
  const ask = { messages: [{ role: 'user', content: prompt }] };
  const scripts = [
    { reply: { text: said } },
    { status: 401, body: { error: { message: `${credential} ${prompt}`, code: credential } } },
    { status: 500, body: `<html>${credential} ${prompt}</html>` },
    { errorEvent: { message: `${prompt} ${credential}` } },
    { reply: { text: said }, omitTerminal: true },
  ];
  await expect.poll(async () => (await rig.call({ path: '/v1/whoami', token: key })).status).toBe(200);
  for (const [index, script] of scripts.entries()) {
    for (const stream of [false, true]) {
      upstream.script(script);
      const headers = { 'Idempotency-Key': `ask ${index} ${stream}`.replaceAll(' ', '-') };
      const answer = await rig.call({ path: '/v1/chat', body: { ...ask, stream }, token: key, headers });
      // What was asked for is what an answer is for.
      if (answer.status === 200) shown({ rig, fields: ['answer'] });
      if (index === 0) expect([answer.status, answer.text.includes(said)]).toEqual([200, true]);
    }
  }
}

/** Makes, moves, rotates and tries webhooks, at a receiver that repeats whatever it was sent. */
async function webhooks({ rig, at, hookUrl }: { rig: CanaryRig; at: string; hookUrl: string }): Promise<void> {
  const url = `${hookUrl}/${rig.make('path of a webhook')}`;
  const hook = await rig.call({
    path: `${at}/webhooks`,
    body: { name: 'hook', url },
    shows: { secret: 'webhook secret' },
  });
  expect(hook.status).toBe(201);
  const of = `${at}/webhooks/${hook.body.id}`;
  await rig.call({
    path: `${at}/webhooks`,
    body: { name: 'x', url: url.replace('//', `//user:${hook.body.secret}@`) },
  });
  await rig.call({ path: `${at}/webhooks`, body: { name: 'x', url: `${url}#${hook.body.secret}` } });
  await rig.call({ path: of, method: 'PATCH', body: { url: `ftp://${hook.body.secret}` } });
  await rig.call({ path: `${of}/rotate-secret`, body: {}, shows: { secret: 'webhook secret after the rotation' } });
  await rig.call({ path: `${of}/test`, method: 'POST' });
  // Events, and so messages, of their own: a key, and a version.
  await rig.call({ path: `${at}/keys`, body: { name: 'told of' }, shows: { secret: 'key that is told of' } });
  await wait(1_500);
  const deliveries = (await rig.call({ path: `${at}/deliveries` })).body.data;
  for (const { id } of deliveries.slice(0, 5)) await rig.call({ path: `${at}/deliveries/${id}` });
  expect(deliveries.length).toBeGreaterThan(0);
}

/** Every list, every object, every export, and the document of the API. */
async function everyRead({ rig, at }: { rig: CanaryRig; at: string }): Promise<void> {
  const first = async (noun: string) => (await rig.call({ path: `${at}/${noun}` })).body.data?.[0]?.id ?? 'none';
  const routes = (await rig.call({ path: `${at}/routes` })).body.data;
  const ids: Readonly<Record<string, string>> = {
    workspaceId: at.split('/').at(-1) ?? '',
    keyId: await first('keys'),
    connectionId: await first('connections'),
    webhookId: await first('webhooks'),
    budgetId: await first('budgets'),
    deliveryId: await first('deliveries'),
    routeId: routes.find(({ name }: { name: string }) => name === 'to the echo').id,
    personId: (await rig.call({ path: '/api/people' })).body.data[0].id,
    providerName: 'known',
    planName: 'none',
    version: '1',
  };
  for (const { path, isRead } of ACTS) {
    if (!isRead) continue;
    await rig.call({ path: `/api${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? 'none')}` });
  }
  for (const path of [
    '/api/openapi.json',
    '/docs/api',
    '/v1/usage',
    '/v1/usage?format=csv',
    '/v1/circuits',
    '/readyz',
  ]) {
    await rig.call({ path });
  }
  const [request] = /req_[0-9a-z]{26}/.exec(rig.places.find(({ name }) => name.includes('/v1/chat'))?.text ?? '') ?? [];
  await rig.call({ path: `/v1/requests/${request}/diagnosis` });
}

/** Answers every message with all of it, as an error. */
async function startReceiver(received: Place[]): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    // Its own address holds a secret of its own, which the receiver knows.
    received.push({ name: 'a message to a webhook', text: `${JSON.stringify(request.headers)} ${body}` });
    response.writeHead(500).end(`${request.url} ${JSON.stringify(request.headers)} ${body}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/hook`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Everything but what the operator wrote. */
function filesIn(folder: string, when: string): Place[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && !path.endsWith('.yaml'))
    .map((path) => ({ name: `${basename(path)} (${when})`, text: readFileSync(path, 'latin1') }));
}

/** What a text of the database file cannot tell: values that lie in two pages of it. */
function rowsOf(folder: string): Place[] {
  const database = new DatabaseSync(join(folder, 'latentkit.db'), { readOnly: true });
  const tables = database.prepare(`select name from sqlite_schema where type = 'table'`).all();
  const places = tables.map(({ name }) => {
    const rows = database.prepare(`select * from "${String(name)}"`).all();
    const text = rows.map((row) =>
      Object.values(row)
        .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)))
        .join(' '),
    );
    return { name: `table ${String(name)}`, text: text.join('\n') };
  });
  database.close();
  return places;
}
