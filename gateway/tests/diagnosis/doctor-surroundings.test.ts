import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CliContext } from '../../src/cli/cli-context.ts';
import type { Inspection } from '../../src/cli/doctor/inspection.ts';
import { readId } from '../../src/domain/ids.ts';
import { inspectInstallation } from '../../src/main/inspect-installation.ts';
import { buildRequestRecord } from '../support/build-request-record.ts';
import { createDoctorHome, type DoctorHome } from './doctor-home.ts';

let home: DoctorHome;
beforeEach(async () => {
  home = await createDoctorHome();
});
afterEach(() => home[Symbol.asyncDispose]());

/** A machine that is not like this one. */
const seenAs = (seen: Partial<Inspection>): Partial<CliContext> => ({
  inspect: async (input) => ({ ...(await inspectInstallation(input)), ...seen }),
});

const MIB = 1_048_576;

describe('the disk', () => {
  test.each([
    ['little space is a warning', 500, 'warnings', 0],
    ['hardly any is a problem', 50, 'problems', 1],
  ] as const)('%s', async (_name, mebibytes, list, code) => {
    await home.apply();
    const told = await home.examine({ changes: seenAs({ freeBytes: mebibytes * MIB }) });
    expect(told.code).toBe(code);
    expect(told[list]).toMatchObject([
      {
        subject: 'disk',
        text: `Only ${mebibytes} MiB are free at ${home.dataDir}.`,
        fix: { exact: 'LATENTKIT_DATA_DIR' },
      },
    ]);
  });

  test('is looked at even where the database does not open', async () => {
    await home.apply();
    writeFileSync(join(home.dataDir, 'latentkit.db'), 'no database at all');
    const { problems, code } = await home.examine({ changes: seenAs({ freeBytes: 0 }) });
    expect(code).toBe(1);
    expect(problems.map(({ subject }) => subject)).toEqual(['installation', 'disk']);
  });
});

test('a journal that waits for the database is a warning', async () => {
  await home.apply();
  const { warnings } = await home.examine({ changes: seenAs({ journalBytes: 100 * MIB }) });
  expect(warnings).toMatchObject([{ subject: 'journal', text: expect.stringContaining('100 MiB wait') }]);
});

test('a Node that is too old is a problem', async () => {
  await home.apply();
  const { problems } = await home.examine({ changes: seenAs({ nodeVersion: '20.11.0' }) });
  expect(problems).toMatchObject([{ subject: 'node', text: expect.stringContaining('needs 24') }]);
});

test('a schema of a newer version is a problem, and nothing is changed', async () => {
  await home.apply();
  const database = new DatabaseSync(join(home.dataDir, 'latentkit.db'));
  const [table] = database.prepare("select name from sqlite_schema where name like '%migration%'").all();
  const columns = database.prepare(`select * from ${String(table?.name)} limit 1`).get() ?? {};
  const names = Object.keys(columns);
  const values = names.map((name) => (name === 'name' ? '0999-from-the-future' : (columns[name] ?? null)));
  database.prepare(`insert into ${String(table?.name)} values (${names.map(() => '?').join(', ')})`).run(...values);
  // One that takes something away, as it says.
  database.exec("update settings set value = '0999-from-the-future' where name = 'schema.readable_since'");
  database.close();
  const { problems, code } = await home.examine();
  expect(code).toBe(1);
  expect(problems).toMatchObject([
    { subject: 'installation', text: expect.stringMatching(/newer LatentKit.*0999-from-the-future/) },
  ]);
});

describe('the clock', () => {
  test('is behind where the log has requests of a time to come', async () => {
    await home.apply();
    await home.withStore((store) =>
      store.appendRequests([buildRequestRecord({ id: 'req_zzz', startedAtMs: Date.now() + 3_600_000 })]),
    );
    const { warnings } = await home.examine();
    expect(warnings).toMatchObject([
      { subject: 'clock', text: expect.stringMatching(/(3599|3600) s/), fix: { exact: 'timedatectl set-ntp true' } },
    ]);
  });

  test('is behind where a key was made in a time to come', async () => {
    await home.apply();
    await home.change(async (writes) => {
      const [key] = (await writes.read()).keys;
      if (key) await writes.saveKey({ ...key, createdAtMs: Date.now() + 600_000 });
    });
    expect((await home.examine()).warnings).toMatchObject([{ subject: 'clock' }]);
  });

  test('may differ by what two processes differ by', async () => {
    await home.apply();
    await home.withStore((store) =>
      store.appendRequests([buildRequestRecord({ id: 'req_zzz', startedAtMs: Date.now() + 30_000 })]),
    );
    expect((await home.examine()).warnings).toEqual([]);
  });
});

describe('keys and routes', () => {
  test('a key whose route has no published version is a problem', async () => {
    await home.apply();
    await home.change(async (writes) => {
      const { keys, routes } = await writes.read();
      const [key, route] = [keys[0], routes[0]];
      if (!key || !route) throw new Error('nothing to change');
      const { published: _, ...draft } = {
        ...route,
        id: readId({ kind: 'route', text: 'route_draft' }),
        name: 'draft',
      };
      await writes.saveRoute(draft);
      await writes.saveKey({ ...key, routeId: draft.id });
    });
    const { problems } = await home.examine();
    expect(problems).toMatchObject([
      {
        subject: 'key backend',
        text: expect.stringContaining('has no published version'),
        fix: { exact: 'latentkit apply -f latentkit.yaml' },
      },
    ]);
  });

  test('a task that one profile of a route can do and another cannot is a warning that names both', async () => {
    const other =
      '{ name: second, provider: openai-compatible, api_key: k2, base_url: "{url}/v1", models: [{ id: v, capabilities: [chat, vision], prices: { input_usd_per_mtok: 1, output_usd_per_mtok: 1 } }] }';
    await home.apply({
      connections: `- ${other}`,
      attempts:
        '{ connection: main, model: m, profiles: [fast, balanced] }, { connection: second, model: v, profiles: [deep] }',
    });
    const { warnings, code } = await home.examine();
    expect(code).toBe(0);
    expect(warnings.map(({ text }) => text)).toEqual([
      'The profile "fast" has no attempt for vision, which another profile of the route has.',
      'The profile "balanced" has no attempt for vision, which another profile of the route has.',
      'The profile "deep" has no attempt for tools, which another profile of the route has.',
    ]);
  });
});

describe('for a reader in a hurry', () => {
  test('the verdict comes first, then problems, then warnings, whatever was looked at first', async () => {
    await home.apply({ key: ', expires_at: "2099-01-01"' });
    const changes = seenAs({ freeBytes: 0, journalBytes: 100 * MIB });
    const { told } = await home.examine({ changes });
    expect(told.map(({ level }) => level)).toEqual(told.map(({ level }) => level).toSorted(byLevel));
    rmSync(join(home.dataDir, 'latentkit.db'));
    const { out, code } = await home.run(['doctor']);
    expect(code).toBe(1);
    expect(out.split('\n').slice(0, 3)).toEqual(['1 problem, 0 warnings.', '', 'Problems:']);
  });

  test('each problem stands with what helps, the exact words on a line of their own', async () => {
    await home.apply({ key: ', budget: { usd: 1, window: total }' });
    await home.change(async (writes) => {
      const [connection] = (await writes.read()).connections;
      if (connection) await writes.saveConnection({ ...connection, credentialVersion: 99 });
    });
    const { out } = await home.run(['doctor']);
    expect(out).toMatch(
      /\n {2}connection main: .*does not open.*\n {4}Enter the credential again.*\n {6}connections\[\]\.api_key\n/,
    );
  });

  test('as JSON it says the same in figures', async () => {
    await home.apply();
    const { out } = await home.run(['doctor', '--json']);
    expect(JSON.parse(out)).toMatchObject({ ok: true, problems: 0, warnings: 0, gateway: { state: 'none' } });
  });
});

const LEVELS = ['problem', 'warning', 'note'];
const byLevel = (one: string, other: string) => LEVELS.indexOf(one) - LEVELS.indexOf(other);

describe('rate limits of several gateways', () => {
  const examine = async (seen: Partial<Inspection>) => {
    await home.apply();
    return home.examine({ changes: seenAs(seen) });
  };

  test('are a problem where Redis is to keep them and cannot be used', async () => {
    const { problems, code } = await examine({ askRedis: async () => 'nothing listens there' });
    expect(code).toBe(1);
    expect(problems).toMatchObject([
      {
        subject: 'rate limits',
        text: expect.stringContaining('but nothing listens there'),
        fix: { exact: 'REDIS_URL' },
      },
    ]);
  });

  test.each<[string, Partial<Inspection>, object[]]>([
    [
      'in Redis that answers',
      { askRedis: async () => undefined },
      [{ text: expect.stringContaining('which answers') }],
    ],
    ['on Postgres alone', { database: 'postgres' }, [{ text: expect.stringContaining('counts for itself') }]],
    ['on SQLite', {}, []],
  ])('%s need nothing', async (_, seen, told) => {
    const { notes, code } = await examine(seen);
    expect(code).toBe(0);
    expect(notes.filter(({ subject }: { subject: string }) => subject === 'rate limits')).toMatchObject(
      told as object[],
    );
  });
});
