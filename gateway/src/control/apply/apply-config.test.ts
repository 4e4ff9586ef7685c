import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { STUB_PROVIDERS } from '../../../tests/support/stub-providers.ts';
import { formatProblem } from '../../config/config-problem.ts';
import { readConfig } from '../../config/read-config.ts';
import { createIdSource } from '../../domain/ids.ts';
import { EMPTY_CATALOGUE } from '../../domain/model-catalogue.ts';
import { openSqliteStore, type SqliteStore } from '../../store/open-sqlite-store.ts';
import { openVault } from '../../store/open-vault.ts';
import { compileSnapshot } from '../compile-snapshot.ts';
import { openCredential } from '../open-credential.ts';
import { applyConfig } from './apply-config.ts';
import { formatChanges } from './format-changes.ts';

const vault = openVault({ masterKey: new Uint8Array(32).fill(7) });
const ids = createIdSource({ now: Date.now, randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)) });
const SECRET = `lk_live_${'a'.repeat(30)}`;
const OTHER = `lk_live_${'b'.repeat(30)}`;

let dataDir: string;
let store: SqliteStore;
let nowMs = 1_700_000_000_000;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-apply-'));
  store = await openSqliteStore({ dataDir, vault });
  nowMs = 1_700_000_000_000;
});

afterEach(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Parts {
  readonly workspace?: string;
  readonly connection?: string;
  readonly attempts?: string;
  readonly keys?: readonly string[];
}

function configText(parts: Parts = {}): string {
  return `version: 1
workspace: ${parts.workspace ?? 'acme'}
connections:
  - { name: main, ${parts.connection ?? 'provider: north, api_key: sk-canary'} }
routes:
  - { name: default, attempts: ${parts.attempts ?? '[{ connection: main, model: small }]'} }
keys: [${(parts.keys ?? [`{ name: backend, route: default, secret: ${SECRET} }`]).join(', ')}]
`;
}

async function apply(text: string, dryRun = false, takeOver = false) {
  const read = readConfig({ text, path: 'f', env: {}, providers: STUB_PROVIDERS, catalogue: EMPTY_CATALOGUE });
  if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
  nowMs += 1_000;
  const result = await applyConfig({
    actor: { kind: 'setup' },
    store,
    vault,
    config: read.config,
    ids,
    nowMs,
    dryRun,
    takeOver,
  });
  return {
    lines: result.ok ? formatChanges(result.changes) : [],
    notices: result.ok ? result.notices : [],
    conflicts: result.ok ? [] : result.conflicts,
  };
}

async function principalOf(secret: string) {
  const definitions = await store.readDefinitions();
  const input = { definitions, vault, providers: STUB_PROVIDERS, catalogue: EMPTY_CATALOGUE, version: '1' };
  return compileSnapshot(input).snapshot.principals.get(vault.digest(secret));
}

describe('applying a file', () => {
  test('makes what it names, and shows no secret', async () => {
    const { lines } = await apply(configText());
    expect(lines).toContain('+ workspace acme: new');
    expect(lines).toContain('+ connection main: new');
    expect(lines).toContain('    api_key: set');
    expect(lines).toContain('+ route default: new');
    expect(lines).toContain('+ key backend: new');
    expect(lines.join('\n')).not.toMatch(/canary|aaaa/);
    expect(await principalOf(SECRET)).toMatchObject({
      keyName: 'backend',
      route: { version: 1, attempts: [{ connection: { enabled: true, trusted: true } }] },
    });
  });

  test('a second time changes nothing, and publishes no new version', async () => {
    await apply(configText());
    const version = await store.definitionsVersion();
    expect(await apply(configText())).toEqual({ lines: [], notices: [], conflicts: [] });
    expect(await store.definitionsVersion()).toBe(version);
  });

  test('as a dry run tells the difference and writes nothing', async () => {
    const version = await store.definitionsVersion();
    const dry = await apply(configText(), true);
    expect(await store.definitionsVersion()).toBe(version);
    expect((await apply(configText())).lines).toEqual(dry.lines);
  });

  test('publishes a changed strategy as a new version, in the words of the file', async () => {
    const sticky = configText().replace('{ name: default,', '{ name: default, strategy: fastest, sticky_by: user,');
    await apply(configText());
    expect((await apply(sticky)).lines).toEqual([
      '~ route default: new version',
      '    strategy: in_order → fastest',
      '    sticky_by: none → user',
    ]);
    expect((await apply(sticky)).lines).toEqual([]);
    expect((await principalOf(SECRET))?.route).toMatchObject({ version: 2, strategy: 'fastest', stickyBy: 'user' });
  });

  test('publishes a changed route as a new version', async () => {
    await apply(configText());
    const { lines } = await apply(configText({ attempts: '[{ connection: main, model: large, timeout_ms: 9 }]' }));
    expect(lines).toEqual([
      '~ route default: new version',
      '    attempts[0].model: small → large',
      '    attempts[0].timeout_ms: 9',
    ]);
    expect((await principalOf(SECRET))?.route?.version).toBe(2);
  });
});

test('new models and prices are told by name', async () => {
  const models = (price: number) =>
    `provider: north, api_key: k, models: [small, { id: m, prices: { input_usd_per_mtok: ${price}, output_usd_per_mtok: 2 } }]`;
  await apply(configText({ connection: 'provider: north, api_key: k' }));
  expect((await apply(configText({ connection: models(1) }))).lines).toEqual([
    '~ connection main: changed',
    '    models: ["m","small"]',
    '    model.m.prices.input_usd_per_mtok: 1',
    '    model.m.prices.output_usd_per_mtok: 2',
  ]);
  expect((await apply(configText({ connection: models(3) }))).lines).toEqual([
    '~ connection main: changed',
    '    model.m.prices.input_usd_per_mtok: 1 → 3',
  ]);
});

describe('a credential', () => {
  const connection = async () => (await store.readDefinitions()).connections[0];

  test('that changed is sealed anew under a new version, and only called changed', async () => {
    await apply(configText());
    const { lines } = await apply(configText({ connection: 'provider: north, api_key: sk-new' }));
    expect(lines).toEqual(['~ connection main: changed', '    api_key: set → changed']);
    const stored = await connection();
    expect(stored?.credentialVersion).toBe(2);
    expect(stored && openCredential({ connection: stored, vault })).toEqual({ api_key: 'sk-new' });
  });

  test('gets a new version with a new host, and keeps its own with a new path', async () => {
    await apply(configText({ connection: 'provider: north, api_key: k, base_url: "https://one.example/v1"' }));
    await apply(configText({ connection: 'provider: north, api_key: k, base_url: "https://one.example/v2"' }));
    expect((await connection())?.credentialVersion).toBe(1);
    await apply(configText({ connection: 'provider: north, api_key: k, base_url: "https://two.example/v2"' }));
    const stored = await connection();
    expect(stored?.credentialVersion).toBe(2);
    expect(stored && openCredential({ connection: stored, vault })).toEqual({ api_key: 'k' });
  });

  test('that does not open any more is replaced by the one in the file', async () => {
    await apply(configText());
    const stored = await connection();
    await store.write({
      actor: { kind: 'setup' },
      work: async (writes) => stored && writes.saveConnection({ ...stored, sealedCredential: 'v1.broken' }),
    });
    const { lines } = await apply(configText());
    expect(lines).toEqual(['~ connection main: changed', '    credential: cannot be opened any more → set']);
    expect((await apply(configText())).lines).toEqual([]);
  });

  test('in a header is compared, and never shown', async () => {
    await apply(configText({ connection: 'provider: north, api_key: k, headers: { x-a: canary1 }' }));
    const { lines } = await apply(configText({ connection: 'provider: north, api_key: k, headers: { x-a: canary2 }' }));
    expect(lines).toEqual(['~ connection main: changed', '    headers.x-a: set → changed']);
  });
});

describe('a key', () => {
  const key = (name: string, secret: string) => `{ name: ${name}, route: default, secret: ${secret} }`;

  test('that leaves the file is refused as revoked, and works again once it is back', async () => {
    await apply(configText());
    expect((await apply(configText({ keys: [] }))).lines).toEqual(['- key backend: revoked (no longer in the file)']);
    expect((await principalOf(SECRET))?.revokedAtMs).toBe(nowMs);
    expect((await apply(configText())).lines).toEqual(['~ key backend: changed', '    revoked: yes → (none)']);
    expect((await principalOf(SECRET))?.revokedAtMs).toBeUndefined();
  });

  test('with a new secret refuses the old one at once, as rotated', async () => {
    await apply(configText());
    const id = (await principalOf(SECRET))?.keyId;
    expect((await apply(configText({ keys: [key('backend', OTHER)] }))).lines).toEqual([
      '~ key backend: changed',
      '    secret: set → changed',
    ]);
    expect((await principalOf(SECRET))?.rotatedOutAtMs).toBe(nowMs);
    expect(await principalOf(OTHER)).toMatchObject({ keyId: id, rotatedOutAtMs: undefined });
  });

  test('with a new name and the same secret is the same key', async () => {
    await apply(configText());
    const id = (await principalOf(SECRET))?.keyId;
    expect((await apply(configText({ keys: [key('server', SECRET)] }))).lines).toEqual([
      '~ key server: changed',
      '    name: backend → server',
    ]);
    expect((await principalOf(SECRET))?.keyId).toBe(id);
  });

  test('that was revoked on the command line is not brought back by the file', async () => {
    await apply(configText());
    const stored = (await store.readDefinitions()).keys[0];
    await store.write({
      actor: { kind: 'setup' },
      work: async (writes) => stored && writes.saveKey({ ...stored, owner: 'cli', revokedAtMs: nowMs }),
    });
    const { lines, notices, conflicts } = await apply(configText());
    expect({ lines, conflicts }).toEqual({ lines: [], conflicts: [] });
    expect(notices[0]).toContain('Key "backend" was revoked on 2023-11-14 and stays so');
    expect((await principalOf(SECRET))?.revokedAtMs).toBeDefined();
    await apply(configText({ keys: [key('backend', OTHER)] }));
    expect((await principalOf(OTHER))?.revokedAtMs).toBeUndefined();
  });

  test('cannot take the secret of another one', async () => {
    await apply(configText());
    const { conflicts } = await apply(configText({ workspace: 'other' }));
    expect(conflicts).toEqual([
      'The secret of key "backend" is, or was, that of key "backend" in workspace "acme". Give it a new one.',
    ]);
  });
});

describe('objects of others', () => {
  async function give(owner: 'cli' | 'console' | 'setup') {
    await apply(configText());
    const { connections, routes, keys } = await store.readDefinitions();
    await store.write({
      actor: { kind: 'setup' },
      work: async (writes) => {
        for (const connection of connections) await writes.saveConnection({ ...connection, owner });
        for (const { published: _, ...route } of routes) await writes.saveRoute({ ...route, owner });
        for (const key of keys) await writes.saveKey({ ...key, owner });
      },
    });
  }
  const empty = 'version: 1\nworkspace: acme\n';

  test('stay as they are when a file does not name them', async () => {
    await give('cli');
    expect(await apply(empty)).toEqual({ lines: [], notices: [], conflicts: [] });
    expect(await principalOf(SECRET)).toMatchObject({ revokedAtMs: undefined, route: { version: 1 } });
  });

  test('stop a file that claims their names, and nothing of it is written', async () => {
    await give('cli');
    const version = await store.definitionsVersion();
    const { conflicts } = await apply(configText({ attempts: '[{ connection: main, model: large }]' }));
    expect(conflicts[0]).toBe(
      'connection "main" was made on the command line, and only changes there. Rename it in the file, remove it there, or apply the file with --take-over.',
    );
    expect(conflicts.map((line) => line.split(' ')[0])).toEqual(['connection', 'route', 'key']);
    expect(await store.definitionsVersion()).toBe(version);
  });

  test('stop the whole file, with what it could have changed', async () => {
    await apply(configText());
    const stored = (await store.readDefinitions()).connections[0];
    await store.write({
      actor: { kind: 'setup' },
      work: async (writes) => stored && writes.saveConnection({ ...stored, owner: 'cli' }),
    });
    const { conflicts } = await apply(configText({ attempts: '[{ connection: main, model: large }]', keys: [] }));
    expect(conflicts).toHaveLength(1);
    expect(await principalOf(SECRET)).toMatchObject({ revokedAtMs: undefined, route: { version: 1 } });
  });

  test('that the first start made are taken over by a file that names them', async () => {
    await give('setup');
    const { lines, conflicts } = await apply(configText());
    expect(conflicts).toEqual([]);
    expect(lines[0]).toBe('~ connection main: changed (now kept by the file)');
    expect((await store.readDefinitions()).keys[0]?.owner).toBe('file');
  });

  test('are not said to come from the first start when a file takes them over on demand', async () => {
    await give('console');
    const { lines } = await apply(configText(), false, true);
    expect(lines[0]).toBe('~ connection main: changed (now kept by the file)');
    expect(lines.join()).not.toContain('first start');
  });

  test('keys of others that lose their route are named', async () => {
    await apply(configText());
    const stored = (await store.readDefinitions()).keys[0];
    await store.write({
      actor: { kind: 'setup' },
      work: async (writes) => stored && writes.saveKey({ ...stored, owner: 'cli' }),
    });
    const { lines, notices } = await apply(empty);
    expect(lines).toEqual([
      '- connection main: removed (no longer in the file)',
      '- route default: removed (no longer in the file)',
    ]);
    expect(notices).toEqual([
      'Route "default" is removed, and key "backend" points to it: its requests will be refused.',
    ]);
    expect(await principalOf(SECRET)).toMatchObject({ route: undefined });
  });

  test('what a file takes over has no draft, canary, shadow or schedule beside it any more', async () => {
    await apply(configText());
    const actor = { kind: 'setup' } as const;
    const [route] = (await store.readDefinitions()).routes;
    if (route?.published === undefined) throw new Error('the route is missing');
    const { id: routeId, workspaceId, name, createdAtMs } = route;
    const { spec } = route.published;
    await store.write({
      actor,
      work: async (writes) => {
        await writes.saveRoute({ id: routeId, workspaceId, name, owner: 'setup', createdAtMs });
        const version = await writes.publishRoute({ routeId, spec, publishedAtMs: 1, live: false });
        await writes.setCanary({ routeId, canary: { version, sharePercent: 5, stickyBy: 'key' } });
        await writes.setShadow({ routeId, shadow: { release: { spec }, sharePercent: 5, budgetNanoUsd: 1 } });
        await writes.setSchedule({ routeId, schedule: { atMs: 9, release: { spec } } });
        await writes.saveDraft({ routeId, spec, basedOnVersion: 1, updatedAtMs: 1 });
      },
    });
    await apply(configText());
    const [after] = (await store.readDefinitions()).routes;
    expect(after).toMatchObject({ owner: 'file', published: { version: 1 } });
    expect([after?.canary, after?.shadow, after?.schedule]).toEqual([undefined, undefined, undefined]);
    expect(await store.routes.draft(routeId)).toBeUndefined();
  });
});

test('a file takes over what others made where that is asked for, and it is the file’s from then on', async () => {
  await apply(configText());
  const { connections } = await store.readDefinitions();
  await store.write({
    actor: { kind: 'setup' },
    work: async (writes) => {
      for (const connection of connections) await writes.saveConnection({ ...connection, owner: 'console' });
    },
  });
  expect((await apply(configText())).conflicts).toHaveLength(1);
  const taken = await apply(configText(), false, true);
  expect(taken.conflicts).toEqual([]);
  expect((await store.readDefinitions()).connections.map(({ owner }) => owner)).toEqual(['file']);
  expect((await apply(configText())).lines).toEqual([]);
});
