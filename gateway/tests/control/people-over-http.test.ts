import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSettings } from '../../src/main/read-settings.ts';
import { startWatchedGateway, type WatchedGateway } from '../leaks/start-watched-gateway.ts';
import { type Browser, openBrowser } from '../people/browser.ts';

const PASSWORD = 'a-long-enough-passphrase-42';
let dataDir: string;
let gateway: WatchedGateway;
let ada: Browser;
let workspace: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-people-'));
  const settings = readSettings({ env: {}, flags: { port: '0', data: dataDir } });
  gateway = await startWatchedGateway({ settings, env: {} });
  ada = openBrowser({ url: gateway.url });
  const claim = { email: 'ada@example.com', name: 'Ada', password: PASSWORD, setup_token: secretOf(gateway.setupLink) };
  expect((await ada.post('/api/auth/claim', claim)).status).toBe(200);
  workspace = await firstWorkspace(ada);
});
afterAll(async () => {
  await gateway.close({ withinMs: 1_000 });
  rmSync(dataDir, { recursive: true, force: true });
});

function secretOf(link: unknown): string {
  return String(link).split('#')[1] ?? '';
}

async function firstWorkspace(browser: Browser): Promise<string> {
  const { json } = await browser.get('/api/workspaces');
  const [first] = Array.isArray(json.data) ? json.data : [];
  return `/api/workspaces/${first?.id}`;
}

async function joins(role: string, email: string): Promise<{ readonly browser: Browser; readonly id: string }> {
  const invited = await ada.post(`${workspace}/invitations`, { email, role });
  expect(invited.status).toBe(201);
  const browser = openBrowser({ url: gateway.url });
  const page = { invitation_token: secretOf(invited.json.url), name: email, password: PASSWORD };
  expect((await browser.post('/api/auth/register', page)).status).toBe(200);
  const members = await ada.get(`${workspace}/members`);
  const data = Array.isArray(members.json.data) ? members.json.data : [];
  return { browser, id: data.find((member) => member.email === email)?.person_id };
}

test('whoever claims the installation owns its first workspace', async () => {
  const members = await ada.get(`${workspace}/members`);
  expect(members.json.data).toMatchObject([{ email: 'ada@example.com', role: 'owner' }]);
  expect((await ada.post('/api/workspaces', { name: 'second' })).status).toBe(201);
});

test('a member does what their role allows, from the next call on after it changed, and nothing once they are out', async () => {
  const { browser, id } = await joins('viewer', 'grace@example.com');
  expect((await browser.get(workspace)).status).toBe(200);
  const route = { name: 'of-grace' };
  expect(await browser.post(`${workspace}/routes`, route)).toMatchObject({ status: 403, json: { reason: 'role' } });
  const member = `${workspace}/members/${id}`;
  const change = (role: string) => ada.send(member, { method: 'PATCH', body: { role }, headers: { 'If-Match': '*' } });
  expect(await change('developer')).toMatchObject({ status: 200, json: { role: 'developer' } });
  expect((await browser.post(`${workspace}/routes`, route)).status).toBe(201);
  expect((await ada.send(member, { method: 'DELETE' })).status).toBe(204);
  expect((await browser.get(workspace)).status).toBe(404);
});

test('an admin makes nobody an owner, and an owner is never the last to go', async () => {
  const { browser } = await joins('admin', 'bob@example.com');
  const owner = await browser.post(`${workspace}/invitations`, { email: 'eve@example.com', role: 'owner' });
  expect(owner).toMatchObject({ status: 403, json: { error: 'permission_denied' } });
  expect((await browser.get('/api/audit')).status).toBe(403);
  const members = await ada.get(`${workspace}/members`);
  const own = Array.isArray(members.json.data) ? members.json.data.find(({ role }) => role === 'owner') : undefined;
  const path = `${workspace}/members/${own?.person_id}`;
  expect(await ada.send(path, { method: 'DELETE' })).toMatchObject({ status: 409, json: { reason: 'last_owner' } });
});

test('another site changes nothing with somebody’s session', async () => {
  const headers = { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' };
  const crossed = await ada.post(`${workspace}/routes`, { name: 'x' }, { headers });
  expect(crossed).toMatchObject({ status: 403, json: { error: 'permission_denied', reason: 'cross_site' } });
});

test('who has an account already takes an invitation into another workspace, and nobody else takes it', async () => {
  const { browser } = await joins('viewer', 'mae@example.com');
  const made = await ada.post('/api/workspaces', { name: 'elsewhere' });
  const elsewhere = `/api/workspaces/${made.json.id}`;
  const invited = await ada.post(`${elsewhere}/invitations`, { email: 'mae@example.com', role: 'developer' });
  const invitation = { invitation_token: secretOf(invited.json.url) };
  expect((await ada.post('/api/invitations/take', invitation)).status).toBe(404);
  expect((await browser.get(elsewhere)).status).toBe(404);
  expect(await browser.post('/api/invitations/take', invitation)).toMatchObject({
    status: 200,
    json: { name: 'elsewhere' },
  });
  expect((await browser.get(elsewhere)).status).toBe(200);
  expect((await browser.post('/api/invitations/take', invitation)).status).toBe(404);
});

test('whoever is kept out has no session and no IDE token any more', async () => {
  const { browser, id } = await joins('developer', 'lin@example.com');
  const routes = await ada.get(`${workspace}/routes`);
  const [route] = Array.isArray(routes.json.data) ? routes.json.data : [];
  const token = await browser.post(`${workspace}/ide-tokens`, { route_id: route?.id });
  expect(token.status).toBe(201);
  const ask = () =>
    fetch(`${gateway.url}/v1/whoami`, { headers: { Authorization: `Bearer ${String(token.json.secret)}` } });
  await expect.poll(async () => (await ask()).status, { timeout: 3_000 }).toBe(200);
  const kept = { method: 'PATCH', body: { disabled: true }, headers: { 'If-Match': '*' } };
  expect(await ada.send(`/api/people/${id}`, kept)).toMatchObject({ status: 200, json: { disabled: true } });
  expect((await browser.get(workspace)).status).toBe(401);
  await expect.poll(async () => (await ask()).status, { timeout: 3_000 }).toBe(401);
});
