import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSettings } from '../../src/main/read-settings.ts';
import { startWatchedGateway, type WatchedGateway } from '../leaks/start-watched-gateway.ts';

const PAGE = 'https://tool.example';
const dataDir = mkdtempSync(join(tmpdir(), 'latentkit-origin-'));
let gateway: WatchedGateway;

beforeAll(async () => {
  const settings = readSettings({ env: { LATENTKIT_ALLOWED_ORIGINS: PAGE }, flags: { port: '0', data: dataDir } });
  gateway = await startWatchedGateway({ settings, env: {} });
});

afterAll(async () => {
  await gateway.close({ withinMs: 1_000 });
  rmSync(dataDir, { recursive: true, force: true });
});

function askFirst(origin: string): Promise<Response> {
  const headers = { 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization' };
  return fetch(`${gateway.url}/v1/chat`, { method: 'OPTIONS', headers: { ...headers, Origin: origin } });
}

test('the browser of an allowed page may ask first, without the key, and then send its task', async () => {
  const first = await askFirst(PAGE);
  expect(first.status).toBe(204);
  expect(first.headers.get('access-control-allow-origin')).toBe(PAGE);
  expect(first.headers.get('access-control-allow-headers')).toContain('Authorization');
  expect(first.headers.get('access-control-allow-credentials')).toBeNull();
  const second = await fetch(`${gateway.url}/v1/chat`, {
    method: 'POST',
    headers: { Origin: PAGE, 'Content-Type': 'application/json', Authorization: `Bearer ${gateway.firstKey}` },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Hello!' }] }),
  });
  expect(second.status).toBe(200);
  expect(second.headers.get('access-control-allow-origin')).toBe(PAGE);
});

test('the browser of another page is refused when it asks first', async () => {
  const first = await askFirst('https://other.example');
  expect(first.status).toBe(403);
  expect(first.headers.get('access-control-allow-origin')).toBeNull();
});
