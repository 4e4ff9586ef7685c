import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  buildBudget,
  buildKey,
  buildPlan,
  buildRouteDefinition,
  buildWorkspace,
} from '../../../tests/support/build-definitions.ts';
import { buildThreshold, buildWebhook } from '../../../tests/support/build-events.ts';
import { buildRequestRecord } from '../../../tests/support/build-request-record.ts';
import { createIdSource, readId } from '../../domain/ids.ts';
import { openSqliteStore, type SqliteStore } from '../../store/open-sqlite-store.ts';
import { openVault } from '../../store/open-vault.ts';
import type { CliContext } from '../cli-context.ts';
import { runCommand } from '../run-cli.ts';

const vault = openVault({ masterKey: new Uint8Array(32).fill(7) });
const NOW = Date.parse('2026-05-14T12:00:00Z');
const USD = 1_000_000_000;
const randomBytes = (count: number) => crypto.getRandomValues(new Uint8Array(count));
const ids = createIdSource({ now: () => NOW, randomBytes });

let dataDir: string;
let store: SqliteStore;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-cli-'));
  store = await openSqliteStore({ dataDir, vault });
  const { published: _, ...route } = buildRouteDefinition();
  await store.write({
    actor: { kind: 'setup' },
    work: async (writes) => {
      await writes.saveWorkspace(buildWorkspace({ planName: 'free' }));
      await writes.saveWorkspace(buildWorkspace({ id: readId({ kind: 'ws', text: 'ws_2' }), name: 'other' }));
      await writes.saveRoute(route);
      await writes.saveKey(buildKey({ budget: { nanoUsd: 2 * USD, window: 'day' }, tags: ['batch'] }));
      const retired = buildKey({ name: 'retired', budget: { nanoUsd: 1, window: 'day' }, revokedAtMs: 5, secrets: [] });
      await writes.saveKey(retired);
      const zoned = { nanoUsd: 10 * USD, window: 'month', timeZone: 'Europe/Berlin' } as const;
      await writes.saveBudget(buildBudget({ name: 'search', target: { scope: 'tag', tag: 'batch' }, budget: zoned }));
      await writes.savePlan(buildPlan({ excludes: ['tools'], upgradeTo: 'pro' }));
      await writes.savePlan(
        buildPlan({ name: 'pro', managed: { chat: undefined, embeddings: undefined, image: undefined } }),
      );
      await writes.saveWebhook(buildWebhook());
    },
  });
});
afterEach(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function run(...args: readonly string[]) {
  let out = '';
  let err = '';
  const unasked = async (): Promise<never> => {
    throw new Error('not asked for');
  };
  const context: CliContext = {
    env: {},
    ids,
    now: () => NOW,
    randomBytes,
    write: (text) => {
      out += text;
    },
    writeError: (text) => {
      err += text;
    },
    readFile: () => '',
    interrupted: new AbortController().signal,
    start: unasked,
    inspect: unasked,
    findGateway: unasked,
    openInstallation: async () => ({
      store,
      vault,
      newMasterKeyFile: undefined,
      publicOrigin: 'http://localhost:4747',
      close: async () => {},
    }),
  };
  const code = await runCommand({ context, args, version: '1.2.3' });
  const lines = out.trimEnd().split('\n');
  return { code, out, err, lines, json: () => lines.map((line): unknown => JSON.parse(line)) };
}

describe('budgets list', () => {
  test('shows what each may spend, what is spent in its window, and when that ends', async () => {
    const spent = { id: ids.next('req'), workspaceId: 'ws_1', keyId: 'key_backend', tags: ['batch'] };
    await store.appendRequests([buildRequestRecord({ ...spent, costNanoUsd: 1.5 * USD })]);
    const { lines, code } = await run('budgets', 'list');
    expect(code).toBe(0);
    expect(lines).toEqual([
      'COUNTS       NAME    WORKSPACE    SPENT     LIMIT  USED  WINDOW                 RESETS',
      'key backend  -       acme       $1.5000   $2.0000  75 %  day                    2026-05-15 00:00Z',
      'tag batch    search  acme       $1.5000  $10.0000  15 %  month (Europe/Berlin)  2026-05-31 22:00Z',
    ]);
  });

  test('as JSON says where each is set; another workspace has its own', async () => {
    const { json } = await run('budgets', 'list', '--json', '--workspace', 'acme');
    expect(json()).toMatchObject([
      {
        scope: 'key',
        scope_id: 'key_backend',
        limit_usd: '2.000000000',
        set_in: 'keys[].budget.usd',
        time_zone: 'UTC',
      },
      { scope: 'tag', name: 'search', alert_at: [50, 80, 100], resets_at: '2026-05-31T22:00:00.000Z' },
    ]);
    expect((await run('budgets', 'list', '--workspace', 'other')).out).toMatch(/^No budgets/);
  });
});

test('plans list shows what each includes, and who is on it', async () => {
  expect((await run('plans', 'list')).lines).toEqual([
    'NAME  INCLUDES          BUT NOT  PLATFORM ACCESS  UPGRADE TO  WORKSPACES',
    'free  100 chat a month  tools    for everything   pro         acme',
    'pro   nothing           -        for everything   -           -',
  ]);
  expect((await run('plans', 'list', '--json')).json()).toMatchObject([
    { name: 'free', managed: { chat: 100 }, workspaces: ['acme'] },
    { name: 'pro', workspaces: [] },
  ]);
});

describe('events list', () => {
  test('shows the newest first, by workspace and page after page', async () => {
    await store.events.append([buildThreshold(), buildThreshold({ id: 'evt_2', workspaceId: 'ws_2' })]);
    const { lines } = await run('events', 'list');
    expect(lines[2]).toBe(
      '2026-03-01 12:00Z  budget.threshold  budget "monthly" of key backend is at 50 %: $5.1000 of $10.0000 (month)  evt_1',
    );
    const idsOf = async (...args: string[]) => (await run('events', 'list', '--json', ...args)).json();
    expect(await idsOf('--workspace', 'acme', '-n', '1')).toMatchObject([
      { id: 'evt_1', percent: 50, spent_usd: '5.100000000' },
    ]);
    expect(await idsOf('--before', 'evt_2', '-n', '1')).toMatchObject([{ id: 'evt_1' }]);
    expect((await run('events', 'list', '-n', '0')).code).toBe(2);
  });
});

describe('webhooks', () => {
  test('list shows no path, and whether it is told anything', async () => {
    expect((await run('webhooks', 'list')).lines[1]).toBe(
      'ops   acme       https://hooks.example/…  budget.threshold  on',
    );
    await store.write({
      actor: { kind: 'setup' },
      work: (writes) => writes.disableWebhook({ webhookId: 'wh_ops', atMs: 5, reason: 'it answered 410: gone' }),
    });
    expect((await run('webhooks', 'list', '--json')).json()).toMatchObject([
      { state: 'off', off_because: 'it answered 410: gone', address: 'https://hooks.example/…' },
    ]);
  });

  test('deliveries shows where each stands, and the attempts of one', async () => {
    await store.events.append([buildThreshold()]);
    const attempt = { deliveryId: 'whd_1', atMs: NOW, tookMs: 31, status: 503, error: 'it answered 503' };
    await store.deliveries.record({ attempt, state: 'waiting', nextAtMs: NOW + 60_000 });
    expect((await run('webhooks', 'deliveries')).lines[1]).toBe(
      'whd_1  2026-03-01 12:00Z  ops      budget.threshold  waiting         1  it answered 503  2026-05-14 12:01Z',
    );
    expect((await run('webhooks', 'deliveries', '--state', 'failed')).out).toBe('No deliveries.\n');
    expect((await run('webhooks', 'deliveries', '--state', 'fialed')).code).toBe(2);
    expect((await run('webhooks', 'deliveries', 'whd_1')).lines[1]).toBe(
      '2026-05-14 12:00Z  31 ms  503     it answered 503',
    );
    expect((await run('webhooks', 'deliveries', 'evt_1')).err).toContain('is not the id of a delivery');
  });

  test('replay sends one again, unless its webhook is off; enable switches that on', async () => {
    await store.events.append([buildThreshold()]);
    const attempt = { deliveryId: 'whd_1', atMs: NOW, tookMs: 31, status: 410, error: 'it answered 410' };
    await store.deliveries.record({ attempt, state: 'failed', nextAtMs: undefined });
    await store.write({
      actor: { kind: 'setup' },
      work: (writes) => writes.disableWebhook({ webhookId: 'wh_ops', atMs: 5, reason: 'it answered 410: gone' }),
    });
    expect(await run('webhooks', 'replay', 'whd_1')).toMatchObject({
      code: 1,
      err: expect.stringContaining('enable <name>'),
    });
    expect((await run('webhooks', 'enable', 'ops')).out).toContain('Webhook "ops" is on.');
    expect((await store.readDefinitions()).webhooks[0]?.disabled).toBeUndefined();
    expect((await run('webhooks', 'enable', 'ops')).out).toContain('on already');
    expect((await run('webhooks', 'replay', 'whd_1', '--json')).json()).toEqual([{ id: 'whd_1', replayed: true }]);
    expect(await store.deliveries.list({ limit: 1 })).toMatchObject([{ state: 'waiting', nextAtMs: NOW }]);
    expect(await run('webhooks', 'replay', 'whd_9')).toMatchObject({ code: 1 });
    expect((await run('webhooks', 'enable', 'osp')).err).toContain('Did you mean "ops"?');
  });
});
