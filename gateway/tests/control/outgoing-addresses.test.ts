import { createServer, type Server } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBrowser } from '../people/browser.ts';
import { type ControlPlaneUnderTest, startControlPlane } from './start-control-plane.ts';

/** What a private service would tell: it must be in no answer. */
const INSIDE = 'inside-7c1e';

let insideUrl: string;
let port: string;
let calls = 0;
const inside = createServer((_request, response) => {
  calls++;
  response.end(INSIDE);
});

/** No range is allowed: this machine is private. */
let strict: ControlPlaneUnderTest;
/** One address of this machine counts as public; every other one is private. */
let lenient: ControlPlaneUnderTest;
let redirecting: Server;
let redirectingUrl: string;
let redirect = { status: 302, location: '' };

beforeAll(async () => {
  insideUrl = await listen({ server: inside, host: '127.0.0.1' });
  port = new URL(insideUrl).port;
  redirecting = createServer((request, response) => {
    request.resume();
    response.writeHead(redirect.status, { location: redirect.location }).end();
  });
  redirectingUrl = await listen({ server: redirecting, host: '127.0.0.2' });
  strict = await startControlPlane();
  lenient = await startControlPlane({ settingsEnv: { LATENTKIT_EGRESS_ALLOW: '127.0.0.2/32' } });
});
beforeEach(() => {
  calls = 0;
});
afterAll(async () => {
  await strict[Symbol.asyncDispose]();
  await lenient[Symbol.asyncDispose]();
  for (const server of [inside, redirecting]) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen({ server, host }: { readonly server: Server; readonly host: string }): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  return `http://${host}:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

let made = 0;

/** What is tried for a webhook's address: made, tested at once, and told of an event. */
async function tryWebhook({ control, url }: { control: ControlPlaneUnderTest; url: string }): Promise<string> {
  const at = `/workspaces/${control.workspaceId}/webhooks`;
  const hook = await control.call({ method: 'POST', path: at, body: { name: `hook ${++made}`, url } });
  if (hook.status === 400) return JSON.stringify(hook.body);
  expect(hook.status).toBe(201);
  const tested = await control.call({ method: 'POST', path: `${at}/${hook.body.id}/test` });
  expect([tested.status, tested.body.delivered]).toEqual([200, false]);
  await control.call({ method: 'DELETE', path: `${at}/${hook.body.id}` });
  return JSON.stringify(tested.body);
}

/** What is tried for an issuer: saved, and somebody signs in there. */
async function tryIssuer({ control, url }: { control: ControlPlaneUnderTest; url: string }): Promise<string> {
  const body = { name: 'Inside', issuer: url, client_id: 'c', client_secret: 's' };
  const saved = await control.call({ method: 'PUT', path: '/sso-providers/inside', body });
  if (saved.status !== 200) {
    expect(saved.status).toBe(400);
    return JSON.stringify(saved.body);
  }
  const browser = openBrowser({ url: control.gateway.url });
  const page = await browser.post('/api/auth/sign-in/social', { provider: 'inside', return_to: '/' });
  expect([400, 401, 409, 502, 503]).toContain(page.status);
  return page.text;
}

const HOSTS = [
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f.1',
  '0177.0.0.1',
  '0',
  '[::1]',
  '[::]',
  '[::ffff:7f00:1]',
  'localhost',
  'localhost.',
  'foo.localhost',
  '１２７.０.０.１',
  'user@127.0.0.1',
  'provider.example\\@127.0.0.1',
  'provider\t.example@127.0.0.1',
];
const ELSEWHERE = [
  'http://169.254.169.254/latest/meta-data/',
  'http://169.254.170.2/v2/credentials',
  'http://100.100.100.200/latest',
  'http://metadata.google.internal/computeMetadata/v1/',
  'http://[fd00:ec2::254]/latest',
  'http://[64:ff9b::a9fe:a9fe]/',
  'http://10.0.0.1/',
  'http://192.168.0.1/',
  'http://host.docker.internal/',
  'http://kubernetes.default.svc.cluster.local/',
  'http://postgres/',
  'http://provider.example:22/',
  'http://provider.example:25/',
  'http://provider.example:5432/',
  'http://provider.example:6379/',
  'file:///etc/passwd',
  'gopher://127.0.0.1/_x',
  'data:application/json,x',
  'unix:/var/run/docker.sock',
];

describe.each([
  ['a webhook', tryWebhook],
  ['an identity provider', tryIssuer],
])('the address of %s', (_, tryAddress) => {
  test.each(HOSTS)('never leads to this machine: %s', async (host) => {
    const told = await tryAddress({ control: strict, url: `http://${host}:${port}/` });
    expect(calls).toBe(0);
    expect(told).not.toContain(INSIDE);
  });

  test.each(ELSEWHERE)('leads nowhere inside: %s', async (url) => {
    const from = performance.now();
    await tryAddress({ control: strict, url });
    // Refused by what it says, not by waiting for a network that is not there.
    expect(performance.now() - from).toBeLessThan(3_000);
  });

  test.each([301, 302, 303, 307, 308])('leads nowhere else by a redirect: %i', async (status) => {
    for (const location of [`${insideUrl}/`, `//127.0.0.1:${port}/`, 'file:///etc/passwd', redirectingUrl]) {
      redirect = { status, location };
      const told = await tryAddress({ control: lenient, url: redirectingUrl });
      expect(told).not.toContain(INSIDE);
    }
    await wait(20);
    expect(calls).toBe(0);
  });
});

test.each([301, 302, 303, 307, 308])('a connection is not led elsewhere by a redirect: %i', async (status) => {
  const path = `/workspaces/${lenient.workspaceId}/connections/check`;
  const credential = { api_key: 'sk-not-for-others' };
  const body = { provider: 'openai-compatible', base_url: `${redirectingUrl}/v1`, credential, model: 'm' };
  redirect = { status, location: `${insideUrl}/v1/chat/completions` };
  const checked = await lenient.call({ method: 'POST', path, body });
  expect([checked.status, checked.body.ok]).toEqual([200, false]);
  expect(JSON.stringify(checked.body)).not.toContain(INSIDE);
  expect(calls).toBe(0);
});
