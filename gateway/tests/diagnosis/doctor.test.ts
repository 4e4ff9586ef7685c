import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CliContext } from '../../src/cli/cli-context.ts';
import { runCommand } from '../../src/cli/run-cli.ts';
import { createIdSource } from '../../src/domain/ids.ts';
import { NO_RATES } from '../../src/domain/price.ts';
import type { DefinitionWrites, Store } from '../../src/domain/store.ts';
import { inspectInstallation } from '../../src/main/inspect-installation.ts';
import { openForCommand } from '../../src/main/open-for-command.ts';
import { openSqliteStore } from '../../src/store/open-sqlite-store.ts';
import { type FakeUpstream, startFakeUpstream } from '../fake-upstream/start-fake-upstream.ts';
import { buildRequestRecord } from '../support/build-request-record.ts';

let dataDir: string;
let file = '';
let upstream: FakeUpstream;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-doctor-'));
  upstream = await startFakeUpstream();
});
afterEach(async () => {
  await upstream.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const SECRET = `lk_live_${'a'.repeat(32)}`;

function yaml({ key = '', attempt = '', route = '', models = 'm' } = {}): string {
  return `version: 1
workspace: { name: acme, budget: { usd: 10, window: total } }
connections:
  - { name: main, provider: openai-compatible, api_key: upstream-secret, base_url: "${upstream.url}/v1", models: [{ id: ${models}, capabilities: [chat, tools], prices: { input_usd_per_mtok: 1, output_usd_per_mtok: 1 } }] }
routes:
  - { name: default, ${route} attempts: [{ connection: main, model: m ${attempt} }] }
keys:
  - { name: backend, route: default, secret: ${SECRET} ${key} }
`;
}

async function run(args: readonly string[], env: Record<string, string> = {}) {
  let out = '';
  const context: CliContext = {
    env: { ...env, LATENTKIT_DATA_DIR: dataDir },
    ids: createIdSource({ now: Date.now, randomBytes }),
    now: Date.now,
    randomBytes,
    write: (text) => {
      out += text;
    },
    writeError: (text) => {
      out += text;
    },
    readFile: () => file,
    interrupted: new AbortController().signal,
    start: async () => {},
    openInstallation: openForCommand,
    inspect: inspectInstallation,
  };
  const code = await runCommand({ context, args, version: '1.2.3' });
  return { code, out };
}

async function apply(text: string): Promise<void> {
  file = text;
  const { code } = await run(['apply', '-f', 'latentkit.yaml']);
  expect(code).toBe(0);
}

async function withStore(work: (store: Store) => Promise<unknown>): Promise<void> {
  const store = await openSqliteStore({ dataDir });
  await work(store);
  await store.close();
}

const change = (work: (writes: DefinitionWrites) => Promise<void>) => withStore((store) => store.write(work));

interface Told {
  readonly level: string;
  readonly subject: string;
  readonly text: string;
  readonly fix?: { readonly exact: string };
}

async function examine(args: readonly string[] = [], env: Record<string, string> = {}) {
  const { code, out } = await run(['doctor', '--json', ...args], env);
  const { ok, findings, matrix } = JSON.parse(out);
  const told: readonly Told[] = findings;
  const of = (level: string) => told.filter((finding) => finding.level === level);
  return { code, ok, matrix, problems: of('problem'), warnings: of('warning'), notes: of('note') };
}

test('an installation that is well gets notes only, exit code 0, and the table of what its routes can serve', async () => {
  await apply(yaml());
  const { code, ok, problems, notes, matrix } = await examine();
  expect({ code, ok, problems }).toEqual({ code: 0, ok: true, problems: [] });
  expect(notes.map(({ subject }) => subject)).toEqual(
    expect.arrayContaining(['node', 'disk', 'journal', 'master key', 'database', 'egress', 'circuits']),
  );
  expect(matrix[0]).toMatchObject({
    route: 'default',
    rows: [{ profile: 'fast', eligible: { chat: 1, tools: 1, vision: 0 } }, {}, {}],
  });
  const { out } = await run(['doctor']);
  expect(out).toContain('balanced (default)     1      1     -');
  expect(out).toContain('0 problems');
  expect(upstream.requests).toEqual([]);
});

describe('without asking anybody it finds', () => {
  test.each([
    ['a key without a route', { routeId: undefined }, 'points to no route', 'keys[].route', 'problem'],
    [
      'an expired key',
      { expiresAtMs: 1 },
      'has expired',
      'latentkit keys create <name> --route default --expires 90d',
      'warning',
    ],
    ['a key that expires soon', { expiresAtMs: Date.now() + 86_400_000 }, 'expires on', 'keys[].expires_at', 'warning'],
  ] as const)('%s', async (_name, keyChange, text, exact, level) => {
    await apply(yaml());
    await change(async (writes) => {
      const [key] = (await writes.read()).keys;
      if (key) await writes.saveKey({ ...key, ...keyChange });
    });
    const { problems, warnings, code } = await examine();
    const found = level === 'problem' ? problems : warnings;
    expect(found).toMatchObject([{ subject: 'key backend', text: expect.stringContaining(text), fix: { exact } }]);
    expect(code).toBe(level === 'problem' ? 1 : 0);
  });

  test.each([
    [
      'a provider that this version does not know',
      { provider: 'gone' },
      'does not know its provider',
      'latentkit providers',
    ],
    ['a credential that does not open', { credentialVersion: 99 }, 'does not open', 'connections[].api_key'],
    [
      'an address that the egress guard refuses',
      { trusted: false },
      'egress guard refuses',
      'LATENTKIT_EGRESS_ALLOW=<cidr>',
    ],
  ] as const)('%s', async (_name, connectionChange, text, exact) => {
    await apply(yaml());
    await change(async (writes) => {
      const [connection] = (await writes.read()).connections;
      if (connection) await writes.saveConnection({ ...connection, ...connectionChange });
    });
    const { problems, code } = await examine();
    expect(code).toBe(1);
    expect(problems).toContainEqual(
      expect.objectContaining({
        subject: 'connection main',
        text: expect.stringContaining(text),
        fix: expect.objectContaining({ exact }),
      }),
    );
  });

  test('a disabled connection that a route names, and the route that nothing serves any more', async () => {
    await apply(yaml());
    await change(async (writes) => {
      const [connection] = (await writes.read()).connections;
      if (connection) await writes.saveConnection({ ...connection, enabled: false });
    });
    const { problems, warnings } = await examine();
    expect(warnings[0]).toMatchObject({ subject: 'connection main', fix: { exact: 'connections[].enabled: true' } });
    expect(problems).toMatchObject([
      { subject: 'route default', text: 'No attempt serves the profile "balanced", which is the default.' },
    ]);
  });

  test('a profile that no attempt serves, where requests may ask for it', async () => {
    await apply(yaml({ attempt: ', profiles: [balanced]' }));
    expect((await examine()).warnings.map(({ text }) => text)).toEqual([
      'No attempt serves the profile "fast".',
      'No attempt serves the profile "deep".',
    ]);
    await apply(yaml({ attempt: ', profiles: [balanced]', route: 'allow_profile_override: false,' }));
    expect((await examine()).warnings).toEqual([]);
  });

  test.each([
    ['byok', undefined, 'input_usd_per_mtok: …, output_usd_per_mtok: …'],
    ['byok', { ...NO_RATES, inputUsdPerMtok: 1, tiers: [] }, 'output_usd_per_mtok: …'],
    ['platform', undefined, 'input_usd_per_mtok: …, output_usd_per_mtok: …'],
  ] as const)('a %s model whose price is not known', async (access, price, lacking) => {
    await apply(yaml());
    await change(async (writes) => {
      const [connection] = (await writes.read()).connections;
      const prices = price && [{ fromMs: 0, price }];
      const models = connection?.models.map((model) => ({ ...model, prices })) ?? [];
      if (connection) await writes.saveConnection({ ...connection, access, models });
    });
    const { problems, warnings } = await examine();
    expect(access === 'platform' ? problems : warnings).toMatchObject([
      { subject: 'model main/m', fix: { exact: `connections[].models[].prices: { ${lacking} }` } },
    ]);
  });

  test('a budget near its end, and one that is used up', async () => {
    await apply(yaml({ key: ', budget: { usd: 1, window: total }' }));
    await withStore(async (store) => {
      const { keys, workspaces } = await store.readDefinitions();
      const ids = { keyId: keys[0]?.id, workspaceId: workspaces[0]?.id, routeId: 'route_x' };
      await store.appendRequests([buildRequestRecord({ id: 'req_9', ...ids, costNanoUsd: 8_500_000_000 })]);
    });
    const { problems, warnings } = await examine();
    expect(problems).toMatchObject([{ subject: 'key backend', fix: { exact: 'keys[].budget.usd' } }]);
    expect(warnings).toMatchObject([
      { subject: 'workspace acme', text: expect.stringContaining('8.5'), fix: { exact: 'workspace.budget.usd' } },
    ]);
  });

  test('a budget with a name, counted in its own time zone', async () => {
    const zoned = 'budgets: [{ name: night, tag: batch, usd: 1, window: day, time_zone: Pacific/Kiritimati }]';
    await apply(`${yaml({ key: ', tags: [batch]' })}${zoned}\n`);
    await withStore(async (store) => {
      const ids = { workspaceId: (await store.readDefinitions()).workspaces[0]?.id, tags: ['batch'] };
      const id = createIdSource({ now: Date.now, randomBytes }).next('req');
      await store.appendRequests([
        buildRequestRecord({ id, ...ids, startedAtMs: Date.now(), costNanoUsd: 2_000_000_000 }),
      ]);
    });
    const { problems } = await examine();
    expect(problems).toMatchObject([
      {
        subject: 'budget night of tag batch',
        // Midnight there is 10:00 UTC.
        text: expect.stringContaining('T10:00:00.000Z'),
        fix: { exact: 'budgets[].usd' },
      },
    ]);
  });

  test('platform access without credits, with used-up ones, and on a plan that is gone', async () => {
    const platform = (workspace: string) =>
      yaml()
        .replace('provider: openai-compatible', 'provider: openai-compatible, access: platform')
        .replace('{ name: acme,', `{ name: acme, ${workspace}`);
    await apply(platform(''));
    expect((await examine()).warnings).toMatchObject([
      {
        subject: 'workspace acme',
        text: expect.stringContaining('not limited'),
        fix: { exact: 'workspace.credits_usd' },
      },
    ]);
    await apply(platform('credits_usd: 0,'));
    expect((await examine()).problems).toMatchObject([
      { subject: 'workspace acme', fix: { exact: 'latentkit credits add --usd <amount>' } },
    ]);
    await apply(platform('credits_usd: 5,'));
    await change(async (writes) => {
      for (const workspace of (await writes.read()).workspaces) {
        await writes.saveWorkspace({ ...workspace, planName: 'gold' });
      }
    });
    const { problems, warnings } = await examine();
    expect(problems).toMatchObject([
      { subject: 'workspace acme', text: expect.stringContaining('plan gold'), fix: { exact: 'workspace.plan' } },
    ]);
    expect(warnings).toEqual([]);
  });

  test('a webhook that was switched off', async () => {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    await apply(`${yaml()}webhooks: [{ name: ops, url: "https://hooks.example/x", secret: "${secret}" }]\n`);
    await withStore(async (store) => {
      const [webhook] = (await store.readDefinitions()).webhooks;
      await store.deliveries.disable({ webhookId: webhook?.id ?? '', atMs: 0, reason: 'it answered 410: gone' });
    });
    expect((await examine()).warnings).toMatchObject([
      { subject: 'webhook ops', fix: { exact: 'latentkit webhooks enable ops' } },
    ]);
  });

  test('lines of the journal that no database took', async () => {
    await apply(yaml());
    mkdirSync(join(dataDir, 'journal'), { recursive: true });
    writeFileSync(join(dataDir, 'journal', 'rejected.txt'), 'x\n');
    expect((await examine()).warnings).toMatchObject([
      { subject: 'journal', fix: { exact: expect.stringContaining('rejected.txt') } },
    ]);
  });

  test('an egress guard that lets everything through', async () => {
    await apply(yaml());
    const { problems } = await examine([], { LATENTKIT_EGRESS_ALLOW: '0.0.0.0/0' });
    expect(problems).toMatchObject([{ subject: 'egress' }]);
  });

  test.each([
    ['a master key that others may read', () => chmodSync(join(dataDir, 'master.key'), 0o644), 'chmod 600'],
    [
      'another master key than that of the database',
      () => writeFileSync(join(dataDir, 'master.key'), `${randomBytes(32).toString('base64')}\n`),
      'not the one that this database was set up with',
    ],
    ['no installation at all', () => rmSync(join(dataDir, 'latentkit.db')), 'There is no LatentKit installation'],
  ])('%s', async (_name, spoil, text) => {
    await apply(yaml());
    spoil();
    const { problems, code } = await examine();
    expect(code).toBe(1);
    expect(problems).toMatchObject([{ subject: 'installation', text: expect.stringContaining(text) }]);
  });

  test('a setting that is wrong', async () => {
    await apply(yaml());
    const { problems } = await examine([], { LATENTKIT_ADMIN_TOKEN: 'lkadm_short' });
    expect(problems).toMatchObject([{ text: expect.stringContaining('LATENTKIT_ADMIN_TOKEN must be') }]);
  });
});

describe('with --live', () => {
  test('each connection is asked for one token, and says that it answers', async () => {
    await apply(yaml());
    const { notes, problems } = await examine(['--live']);
    expect(problems).toEqual([]);
    expect(notes).toContainEqual(
      expect.objectContaining({ subject: 'connection main', text: 'answers (asked for one token of m)' }),
    );
    expect(notes).toContainEqual(expect.objectContaining({ subject: 'clock' }));
    expect(upstream.requests.map(({ body }) => body)).toMatchObject([{ model: 'm', max_tokens: 1 }]);
  });

  test.each([
    [
      'a refused credential',
      { status: 401, body: { error: { message: 'no', code: 'invalid_api_key' } } },
      'refused the credential',
      'connections[].api_key',
    ],
    [
      'an unknown model',
      { status: 404, body: { error: { message: 'no', code: 'model_not_found' } } },
      'knows no model "m"',
      'routes[].attempts[].model',
    ],
    ['an account without credit', { status: 402, body: {} }, 'no credit', 'main'],
    [
      'a redirect',
      { status: 301, headers: { location: 'https://x.example' }, body: '' },
      'redirect',
      'connections[].base_url',
    ],
  ] as const)('%s is a problem with its fix', async (_name, behaviour, text, exact) => {
    await apply(yaml());
    upstream.script(behaviour);
    const { problems, code } = await examine(['--live']);
    expect(code).toBe(1);
    expect(problems).toMatchObject([
      { subject: 'connection main', text: expect.stringContaining(text), fix: { exact } },
    ]);
  });

  test('a model that finds one token too few has let the credential in', async () => {
    await apply(yaml());
    upstream.script({ status: 400, body: { error: { message: 'max_tokens is too small', code: 'invalid_value' } } });
    expect((await examine(['--live'])).problems).toEqual([]);
  });

  test('an unreachable provider', async () => {
    await apply(yaml());
    await upstream.down();
    expect((await examine(['--live'])).problems).toMatchObject([{ text: expect.stringContaining('Nothing listens') }]);
    await upstream.up();
  });

  test('a clock that is wrong by more than a minute', async () => {
    await apply(yaml());
    upstream.script({ headers: { date: new Date(Date.now() + 600_000).toUTCString() } });
    expect((await examine(['--live'])).warnings).toMatchObject([
      { subject: 'clock', text: expect.stringMatching(/(599|600) s behind/) },
    ]);
  });
});
