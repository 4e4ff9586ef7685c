import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildWorkspace } from '../../tests/support/build-definitions.ts';
import { buildThreshold, buildWebhook } from '../../tests/support/build-events.ts';
import type { Log } from '../domain/ports.ts';
import type { WebhookSender } from '../domain/webhook.ts';
import { readWebhookSecret, webhookBinding } from '../domain/webhook-secret.ts';
import { openSqliteStore, type SqliteStore } from '../store/open-sqlite-store.ts';
import { openVault } from '../store/open-vault.ts';
import { createWebhookDelivery } from './deliver-webhooks.ts';
import { signWebhook } from './sign-webhook.ts';

const NO_LOG: Log = { info: () => {}, warn: () => {}, error: () => {} };
const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
const T0 = buildThreshold().atMs;
const HOUR_MS = 3_600_000;
const vault = openVault({ masterKey: new Uint8Array(32).fill(7) });

let dataDir: string;
let store: SqliteStore;
let nowMs = T0;
let sent: Parameters<WebhookSender['send']>[0][] = [];
let answer: () => ReturnType<WebhookSender['send']>;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-webhooks-'));
  store = await openSqliteStore({ dataDir, vault });
  nowMs = T0;
  sent = [];
  answer = async () => ({ status: 204 });
  const webhook = buildWebhook();
  const binding = webhookBinding({ ...webhook, webhookId: webhook.id });
  await store.write({
    actor: { kind: 'setup' },
    work: async (writes) => {
      await writes.saveWorkspace(buildWorkspace());
      await writes.saveWebhook({ ...webhook, sealedSecret: vault.seal({ plaintext: SECRET, binding }) });
    },
  });
});

afterEach(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function createDelivery() {
  return createWebhookDelivery({
    deliveries: store.deliveries,
    write: store.write,
    vault,
    sender: {
      send: (message) => {
        sent.push(message);
        return answer();
      },
    },
    now: () => nowMs,
    random: () => 0.5,
    log: NO_LOG,
  });
}

/** Runs until the attempts that it began have ended. */
async function runOnce(): Promise<number> {
  const delivery = createDelivery();
  const began = await delivery.run();
  await delivery.close();
  return began;
}

async function first() {
  const [delivery] = await store.deliveries.list({ limit: 1 });
  if (delivery === undefined) throw new Error('there is no delivery');
  return delivery;
}

describe('a delivery', () => {
  test('is posted once, signed, and says what happened', async () => {
    await store.events.append([buildThreshold()]);
    expect(await runOnce()).toBe(1);
    expect(await runOnce()).toBe(0);
    const [message] = sent;
    expect(message).toMatchObject({ url: 'https://hooks.example/lk', trusted: true, timeoutMs: 15_000 });
    expect(JSON.parse(message?.body ?? '')).toEqual({
      type: 'budget.threshold',
      timestamp: '2026-03-01T12:00:00.000Z',
      data: {
        event_id: 'evt_1',
        workspace_id: 'ws_1',
        budget: 'monthly',
        scope: 'key',
        scope_id: 'key_1',
        scope_name: 'backend',
        window: 'month',
        time_zone: 'Europe/Berlin',
        window_start: '2026-02-28T23:00:00.000Z',
        window_end: '2026-03-31T22:00:00.000Z',
        percent: 50,
        spent_usd: '5.100000000',
        limit_usd: '10.000000000',
      },
    });
    const secret = readWebhookSecret(SECRET) ?? Buffer.alloc(0);
    expect(message?.headers).toEqual({
      'content-type': 'application/json',
      'user-agent': 'LatentKit',
      ...signWebhook({ secret, id: 'evt_1', atMs: T0, body: message?.body ?? '' }),
    });
    expect(await first()).toMatchObject({ state: 'delivered', attempts: 1, lastStatus: 204 });
  });

  test('that fails is tried again with longer and longer pauses for a day, always with the same id', async () => {
    answer = async () => ({ status: 500 });
    await store.events.append([buildThreshold()]);
    const times: number[] = [];
    for (let turn = 0; turn < 30; turn++) {
      await runOnce();
      const { state, nextAtMs } = await first();
      times.push(nowMs - T0);
      if (state !== 'waiting' || nextAtMs === undefined) break;
      expect(nextAtMs).toBeGreaterThan(nowMs);
      nowMs = nextAtMs;
    }
    expect(await first()).toMatchObject({ state: 'failed', attempts: 11, lastError: 'it answered 500' });
    const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(pauses).toEqual(pauses.toSorted((one, other) => one - other));
    expect(pauses[0]).toBe(4_500);
    expect(times.at(-1)).toBeGreaterThan(20 * HOUR_MS);
    expect(times.at(-1)).toBeLessThan(24 * HOUR_MS);
    expect(new Set(sent.map(({ headers }) => headers['webhook-id']))).toEqual(new Set(['evt_1']));
    expect(new Set(sent.map(({ body }) => body)).size).toBe(1);
    expect(new Set(sent.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(11);
  });

  test('is given up after a day even if nobody could try in between, but is tried once more first', async () => {
    answer = async () => ({ fault: 'no answer within 15 s' });
    await store.events.append([buildThreshold()]);
    await runOnce();
    nowMs = T0 + 48 * HOUR_MS;
    expect(await runOnce()).toBe(1);
    expect(await first()).toMatchObject({ state: 'failed', attempts: 2, lastError: 'no answer within 15 s' });
  });

  test('that nobody wrote down is made again: the process ended, or the store refused it', async () => {
    await store.events.append([buildThreshold()]);
    const { deliveries } = store;
    const lost = createWebhookDelivery({
      deliveries: { ...deliveries, record: () => Promise.reject(new Error('locked')) },
      write: store.write,
      vault,
      sender: { send: () => answer() },
      now: () => nowMs,
      random: () => 0,
      log: NO_LOG,
    });
    expect(await lost.run()).toBe(1);
    await lost.close();
    expect(await runOnce()).toBe(0);
    nowMs += 60_000;
    expect(await runOnce()).toBe(1);
    expect(sent[0]?.headers['webhook-id']).toBe('evt_1');
  });

  test('that is redirected has failed, and says why', async () => {
    answer = async () => ({ status: 302 });
    await store.events.append([buildThreshold()]);
    await runOnce();
    expect(await first()).toMatchObject({
      state: 'waiting',
      lastStatus: 302,
      lastError: 'it answered 302, and redirects are not followed',
    });
  });

  test('that is answered 410 switches its webhook off', async () => {
    answer = async () => ({ status: 410 });
    await store.events.append([buildThreshold(), buildThreshold({ id: 'evt_2' })]);
    await runOnce();
    const { webhooks } = await store.readDefinitions();
    expect(webhooks[0]?.disabled).toEqual({ atMs: T0, reason: 'it answered 410: gone' });
    expect((await store.deliveries.list({ limit: 9 })).map(({ state }) => state)).toEqual(['failed', 'failed']);
    expect(await store.audit.list({ objectKind: 'webhook', limit: 2 })).toMatchObject([
      { act: 'disable', actor: { kind: 'job', name: 'deliver-webhooks' }, object: { id: webhooks[0]?.id } },
      { act: 'create' },
    ]);
    await store.events.append([buildThreshold({ id: 'evt_3' })]);
    nowMs += HOUR_MS;
    expect(await runOnce()).toBe(0);
  });

  test('whose secret does not open is not sent, and says so', async () => {
    // The address was changed past us: the secret was entered for another host.
    const [webhook] = (await store.readDefinitions()).webhooks;
    if (webhook === undefined) throw new Error('there is no webhook');
    await store.write({
      actor: { kind: 'setup' },
      work: (writes) => writes.saveWebhook({ ...webhook, url: 'https://elsewhere.example/lk' }),
    });
    await store.events.append([buildThreshold()]);
    await runOnce();
    expect(sent).toEqual([]);
    expect(await first()).toMatchObject({ state: 'waiting', lastError: 'its secret does not open; enter it again' });
  });

  test('waits while twenty are under way, and nothing is begun after closing', async () => {
    const { promise, resolve } = Promise.withResolvers<{ status: number }>();
    answer = () => promise;
    await store.events.append(Array.from({ length: 25 }, (_, at) => buildThreshold({ id: `evt_${at}` })));
    const delivery = createDelivery();
    expect(await delivery.run()).toBe(20);
    expect(await delivery.run()).toBe(0);
    resolve({ status: 200 });
    await delivery.close();
    expect(sent).toHaveLength(20);
    expect(await delivery.run()).toBe(0);
    expect(await store.deliveries.list({ state: 'delivered', limit: 99 })).toHaveLength(20);
  });
});
