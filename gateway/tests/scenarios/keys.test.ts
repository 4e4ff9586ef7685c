import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { json, SANDBOX_KEY, startTestGateway, type TestGateway } from './start-test-gateway.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');
const HELLO = { messages: [{ role: 'user', content: 'Hello' }] };
/** A change by another process must be live within this; the gateway looks every 200 ms. */
const LIVE_WITHIN_MS = 1_500;

const yaml = `version: 1
workspace: acme
connections:
  - { name: sandbox, provider: sandbox, access: byok }
routes:
  - { name: default, attempts: [{ connection: sandbox, model: sandbox }] }
keys:
  - { name: sandboxed, route: default, secret: ${SANDBOX_KEY} }
`;

async function latentkit(gateway: TestGateway, ...args: string[]) {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...args, '--json', '--data', gateway.dataDir]);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
}

async function ask(gateway: TestGateway, secret: string, path = '/v1/chat', body: unknown = HELLO) {
  const response = await gateway.post(path, body, { Authorization: `Bearer ${secret}` });
  const { error, reason, hint } = await json(response);
  return { status: response.status, error, reason, hint };
}

/** Asks until the answer is the expected one, or the time is over. */
async function becomes(look: () => Promise<object>, expected: object): Promise<void> {
  const until = performance.now() + LIVE_WITHIN_MS;
  let seen = await look();
  while (performance.now() < until && JSON.stringify(seen).indexOf(JSON.stringify(expected).slice(1, -1)) === -1) {
    await wait(50);
    seen = await look();
  }
  expect(seen).toMatchObject(expected);
}

test('a key that is created, rotated and revoked beside a running gateway works and stops working at once', async () => {
  await using gateway = await startTestGateway({ yaml });
  const { secret } = await latentkit(gateway, 'keys', 'create', 'backend', '--route', 'default');
  expect(secret).toMatch(/^lk_live_[A-Za-z0-9_-]{43}$/);
  await becomes(() => ask(gateway, secret), { status: 200 });

  const rotated = await latentkit(gateway, 'keys', 'rotate', 'backend', '--overlap', '1h');
  await becomes(() => ask(gateway, rotated.secret), { status: 200 });
  expect((await ask(gateway, secret)).status).toBe(200);

  const hard = await latentkit(gateway, 'keys', 'rotate', 'backend', '--overlap', '0s');
  await becomes(() => ask(gateway, rotated.secret), { status: 401, error: 'invalid_api_key', reason: 'rotated' });
  expect((await ask(gateway, hard.secret)).status).toBe(200);

  await latentkit(gateway, 'keys', 'revoke', 'backend');
  await becomes(() => ask(gateway, hard.secret), { status: 401, error: 'invalid_api_key', reason: 'revoked' });
}, 60_000);

test('expiry, addresses and scopes of a key are kept', async () => {
  await using gateway = await startTestGateway({
    yaml: `${yaml}  - { name: old, route: default, secret: lk_live_old_0123456789abcdefghij, expires_at: "2020-01-01T00:00:00Z" }
  - { name: far, route: default, secret: lk_live_far_0123456789abcdefghij, allowed_ips: ["10.0.0.0/8"] }
  - { name: near, route: default, secret: lk_live_near_0123456789abcdefghij, allowed_ips: ["127.0.0.1"] }
  - { name: vectors, route: default, secret: lk_live_vectors_0123456789abcdef, scopes: [embeddings] }
  - { name: lost, secret: lk_live_lost_0123456789abcdefghij }
`,
  });
  expect(await ask(gateway, 'lk_live_old_0123456789abcdefghij')).toMatchObject({ status: 401, reason: 'expired' });
  expect(await ask(gateway, 'lk_live_far_0123456789abcdefghij')).toMatchObject({
    status: 403,
    error: 'ip_not_allowed',
  });
  expect(await ask(gateway, 'lk_live_near_0123456789abcdefghij')).toMatchObject({ status: 200 });
  expect(await ask(gateway, 'lk_live_lost_0123456789abcdefghij')).toMatchObject({
    status: 401,
    reason: 'route_not_assigned',
  });
  const vectors = 'lk_live_vectors_0123456789abcdef';
  expect(await ask(gateway, vectors)).toMatchObject({ status: 403, error: 'key_scope' });
  expect(await ask(gateway, vectors, '/v1/embeddings', { input: 'x' })).toMatchObject({ status: 200 });
});
