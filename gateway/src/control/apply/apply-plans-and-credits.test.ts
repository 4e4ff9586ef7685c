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
import { applyConfig } from './apply-config.ts';
import { formatChanges } from './format-changes.ts';

const vault = openVault({ masterKey: new Uint8Array(32).fill(7) });
const ids = createIdSource({ now: Date.now, randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)) });
const SECRET = `lk_live_${'a'.repeat(30)}`;
const USD = 1_000_000_000;

let dataDir: string;
let store: SqliteStore;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-apply-'));
  store = await openSqliteStore({ dataDir, vault });
});

afterEach(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

interface Parts {
  readonly workspace?: string;
  readonly plans?: string;
  readonly budgets?: string;
  readonly route?: string;
  readonly key?: string;
}

async function apply(parts: Parts, dryRun = false) {
  const text = `version: 1
workspace: ${parts.workspace ?? 'acme'}
plans: ${parts.plans ?? '[]'}
connections: [{ name: main, provider: north, api_key: k }]
routes: [{ name: ${parts.route ?? 'default'}, attempts: [{ connection: main, model: m }] }]
keys: ${parts.key ?? `[{ name: backend, route: ${parts.route ?? 'default'}, secret: ${SECRET}, member: ada, tags: [search] }]`}
budgets: ${parts.budgets ?? '[]'}
`;
  const read = readConfig({ text, path: 'f', env: {}, providers: STUB_PROVIDERS, catalogue: EMPTY_CATALOGUE });
  if (!read.ok) throw new Error(read.problems.map(formatProblem).join('\n'));
  const result = await applyConfig({
    actor: { kind: 'setup' },
    store,
    vault,
    config: read.config,
    ids,
    nowMs: 1_700_000_000_000,
    dryRun,
  });
  return {
    lines: result.ok ? formatChanges(result.changes) : [],
    notices: result.ok ? result.notices : [],
    conflicts: result.ok ? [] : result.conflicts,
  };
}

async function principal() {
  const definitions = await store.readDefinitions();
  const input = { definitions, vault, providers: STUB_PROVIDERS, catalogue: EMPTY_CATALOGUE, version: '1' };
  return compileSnapshot(input).snapshot.principals.get(vault.digest(SECRET));
}

async function workspaceId(name = 'acme') {
  return (await store.readDefinitions()).workspaces.find((workspace) => workspace.name === name)?.id ?? '';
}

async function transfers() {
  const listed = await store.ledger.list({ workspaceId: await workspaceId(), limit: 99 });
  return listed.map(({ kind, from, to, nanoUsd }) => `${kind} ${nanoUsd / USD} ${from}→${to}`);
}

const credits = (usd: number) => ({ workspace: `{ name: acme, credits_usd: ${usd} }` });

describe('credits of a file', () => {
  test('enter the ledger as the difference to the total before, upwards and downwards', async () => {
    expect((await apply(credits(25))).lines).toContain('    credits_usd: 25');
    expect((await apply(credits(40))).lines).toEqual(['~ workspace acme: changed', '    credits_usd: 25 → 40']);
    await apply(credits(10));
    expect(await transfers()).toEqual([
      'adjusted 30 credits→house',
      'granted 15 house→credits',
      'granted 25 house→credits',
    ]);
    expect(await store.ledger.balances({ workspaceId: await workspaceId() })).toMatchObject({ credits: 10 * USD });
    expect(await store.ledger.verify()).toEqual([]);
  });

  test('are granted once, however often the file is applied, by several processes at once too', async () => {
    await apply(credits(25));
    const again = await Promise.all([apply(credits(25)), apply(credits(25)), apply(credits(25))]);
    expect(again.flatMap(({ lines }) => lines)).toEqual([]);
    const raised = await Promise.all([apply(credits(30)), apply(credits(30)), apply(credits(30))]);
    expect(raised.flatMap(({ lines }) => lines)).toEqual(['~ workspace acme: changed', '    credits_usd: 25 → 30']);
    expect(await transfers()).toEqual(['granted 5 house→credits', 'granted 25 house→credits']);
  });

  test('never set a balance: what was spent stays spent', async () => {
    await apply(credits(25));
    const spent = { id: 'x', workspaceId: await workspaceId(), kind: 'settled', from: 'credits', to: 'spent' } as const;
    const none = { requestId: undefined, attemptId: undefined, keyId: undefined, capability: undefined };
    const rest = { ...none, note: undefined, expiresAtMs: undefined, atMs: 1, nanoUsd: 7 * USD };
    await store.ledger.post([{ ...spent, ...rest }]);
    await apply({ workspace: '{ name: acme, credits_usd: 25, budget: { usd: 1, window: day } }' });
    expect(await store.ledger.balances({ workspaceId: await workspaceId() })).toMatchObject({ credits: 18 * USD });
  });

  test('of zero are credits: the workspace is limited from then on', async () => {
    await apply({});
    expect(await store.ledger.hasCredits({ workspaceId: await workspaceId() })).toBe(false);
    await apply(credits(0));
    expect(await store.ledger.hasCredits({ workspaceId: await workspaceId() })).toBe(true);
    expect(await transfers()).toEqual(['granted 0 house→credits']);
  });

  test('are left alone by a file that says nothing of them, and are not granted anew by one that does again', async () => {
    await apply(credits(25));
    await apply({ workspace: '{ name: acme, budget: { usd: 1, window: day } }' });
    await apply(credits(25));
    expect(await transfers()).toEqual(['granted 25 house→credits']);
  });

  test('are only told by a dry run', async () => {
    expect((await apply(credits(25), true)).lines).toContain('    credits_usd: 25');
    expect(await transfers()).toEqual([]);
  });
});

describe('plans of a file', () => {
  const free = '[{ name: free, managed: { chat: 100 }, upgrade_to: pro }]';
  const onFree = { workspace: '{ name: acme, plan: free }', plans: free };

  test('are made, changed and removed with it, and its workspace is on one', async () => {
    expect((await apply(onFree)).lines).toEqual(
      expect.arrayContaining(['    plan: free', '+ plan free: new', '    managed.chat: 100', '    upgrade_to: pro']),
    );
    expect(await principal()).toMatchObject({ plan: { name: 'free', managed: { chat: 100 }, upgradeTo: 'pro' } });
    expect(await apply(onFree)).toEqual({ lines: [], notices: [], conflicts: [] });
    const more = { ...onFree, plans: '[{ name: free, managed: { chat: 200 }, upgrade_to: pro }]' };
    expect((await apply(more)).lines).toEqual(['~ plan free: changed', '    managed.chat: 100 → 200']);
    expect((await apply({ workspace: '{ name: acme, budget: { usd: 1, window: day } }' })).lines).toContain(
      '- plan free: removed (no longer in the file)',
    );
    expect((await principal())?.plan).toBeUndefined();
  });

  const other = (plans: string) => ({ workspace: '{ name: other, plan: free }', plans, key: '[]' });

  test('may stand in the files of two workspaces if they say the same', async () => {
    await apply(onFree);
    expect(await apply(other(free))).toMatchObject({ conflicts: [], notices: [] });
    const [plan] = (await store.readDefinitions()).plans;
    expect(plan?.workspaceId).toBe(await workspaceId('acme'));
    expect((await apply(other('[{ name: free, managed: { chat: 1 } }]'))).conflicts).toEqual([
      'Plan "free" is something else in the file of workspace "acme". Say the same in both, or choose another name.',
    ]);
  });

  test('stay while another workspace is on them', async () => {
    await apply(onFree);
    await apply(other(free));
    expect((await apply({})).notices).toEqual(['Plan "free" is no longer in the file, and stays: "other" is on it.']);
    expect((await store.readDefinitions()).plans).toHaveLength(1);
  });
});

describe('budgets of a file', () => {
  const budgets = `[{ name: all, workspace: true, usd: 5, window: day, time_zone: Europe/Berlin, alert_at: [90] },
    { name: r, route: default, usd: 4, window: day }, { name: k, key: backend, usd: 3, window: day },
    { name: m, member: ada, usd: 2, window: day }, { name: t, tag: search, usd: 1, window: day }]`;

  test('apply to the requests that they count, the narrowest first', async () => {
    expect((await apply({ budgets })).lines).toEqual(
      expect.arrayContaining([
        '+ budget all: new',
        '    counts: the workspace',
        '    budget: 5 USD a day (Europe/Berlin), alerts at 90 %',
        '    counts: route default',
        '    counts: key backend',
        '    counts: member ada',
        '    counts: tag search',
      ]),
    );
    expect((await principal())?.budgets.map(({ scope, name }) => `${scope} ${name}`)).toEqual([
      'key k',
      'member m',
      'tag t',
      'route r',
      'workspace all',
    ]);
    expect(await apply({ budgets })).toEqual({ lines: [], notices: [], conflicts: [] });
  });

  test('survive a new secret of their key, and a renamed route is a removed one', async () => {
    await apply({ budgets });
    const before = (await store.readDefinitions()).budgets;
    const secret = `lk_live_${'b'.repeat(30)}`;
    await apply({
      budgets,
      key: `[{ name: backend, route: default, secret: ${secret}, member: ada, tags: [search] }]`,
    });
    expect((await store.readDefinitions()).budgets).toEqual(before);
    const moved = await apply({ budgets: budgets.replace('route: default', 'route: other'), route: 'other' });
    expect(moved.lines).toEqual(
      expect.arrayContaining(['~ budget r: changed', '    counts: route default → route other']),
    );
    expect((await store.readDefinitions()).budgets).toHaveLength(5);
  });

  test('go when they leave the file', async () => {
    await apply({ budgets });
    expect((await apply({ budgets: '[{ name: t, tag: search, usd: 2, window: day }]' })).lines).toEqual([
      '- budget all: removed (no longer in the file)',
      '- budget k: removed (no longer in the file)',
      '- budget m: removed (no longer in the file)',
      '- budget r: removed (no longer in the file)',
      '~ budget t: changed',
      '    budget: 1 USD a day → 2 USD a day',
    ]);
  });
});

test('members and tags of a key are told', async () => {
  await apply({});
  const key = `[{ name: backend, route: default, secret: ${SECRET}, tags: [search, batch, search] }]`;
  expect((await apply({ key })).lines).toEqual([
    '~ key backend: changed',
    '    member: ada → (none)',
    '    tags: ["search"] → ["search","batch"]',
  ]);
});
