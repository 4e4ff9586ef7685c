import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Definitions, KeyDefinition } from '../../src/domain/definitions.ts';
import type { DefinitionWrites } from '../../src/domain/store.ts';
import { openInstallation } from '../../src/main/open-installation.ts';
import { readSettings } from '../../src/main/read-settings.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { billingYaml } from './billing-yaml.ts';
import { waitForLog } from './request-log.ts';
import { json, readSse, routeYaml, startTestGateway, TEST_KEY, type TestGateway } from './start-test-gateway.ts';

const ASK = { messages: [{ role: 'user', content: 'Count.' }] };
const OTHER_KEY = 'lk_live_another_key_0123456789abcdefgh';
const ADMIN_TOKEN = `lkadm_${randomBytes(32).toString('base64url')}`;
/** It goes on for 12 s, if nobody ends it. */
const LONG = {
  reply: { text: Array.from({ length: 120 }, (_, index) => `word${index}`).join(' ') },
  eventDelayMs: 100,
};
/** What is promised. */
const ENDED_WITHIN_MS = 5_000;

let upstream: FakeUpstream;
beforeAll(async () => {
  upstream = await startFakeUpstream();
});
beforeEach(() => upstream.reset());
afterAll(() => upstream.close());

const yaml = () =>
  `${routeYaml({ upstreams: { only: upstream.url } })}  - { name: other, route: default, secret: ${OTHER_KEY} }\n`
    .replaceAll('timeout_ms: 300', 'timeout_ms: 20000')
    .replaceAll(' timeout_ms: 2000', ' timeout_ms: 60000');

interface Change {
  readonly writes: DefinitionWrites;
  readonly definitions: Definitions;
  readonly key: KeyDefinition;
}

/** Changes definitions as another process does, beside the gateway. Returns when it was done. */
async function change(gateway: TestGateway, how: (change: Change) => Promise<void>): Promise<number> {
  const { store, close } = await openInstallation({
    settings: readSettings({ env: {}, flags: { data: gateway.dataDir } }),
  });
  await store.write({
    actor: { kind: 'command_line' },
    work: async (writes) => {
      const definitions = await writes.read();
      const key = definitions.keys.find(({ name }) => name === 'backend');
      if (key === undefined) throw new Error('there is no key "backend"');
      await how({ writes, definitions, key });
    },
  });
  await close();
  return performance.now();
}

const revoke = ({ writes, key }: Change) => writes.saveKey({ ...key, revokedAtMs: Date.now() });

const ENDINGS: readonly { reason: string; message: string; how: (change: Change) => Promise<void> }[] = [
  { reason: 'revoked', message: 'This API key was revoked while the request ran.', how: revoke },
  {
    reason: 'rotated',
    message: 'This API key was rotated, and its overlap ended while the request ran.',
    // The overlap ends later: by the clock, and not by a change.
    how: ({ writes, key }) =>
      writes.saveKey({ ...key, secrets: key.secrets.map((one) => ({ ...one, rotatedOutAtMs: Date.now() + 500 })) }),
  },
  {
    reason: 'expired',
    message: 'This API key expired while the request ran.',
    how: ({ writes, key }) => writes.saveKey({ ...key, expiresAtMs: Date.now() + 500 }),
  },
  {
    reason: 'workspace_suspended',
    message: 'The workspace of this API key was suspended while the request ran.',
    how: async ({ writes, definitions: { workspaces } }) => {
      for (const workspace of workspaces) await writes.saveWorkspace({ ...workspace, suspended: true });
    },
  },
];

/** Waits until so many requests have reached the provider. */
async function reached(count: number): Promise<void> {
  while (upstream.requests.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('while a request runs', () => {
  test.each(ENDINGS)('its key is refused as $reason: the stream ends with an error event in time', async (ending) => {
    await using gateway = await startTestGateway({
      yaml: yaml(),
      settingsEnv: { LATENTKIT_ADMIN_TOKEN: ADMIN_TOKEN },
    });
    upstream.script(LONG);
    const response = await gateway.post('/v1/chat', { ...ASK, stream: true });
    const changedAt = await change(gateway, ending.how);
    const events = await readSse(response);
    expect(performance.now() - changedAt).toBeLessThan(ENDED_WITHIN_MS);
    expect(events[0]?.data).toContain('word0');
    expect(events.at(-1)?.event).toBe('error');
    const { reason, message } = ending;
    expect(JSON.parse(events.at(-1)?.data ?? '{}')).toMatchObject({ error: 'invalid_api_key', reason, message });
    expect(upstream.requests[0]?.isCancelled).toBe(true);

    const [record] = await waitForLog({ dataDir: gateway.dataDir, until: (records) => records.length > 0 });
    expect(record).toMatchObject({ outcome: 'cut', status: 200, errorCode: 'invalid_api_key', errorReason: reason });
    // What was used until then is counted, labelled as counted, and charged as for a caller who hangs up.
    expect(record?.attempts).toMatchObject([{ outcome: 'cancelled', usage: { estimated: true } }]);
    expect(record?.costNanoUsd).toBeGreaterThan(0);
    const path = `/api/requests/${record?.id}/diagnosis`;
    const diagnosis = await json(await gateway.get(path, { Authorization: `Bearer ${ADMIN_TOKEN}` }));
    expect(diagnosis.summary).toContain('The request ran then, and was ended.');
    expect(diagnosis.root_cause.code).toBe(
      { revoked: 'revoked_key', rotated: 'rotated_key', expired: 'expired_key' }[reason] ?? reason,
    );
  });

  test('only its own key ends it: the streams of another go on to their end', async () => {
    await using gateway = await startTestGateway({ yaml: yaml() });
    upstream.script({ ...LONG, eventDelayMs: 30 });
    const other = gateway.post('/v1/chat', { ...ASK, stream: true }, { Authorization: `Bearer ${OTHER_KEY}` });
    const own = gateway.post('/v1/chat', { ...ASK, stream: true });
    await reached(2);
    await change(gateway, revoke);
    expect((await readSse(await own)).at(-1)?.event).toBe('error');
    expect((await readSse(await other)).at(-1)?.data).toBe('[DONE]');
  });

  test('and nothing was sent yet: the caller gets a 401 with its body, and the attempt is given up', async () => {
    await using gateway = await startTestGateway({ yaml: yaml() });
    upstream.script({ stallBeforeHeaders: true });
    const running = gateway.post('/v1/chat', ASK);
    await reached(1);
    const changedAt = await change(gateway, revoke);
    const response = await running;
    expect(performance.now() - changedAt).toBeLessThan(ENDED_WITHIN_MS);
    expect({ status: response.status, ...(await json(response)) }).toMatchObject({
      status: 401,
      error: 'invalid_api_key',
      reason: 'revoked',
    });
    const [record] = await waitForLog({ dataDir: gateway.dataDir, until: (records) => records.length > 0 });
    expect(record).toMatchObject({ outcome: 'failed', status: 401, errorReason: 'revoked' });
    expect(record?.attempts).toMatchObject([{ outcome: 'cancelled', usage: undefined, costNanoUsd: 0 }]);
  });

  test('and its body is still on its way: the caller gets a 401, and nothing is sent', async () => {
    await using gateway = await startTestGateway({ yaml: yaml() });
    const status = new Promise<number | undefined>((resolve, reject) => {
      const headers = {
        Authorization: `Bearer ${TEST_KEY}`,
        'Content-Type': 'application/json',
        'Content-Length': '500',
      };
      const call = httpRequest(`${gateway.url}/v1/chat`, { method: 'POST', headers });
      call.once('response', (response) => resolve(response.resume().statusCode)).once('error', reject);
      call.write('{"messages":');
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const changedAt = await change(gateway, revoke);
    expect(await status).toBe(401);
    expect(performance.now() - changedAt).toBeLessThan(ENDED_WITHIN_MS);
    expect(upstream.requests).toEqual([]);
  });

  test('and is to be done once, whoever leaves: it ends all the same', async () => {
    await using gateway = await startTestGateway({ yaml: yaml() });
    upstream.script({ stallBeforeHeaders: true });
    const running = gateway.post('/v1/chat', ASK, { 'Idempotency-Key': 'once' });
    await reached(1);
    const changedAt = await change(gateway, revoke);
    expect((await running).status).toBe(401);
    expect(performance.now() - changedAt).toBeLessThan(ENDED_WITHIN_MS);
  });

  test('at a provider that bills on regardless: the rest is not waited for', async () => {
    await using gateway = await startTestGateway({ yaml: billingYaml(upstream.url) });
    upstream.script(LONG);
    const response = await gateway.post('/v1/chat', { ...ASK, stream: true });
    const changedAt = await change(gateway, revoke);
    expect((await readSse(response)).at(-1)?.event).toBe('error');
    expect(performance.now() - changedAt).toBeLessThan(ENDED_WITHIN_MS);
    expect(upstream.requests[0]?.isCancelled).toBe(true);
  });
});
