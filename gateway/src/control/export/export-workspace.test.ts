import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { formatProblem } from '../../config/config-problem.ts';
import { readConfig } from '../../config/read-config.ts';
import { createIdSource } from '../../domain/ids.ts';
import { PROVIDERS } from '../../providers/registry.gen.ts';
import { openSqliteStore, type SqliteStore } from '../../store/open-sqlite-store.ts';
import { openVault } from '../../store/open-vault.ts';
import { applyConfig } from '../apply/apply-config.ts';
import { CATALOGUE } from '../catalogue/catalogue.ts';
import { exportWorkspace } from './export-workspace.ts';
import { writeExport } from './write-export.ts';

const vault = openVault({ masterKey: new Uint8Array(32).fill(7) });
const ids = createIdSource({ now: Date.now, randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)) });
const SECRETS = {
  OPENAI_MAIN_API_KEY: 'sk-canary-of-openai',
  HOUSE_API_KEY: 'sk-canary-of-house',
  BACKEND_KEY: `lk_live_${'a'.repeat(30)}`,
  TESTS_KEY: `lk_test_${'b'.repeat(30)}`,
  HOUSE_X_TEAM: 'blue $of-nobody-else',
  OPS_WEBHOOK_URL: 'https://example.com/hook-of-nobody-else',
  OPS_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 3).toString('base64')}`,
};

/** Something of everything that a file may say. */
const FILE = `version: 1
workspace:
  name: acme
  plan: free
  credits_usd: 25.5
  budget: { usd: 500.25, window: month, time_zone: Europe/Berlin, alert_at: [50, 90] }
  rate_limit: { requests_per_minute: 100, tokens_per_day: 5000000 }
  ip_rate_limit: { requests_per_day: 1000 }
  ide_rate_limit: { concurrency: 2 }
  content_logging: { retention: 36h }
plans:
  - { name: free, managed: { chat: 100, image: 5 }, window: month, excludes: [tools, audio], upgrade_to: pro }
  - { name: pro, capabilities: [chat, tools], rate_limit: { concurrency: 3 } }
connections:
  - { name: openai main, provider: openai, api_key: "\${OPENAI_MAIN_API_KEY}", models: [gpt-5-mini, { id: own, context_window: 1000 }] }
  - name: house
    provider: openai-compatible
    access: platform
    margin_percent: 12.5
    enabled: false
    api_key: "\${HOUSE_API_KEY}"
    base_url: http://127.0.0.1:8080/v1
    headers: { x-team: "\${HOUSE_X_TEAM}" }
    models:
      - id: m
        capabilities: [chat, tools]
        max_output_tokens: 100
        prices:
          - { input_usd_per_mtok: 1, output_usd_per_mtok: 4, tiers: [{ above_input_tokens: 200000, input_usd_per_mtok: 2 }] }
          - { from: "2027-01-01", input_usd_per_mtok: 0.5, output_usd_per_mtok: 2, usd_per_request: 0.001 }
routes:
  - name: default
    default_profile: fast
    allow_profile_override: false
    deadline_ms: 60000
    on_cut: resume
    crossing: never
    strategy: weighted
    sticky_by: key
    budget: { usd: 50, window: total }
    rate_limit: { requests_per_minute: 7 }
    content_logging: false
    attempts:
      - { connection: openai main, model: gpt-5-mini, profiles: [fast], weight: 2, timeout_ms: 30000, first_content_timeout_ms: 9000, idle_timeout_ms: 8000 }
      - { connection: openai main, model: own }
budgets:
  - { name: all, workspace: true, usd: 9, window: day }
  - { name: r, route: default, usd: 8, window: week }
  - { name: k, key: backend, usd: 7, window: hour }
  - { name: m, member: ada@example.com, usd: 6, window: month }
  - { name: t, tag: batch, usd: 5, window: month }
webhooks:
  - { name: ops, url: "\${OPS_WEBHOOK_URL}", secret: "\${OPS_WEBHOOK_SECRET}", events: [budget.threshold] }
keys:
  - { name: backend, route: default, secret: "\${BACKEND_KEY}", scopes: [chat], allowed_ips: [10.0.0.0/8], expires_at: "2027-06-01", member: ada@example.com, tags: [batch, shop], budget: { usd: 1, window: day }, rate_limit: { concurrency: 5 } }
  - { name: tests, route: default, secret: "\${TESTS_KEY}" }
`;

const folders: string[] = [];
const stores: SqliteStore[] = [];

async function newStore(): Promise<SqliteStore> {
  const dataDir = mkdtempSync(join(tmpdir(), 'latentkit-export-'));
  folders.push(dataDir);
  const store = await openSqliteStore({ dataDir, vault });
  stores.push(store);
  return store;
}

let store: SqliteStore;
beforeEach(async () => {
  store = await newStore();
});
afterEach(async () => {
  for (const opened of stores.splice(0)) await opened.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function apply({ text, to }: { readonly text: string; readonly to: SqliteStore }) {
  const read = readConfig({ text, path: 'f', env: SECRETS, providers: PROVIDERS, catalogue: CATALOGUE });
  if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
  const nowMs = 1_790_000_000_000;
  const actor = { kind: 'setup' } as const;
  const applied = await applyConfig({ actor, store: to, vault, config: read.config, ids, nowMs, dryRun: false });
  if (!applied.ok) throw new Error(applied.conflicts.join('\n'));
  return applied.changes;
}

async function exported(from: SqliteStore) {
  const definitions = await from.readDefinitions();
  const [workspace] = definitions.workspaces;
  if (workspace === undefined) throw new Error('no workspace');
  return exportWorkspace({ workspace, definitions, vault, providers: PROVIDERS });
}

test('what is exported, applied again, changes nothing, and makes the same installation elsewhere', async () => {
  await apply({ text: FILE, to: store });
  const text = writeExport(await exported(store));
  expect(await apply({ text, to: store })).toEqual([]);
  const elsewhere = await newStore();
  await apply({ text, to: elsewhere });
  expect(writeExport(await exported(elsewhere))).toBe(text);
});

test('no secret leaves with an export; the variables that stand for them are named', async () => {
  await apply({ text: FILE, to: store });
  const { variables, ...rest } = await exported(store);
  const text = JSON.stringify(rest);
  for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
  expect(variables.map(({ name }) => name).sort()).toEqual(Object.keys(SECRETS).sort());
});

test('what was revoked or never published is left out', async () => {
  await apply({ text: FILE, to: store });
  const { keys } = await store.readDefinitions();
  await store.write({
    actor: { kind: 'setup' },
    work: async (writes) => {
      const key = keys.find(({ name }) => name === 'backend');
      if (key === undefined) return;
      await writes.saveKey({ ...key, revokedAtMs: 5 });
    },
  });
  const { file } = await exported(store);
  expect(JSON.stringify(file.keys)).not.toContain('backend');
  expect(JSON.stringify(file.budgets)).not.toContain('"k"');
});
