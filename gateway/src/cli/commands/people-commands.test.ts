import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIdSource } from '../../domain/ids.ts';
import { openSqliteStore, type SqliteStore } from '../../store/open-sqlite-store.ts';
import { openVault } from '../../store/open-vault.ts';
import type { CliContext } from '../cli-context.ts';
import { runCommand } from '../run-cli.ts';

const NOW = Date.parse('2026-05-14T12:00:00Z');
const randomBytes = (count: number) => crypto.getRandomValues(new Uint8Array(count));
let made = 0;
// Each later than the one before, so that their order is known.
const ids = createIdSource({ now: () => NOW + made++, randomBytes });

let dataDir: string;
let store: SqliteStore;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-cli-'));
  store = await openSqliteStore({ dataDir });
  for (const [email, isInstallationAdmin] of [
    ['ada@example.com', true],
    ['bob@example.com', false],
  ] as const) {
    const common = { name: email.split('@')[0] ?? '', passwordHash: 'scrypt$x', createdAtMs: NOW };
    await store.people.add({ ...common, id: ids.next('usr'), email, isInstallationAdmin });
  }
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
      vault: openVault({ masterKey: new Uint8Array(32).fill(7) }),
      publicOrigin: 'https://ai.example.com',
      newMasterKeyFile: undefined,
      close: async () => {},
    }),
  };
  const code = await runCommand({ context, args, version: '1.2.3' });
  return { code, out, err };
}

const acts = async () => (await store.audit.list({ limit: 9 })).map(({ act, actor }) => [act, actor.kind]);

test('people list shows who signs in, how, and since when', async () => {
  const { out, code } = await run('people', 'list');
  expect(code).toBe(0);
  expect(out).toMatch(/^EMAIL +NAME +ADMINISTRATOR +SIGNS IN WITH +2ND FACTOR +STATE +SINCE +ID/);
  expect(out).toMatch(/ada@example\.com +ada +yes +password +- +works +2026-05-14 12:00Z +usr_/);
  const json = (await run('people', 'list', '--json')).out.trim().split('\n');
  expect(json.map((line): unknown => JSON.parse(line))).toMatchObject([
    { email: 'ada@example.com', installation_admin: true, signs_in_with: ['password'], state: 'works' },
    { email: 'bob@example.com', installation_admin: false },
  ]);
  expect(json.join()).not.toContain('scrypt');
});

test('people reset-link makes a link at the public address, and says so in the audit log', async () => {
  const { out, code } = await run('people', 'reset-link', 'BOB@example.com');
  expect(code).toBe(0);
  expect(out).toMatch(/https:\/\/ai\.example\.com\/reset-password#[\w-]{43}\n/);
  const secret = out.match(/#([\w-]{43})/)?.[1] ?? '';
  const rows = await store.people.rows.select({ table: 'verification', where: [], limit: 9 });
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(secret);
  expect(await acts()).toEqual([['reset_link_made', 'command_line']]);
});

test('people disable and enable, and never the last administrator', async () => {
  expect(await run('people', 'disable', 'bob@example.com')).toMatchObject({ code: 0 });
  expect(await store.people.findByEmail('bob@example.com')).toMatchObject({ disabled: true });
  expect(await run('people', 'reset-link', 'bob@example.com')).toMatchObject({ code: 1 });
  expect(await run('people', 'enable', 'bob@example.com')).toMatchObject({ code: 0 });
  expect(await store.people.findByEmail('bob@example.com')).toMatchObject({ disabled: false });
  const refused = await run('people', 'disable', 'ada@example.com');
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('only administrator');
  expect(await acts()).toEqual([
    ['enabled', 'command_line'],
    ['disabled', 'command_line'],
  ]);
});

test('who is not there is said, with what helps', async () => {
  const { code, err } = await run('people', 'disable', 'nobody@example.com');
  expect(code).toBe(1);
  expect(err).toContain('latentkit people list');
});

test('people allow-passwords opens the other door of an enforced provider', async () => {
  const provider = {
    id: 'corp',
    name: 'Corp',
    issuer: 'https://id.example',
    clientId: 'c',
    sealedSecret: 'v1.x',
    scopes: [],
    groupsClaim: 'groups',
    groupRoles: [],
    domains: ['example.com'],
    enforced: true,
    createsPeople: true,
    createdAtMs: NOW,
  };
  await store.people.saveSsoProvider(provider);
  expect(await run('people', 'allow-passwords', 'other')).toMatchObject({ code: 1 });
  expect(await run('people', 'allow-passwords', 'corp')).toMatchObject({ code: 0 });
  expect(await store.people.ssoProviders()).toEqual([{ ...provider, enforced: false }]);
  expect(await acts()).toEqual([['sso_provider_saved', 'command_line']]);
});
