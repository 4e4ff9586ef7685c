import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { STUB_PROVIDERS } from '../../../tests/support/stub-providers.ts';
import { formatProblem } from '../../config/config-problem.ts';
import { readConfig } from '../../config/read-config.ts';
import { createIdSource } from '../../domain/ids.ts';
import { EMPTY_CATALOGUE } from '../../domain/model-catalogue.ts';
import { openSqliteStore, type SqliteStore } from '../../store/open-sqlite-store.ts';
import { openVault } from '../../store/open-vault.ts';
import { compileSnapshot } from '../compile-snapshot.ts';
import { applyConfig } from './apply-config.ts';
import { formatChanges } from './format-changes.ts';

const vault = openVault({ masterKey: new Uint8Array(32).fill(7) });
const ids = createIdSource({ now: Date.now, randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)) });
const SECRET = `lkia_${'a'.repeat(30)}`;

let dataDir: string;
let store: SqliteStore;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-limits-'));
  store = await openSqliteStore({ dataDir, vault });
});

afterEach(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function apply({ workspace = '', route = '', key = '' }): Promise<string[]> {
  const text = `version: 1
workspace: { name: acme${workspace} }
connections:
  - { name: main, provider: north, api_key: k }
routes:
  - { name: default, attempts: [{ connection: main, model: m }]${route} }
keys:
  - { name: laptop, route: default, secret: ${SECRET}, expires_at: 2027-01-31${key} }
`;
  const read = readConfig({ text, path: 'f', env: {}, providers: STUB_PROVIDERS, catalogue: EMPTY_CATALOGUE });
  if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
  const result = await applyConfig({
    actor: { kind: 'setup' },
    store,
    vault,
    config: read.config,
    ids,
    nowMs: Date.now(),
    dryRun: false,
  });
  if (!result.ok) throw new Error(result.conflicts.join('\n'));
  return formatChanges(result.changes);
}

async function principal() {
  const definitions = await store.readDefinitions();
  const input = { definitions, vault, providers: STUB_PROVIDERS, catalogue: EMPTY_CATALOGUE, version: '1' };
  return compileSnapshot(input).snapshot.principals.get(vault.digest(SECRET));
}

const LIMITS = {
  workspace:
    ', rate_limit: { requests_per_day: 9 }, ip_rate_limit: { concurrency: 2 }, ide_rate_limit: { tokens_per_day: 7 }',
  route: ', rate_limit: { tokens_per_minute: 8 }',
  key: ', rate_limit: { requests_per_minute: 6 }',
};

test('limits of the file reach the key that is served by them', async () => {
  await apply(LIMITS);
  expect(await principal()).toMatchObject({
    kind: 'ide',
    rateLimit: { requestsPerMinute: 6 },
    workspaceRateLimit: { requestsPerDay: 9 },
    ipRateLimit: { concurrency: 2 },
    ideRateLimit: { tokensPerDay: 7 },
    route: { rateLimit: { tokensPerMinute: 8 } },
  });
});

test('limits that change are told field by field; a route with a new one is a new version', async () => {
  await apply({});
  expect(await apply(LIMITS)).toEqual([
    '~ workspace acme: changed',
    '    rate_limit.requests_per_day: 9',
    '    ip_rate_limit.concurrency: 2',
    '    ide_rate_limit.tokens_per_day: 7',
    '~ route default: new version',
    '    rate_limit.tokens_per_minute: 8',
    '~ key laptop: changed',
    '    rate_limit.requests_per_minute: 6',
  ]);
  expect(await apply(LIMITS)).toEqual([]);
  expect(await apply({ ...LIMITS, workspace: ', rate_limit: { requests_per_day: 10 }' })).toEqual([
    '~ workspace acme: changed',
    '    rate_limit.requests_per_day: 9 → 10',
    '    ip_rate_limit.concurrency: 2 → (none)',
    '    ide_rate_limit.tokens_per_day: 7 → (none)',
  ]);
});
