import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleAttemptRecord, sampleRequestRecord } from '../../../tests/support/sample-request-record.ts';
import { createIdSource } from '../../domain/ids.ts';
import { openSqliteStore, type SqliteStore } from '../../store/open-sqlite-store.ts';
import { openVault } from '../../store/open-vault.ts';
import type { CliContext } from '../cli-context.ts';
import { runCommand } from '../run-cli.ts';

const NOW = Date.parse('2026-11-22T15:07:00Z');

let dataDir: string;
let store: SqliteStore;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-cli-'));
  store = await openSqliteStore({ dataDir });
  await append({ at: '2026-10-31T23:30:00Z', keyName: 'backend', costNanoUsd: 1_000_000_000 });
  await append({ at: '2026-11-03T10:00:00Z', keyName: 'backend', costNanoUsd: 21_600 });
  await append({ at: '2026-11-03T11:00:00Z', keyName: 'mobile', costNanoUsd: 2_500_000_000 });
});
afterEach(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function append({ at, keyName, costNanoUsd }: { at: string; keyName: string; costNanoUsd: number }) {
  const startedAtMs = Date.parse(at);
  const ids = createIdSource({ now: () => startedAtMs, randomBytes });
  const attempts = [sampleAttemptRecord({ id: ids.next('att'), costNanoUsd })];
  await store.appendRequests([
    sampleRequestRecord({ id: ids.next('req'), startedAtMs, keyId: `key_${keyName}`, keyName, costNanoUsd, attempts }),
  ]);
}

async function run(...args: readonly string[]) {
  let out = '';
  let err = '';
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
    findGateway: unasked,
    openInstallation: async () => ({
      store,
      vault: openVault({ masterKey: new Uint8Array(32).fill(7) }),
      newMasterKeyFile: undefined,
      publicOrigin: 'http://localhost:4747',
      close: async () => {},
    }),
  };
  const code = await runCommand({ context, args: ['usage', ...args], version: '1.2.3' });
  return { code, out, err, lines: out.trimEnd().split('\n') };
}

describe('latentkit usage', () => {
  test('is about this month, the dearest first, with a line for all of it', async () => {
    const { code, lines } = await run('--group-by', 'key');
    expect(code).toBe(0);
    expect(lines[0]).toBe('2026-11-01T00:00Z to 2026-11-22T15:07Z');
    expect(lines[2]).toMatch(/^KEY +REQUESTS +ERRORS +INPUT +OUTPUT +COST +BYOK +MANAGED +UNPRICED +P50 +P95$/);
    expect(lines[3]).toMatch(/^mobile +1 +0 +24 +30 +\$2\.5000 /);
    expect(lines[4]).toMatch(/^backend +1 +0 +24 +30 +\$0\.0000216 /);
    expect(lines[5]).toMatch(/^TOTAL +2 +0 +48 +60 +\$2\.5000216 /);
  });

  test('is about a month as a time zone has it', async () => {
    expect((await run('--month', '2026-10')).lines[3]).toMatch(/^ *1 .*\$1\.0000/);
    expect((await run('--month', '2026-10', '--time-zone', 'Europe/Berlin')).lines[3]).toMatch(/^ *0 .*\$0\.0000/);
    expect((await run('--month', '2026-12')).code).toBe(0);
  });

  test('prints the answer of the address as JSON, and its CSV', async () => {
    const { out } = await run('--month', '2026-11', '--interval', 'day', '--key', 'mobile', '--json');
    expect(JSON.parse(out)).toMatchObject({
      from: '2026-11-01T00:00:00.000Z',
      to: '2026-12-01T00:00:00.000Z',
      rows: [{ period: '2026-11-03', requests: 1, cost_usd: '2.500000000' }],
      totals: { requests: 1, provider_cost_usd: expect.any(String) },
    });
    const csv = await run('--group-by', 'key', '--csv');
    expect(csv.out).toMatch(/^key,key_id,requests,.*\r\nbackend,key_backend,1,.*\r\nmobile,key_mobile,1,.*\r\n$/);
  });

  test('goes on where a page ended', async () => {
    const first = await run('--group-by', 'key', '--csv', '--limit', '1');
    expect(first.out).toContain('backend');
    const [, after = ''] = /^There is more: --after (\S+)\n$/.exec(first.err) ?? [];
    const second = await run('--group-by', 'key', '--csv', '--limit', '1', '--after', after);
    expect(second.out).toContain('mobile');
    expect(second.err).toBe('');
  });

  test('sums up what is out of date, and everything with --rebuild', async () => {
    const slots = () => store.usage.dirty({ span: 'slot', fromMs: 0, toMs: NOW, limit: 10 });
    expect(await slots()).toHaveLength(3);
    await run();
    expect(await slots()).toHaveLength(0);
    const { code, lines } = await run('--rebuild');
    expect([code, lines[3]?.trim().slice(0, 2)]).toEqual([0, '2 ']);
    expect(await slots()).toHaveLength(0);
  });

  test.each([
    [['--month', '2026-13'], /--month 2026-13 is no month/],
    [['--month', '2026-11', '--from', '2026-11-02'], /--month is already/],
    [['--group-by', 'keys'], /--group-by does not know "keys"[\s\S]*workspace, key/],
    [['--time-zone', 'Berlin'], /There is no such time zone/],
    [['--workspace', 'acme'], /There is no such workspace/],
    [['--limit', 'many'], /--limit is no number/],
  ])('%j is a wrong word, and what is right is named', async (args, words) => {
    const { code, out, err } = await run(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(words);
  });
});
