import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleRequestRecord } from '../../../tests/support/sample-request-record.ts';
import { sampleTransfer } from '../../../tests/support/sample-transfer.ts';
import { createIdSource, readId } from '../../domain/ids.ts';
import { openSqliteStore, type SqliteStore } from '../../store/open-sqlite-store.ts';
import { openVault } from '../../store/open-vault.ts';
import type { CliContext } from '../cli-context.ts';
import { runCommand } from '../run-cli.ts';

const NOW = Date.parse('2026-05-01T12:00:00Z');
const ACME = readId({ kind: 'ws', text: 'ws_acme' });

let dataDir: string;
let store: SqliteStore;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-cli-'));
  store = await openSqliteStore({ dataDir });
  await addWorkspace('acme', ACME);
});
afterEach(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function addWorkspace(name: string, id: typeof ACME): Promise<void> {
  // Past the definitions, whose fields are none of this test's business.
  const database = new DatabaseSync(store.path);
  database
    .prepare('insert into workspaces (id, name, suspended, owner, created_at_ms) values (?, ?, 0, ?, 0)')
    .run(id, name, 'file');
  database.close();
}

async function run(...args: readonly string[]) {
  let out = '';
  let err = '';
  const vault = openVault({ masterKey: new Uint8Array(32).fill(7) });
  const randomBytes = (count: number) => crypto.getRandomValues(new Uint8Array(count));
  const unasked = async (): Promise<never> => {
    throw new Error('not asked for');
  };
  const context: CliContext = {
    env: {},
    ids: createIdSource({ now: () => NOW, randomBytes }),
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
    findGateway: async () => ({ state: 'none' }),
    openInstallation: async () => ({
      store,
      vault,
      newMasterKeyFile: undefined,
      publicOrigin: 'http://localhost:4747',
      close: async () => {},
    }),
  };
  const code = await runCommand({ context, args, version: '1.2.3' });
  return {
    code,
    out,
    err,
    json: () =>
      out
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
  };
}

const balances = () => store.ledger.balances({ workspaceId: ACME });
const transfers = () => store.ledger.list({ workspaceId: ACME, limit: 50 });

describe('credits add', () => {
  test('grants, or books what was bought, and says what there is now', async () => {
    const { code, out } = await run('credits', 'add', '--usd', '25', '--note', 'welcome');
    expect(code).toBe(0);
    expect(out).toMatch(/^\$25\.0000 added to the credits of acme: \$25\.0000 now \(cr_\w{26}\)\.\n$/);
    await run('credits', 'add', '--usd', '0.000000001', '--bought', '--expires', '2027-01-31');
    expect(await transfers()).toMatchObject([
      { kind: 'bought', nanoUsd: 1, expiresAtMs: Date.parse('2027-01-31T23:59:59.999Z'), note: undefined },
      { kind: 'granted', nanoUsd: 25_000_000_000, expiresAtMs: undefined, note: 'welcome', atMs: NOW },
    ]);
    expect(await balances()).toMatchObject({ credits: 25_000_000_001, house: -25_000_000_001 });
  });

  test('with the same id does nothing the second time, and is refused with another amount', async () => {
    const add = (usd: string) => run('credits', 'add', '--usd', usd, '--id', 'invoice-7', '--json');
    expect((await add('5')).json()).toMatchObject([
      { id: 'invoice-7', usd: '5.000000000', credits_usd: '5.000000000' },
    ]);
    expect((await add('5')).code).toBe(0);
    const other = await add('6');
    expect(other.code).toBe(1);
    expect(other.err).toContain('invoice-7');
    expect(await balances()).toMatchObject({ credits: 5_000_000_000 });
  });

  test.each([
    ['no amount', ['--usd', 'ten']],
    ['nothing', ['--usd', '0']],
    ['less than nothing', ['--usd', '-5']],
    ['parts of a nano-dollar', ['--usd', '0.0000000001']],
    ['more than can be counted', ['--usd', '9000001']],
    ['both kinds', ['--usd', '5', '--bought', '--granted']],
    ['a time that is past', ['--usd', '5', '--expires', '2026-04-30']],
    ['the id of an attempt', ['--usd', '5', '--id', 'att_1.held']],
    ['a note without words', ['--usd', '5', '--note', ' ']],
  ])('takes no %s', async (_, args) => {
    const { code, err } = await run('credits', 'add', ...args);
    expect(code).toBe(2);
    expect(err).toMatch(/^latentkit: /);
    expect(await transfers()).toEqual([]);
  });

  test('asks which workspace where there are several', async () => {
    await addWorkspace('other', readId({ kind: 'ws', text: 'ws_other' }));
    expect((await run('credits', 'add', '--usd', '5')).err).toContain('--workspace');
    expect((await run('credits', 'add', '--usd', '5', '--workspace', 'other')).code).toBe(0);
    expect(await transfers()).toEqual([]);
  });
});

describe('credits adjust', () => {
  test('takes away or adds, and keeps why', async () => {
    await run('credits', 'add', '--usd', '5');
    expect((await run('credits', 'adjust', '--usd', '-3', '--note', 'paid back')).out).toContain(
      '$3.0000 taken from the credits of acme: $2.0000 now',
    );
    await run('credits', 'adjust', '--usd', '1', '--note', 'sorry');
    expect((await transfers()).slice(0, 2)).toMatchObject([
      { kind: 'adjusted', from: 'house', to: 'credits', nanoUsd: 1_000_000_000, note: 'sorry' },
      { kind: 'adjusted', from: 'credits', to: 'house', nanoUsd: 3_000_000_000, note: 'paid back' },
    ]);
    expect((await run('credits', 'adjust', '--usd', '-5', '--note', 'more than there is')).out).toContain(
      '-$2.0000 now',
    );
  });

  test('is not done without a reason', async () => {
    const { code, err } = await run('credits', 'adjust', '--usd', '-3');
    expect(code).toBe(2);
    expect(err).toContain('--note');
  });
});

describe('ledger', () => {
  test('list shows the newest transfers, a page at a time, for people and as JSON', async () => {
    expect((await run('ledger', 'list')).out).toBe('No transfers.\n');
    await run('credits', 'add', '--usd', '5', '--id', 'first', '--note', 'for you');
    await run('credits', 'add', '--usd', '6', '--id', 'second');
    const { out } = await run('ledger', 'list');
    expect(out.split('\n').map((line) => line.split(/\s{2,}/))).toEqual([
      ['TIME', 'KIND', 'FROM', 'TO', 'AMOUNT', 'REQUEST', 'ID', 'NOTE'],
      ['2026-05-01 12:00Z', 'granted', 'house', 'credits', '$6.0000', '-', 'second', '-'],
      ['2026-05-01 12:00Z', 'granted', 'house', 'credits', '$5.0000', '-', 'first', 'for you'],
      [''],
    ]);
    const first = await run('ledger', 'list', '--limit', '1', '--json');
    expect(first.json()).toMatchObject([{ id: 'second', time: '2026-05-01T12:00:00.000Z', nano_usd: 6_000_000_000 }]);
    const next = await run('ledger', 'list', '--before', 'second', '--json', '--workspace', 'acme');
    expect(next.json()).toMatchObject([{ id: 'first', note: 'for you' }]);
    expect((await run('ledger', 'list', '--limit', '0')).code).toBe(2);
  });

  test('balance shows every account, and whether credits limit the workspace', async () => {
    await store.appendRequests([sampleRequestRecord({ id: 'req_1', workspaceId: ACME, costNanoUsd: 21_600 })]);
    expect((await run('ledger', 'balance', '--json')).json()).toEqual([
      {
        workspace: 'acme',
        workspace_id: ACME,
        limited_by_credits: false,
        credits_usd: '0.000000000',
        held_usd: '0.000000000',
        spent_usd: '0.000000000',
        covered_usd: '0.000000000',
        byok_usd: '0.000021600',
        house_usd: '-0.000021600',
      },
    ]);
    await run('credits', 'add', '--usd', '5');
    const { out } = await run('ledger', 'balance', '--workspace', 'acme');
    expect(out.split('\n')[1]?.split(/\s{2,}/)).toEqual([
      'acme',
      'yes',
      '$5.0000',
      '$0.0000',
      '$0.0000',
      '$0.0000',
      '$0.0000216',
      '-$5.0000216',
    ]);
  });

  test('verify ends with 0 where it adds up, and with 1 and each problem where it does not', async () => {
    await store.ledger.post([sampleTransfer({ id: 'cr_1', workspaceId: ACME, nanoUsd: 5 })]);
    expect(await run('ledger', 'verify')).toMatchObject({
      code: 0,
      out: 'The ledger adds up: balances, holds, credits and requests agree with its transfers.\n',
    });
    const database = new DatabaseSync(store.path);
    database.exec(`update ledger_balances set nano_usd = 6 where account = 'credits'`);
    database.close();
    const { code, out } = await run('ledger', 'verify');
    expect(code).toBe(1);
    expect(out).toContain('is 6 nano-dollars, but its transfers sum up to 5.');
    expect(out).toMatch(/3 problems: the ledger does not add up\.\n$/);
    const asJson = await run('ledger', 'verify', '--json');
    expect(asJson.code).toBe(1);
    expect(asJson.json()).toMatchObject([
      { ok: false, problems: [expect.any(String), expect.any(String), expect.any(String)] },
    ]);
  });
});
