import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createIdSource } from '../../src/domain/ids.ts';
import { NO_RATES } from '../../src/domain/price.ts';
import { buildRequestRecord } from '../support/build-request-record.ts';
import { createDoctorHome, type DoctorHome } from './doctor-home.ts';

let home: DoctorHome;
beforeEach(async () => {
  home = await createDoctorHome();
});
afterEach(() => home[Symbol.asyncDispose]());

test('an installation that is well gets notes only, exit code 0, and the table of what its routes can serve', async () => {
  await home.apply();
  const { code, ok, problems, notes, matrix } = await home.examine();
  expect({ code, ok, problems }).toEqual({ code: 0, ok: true, problems: [] });
  expect(notes.map(({ subject }) => subject)).toEqual(
    expect.arrayContaining(['node', 'disk', 'journal', 'master key', 'database', 'egress', 'gateway', 'clock']),
  );
  expect(matrix[0]).toMatchObject({
    route: 'default',
    rows: [{ profile: 'fast', eligible: { chat: 1, tools: 1, vision: 0 } }, {}, {}],
  });
  const { out } = await home.run(['doctor']);
  expect(out).toContain('balanced (default)     1      1     -');
  expect(out).toContain('0 problems');
  expect(home.upstream.requests).toEqual([]);
});

describe('without asking anybody it finds', () => {
  test.each([
    ['a key without a route', { routeId: undefined }, 'points to no route', 'keys[].route', 'problem'],
    [
      'an expired key',
      { expiresAtMs: 1 },
      'has expired',
      'latentkit keys create new-key --route default --expires 90d',
      'warning',
    ],
    ['a key that expires soon', { expiresAtMs: Date.now() + 86_400_000 }, 'expires on', 'keys[].expires_at', 'warning'],
  ] as const)('%s', async (_name, keyChange, text, exact, level) => {
    await home.apply();
    await home.change(async (writes) => {
      const [key] = (await writes.read()).keys;
      if (key) await writes.saveKey({ ...key, ...keyChange });
    });
    const { problems, warnings, code } = await home.examine();
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
    await home.apply();
    await home.change(async (writes) => {
      const [connection] = (await writes.read()).connections;
      if (connection) await writes.saveConnection({ ...connection, ...connectionChange });
    });
    const { problems, code } = await home.examine();
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
    await home.apply();
    await home.change(async (writes) => {
      const [connection] = (await writes.read()).connections;
      if (connection) await writes.saveConnection({ ...connection, enabled: false });
    });
    const { problems, warnings } = await home.examine();
    expect(warnings[0]).toMatchObject({ subject: 'connection main', fix: { exact: 'connections[].enabled: true' } });
    expect(problems).toMatchObject([
      { subject: 'route default', text: 'No attempt serves the profile "balanced", which is the default.' },
    ]);
  });

  test('a profile that no attempt serves, where requests may ask for it', async () => {
    await home.apply({ attempt: ', profiles: [balanced]' });
    expect((await home.examine()).warnings.map(({ text }) => text)).toEqual([
      'No attempt serves the profile "fast".',
      'No attempt serves the profile "deep".',
    ]);
    await home.apply({ attempt: ', profiles: [balanced]', route: 'allow_profile_override: false,' });
    expect((await home.examine()).warnings).toEqual([]);
  });

  test.each([
    ['byok', undefined, 'input_usd_per_mtok: …, output_usd_per_mtok: …'],
    ['byok', { ...NO_RATES, inputUsdPerMtok: 1, tiers: [] }, 'output_usd_per_mtok: …'],
    ['platform', undefined, 'input_usd_per_mtok: …, output_usd_per_mtok: …'],
  ] as const)('a %s model whose price is not known', async (access, price, lacking) => {
    await home.apply();
    await home.change(async (writes) => {
      const [connection] = (await writes.read()).connections;
      const prices = price && [{ fromMs: 0, price }];
      const models = connection?.models.map((model) => ({ ...model, prices })) ?? [];
      if (connection) await writes.saveConnection({ ...connection, access, models });
    });
    const { problems, warnings } = await home.examine();
    expect(access === 'platform' ? problems : warnings).toMatchObject([
      { subject: 'model main/m', fix: { exact: `connections[].models[].prices: { ${lacking} }` } },
    ]);
  });

  test('a budget near its end, and one that is used up', async () => {
    await home.apply({ key: ', budget: { usd: 1, window: total }' });
    await home.withStore(async (store) => {
      const { keys, workspaces } = await store.readDefinitions();
      const ids = { keyId: keys[0]?.id, workspaceId: workspaces[0]?.id, routeId: 'route_x' };
      await store.appendRequests([buildRequestRecord({ id: 'req_9', ...ids, costNanoUsd: 8_500_000_000 })]);
    });
    const { problems, warnings } = await home.examine();
    expect(problems).toMatchObject([{ subject: 'key backend', fix: { exact: 'keys[].budget.usd' } }]);
    expect(warnings).toMatchObject([
      { subject: 'workspace acme', text: expect.stringContaining('8.5'), fix: { exact: 'workspace.budget.usd' } },
    ]);
  });

  test('a budget with a name, counted in its own time zone', async () => {
    const zoned = 'budgets: [{ name: night, tag: batch, usd: 1, window: day, time_zone: Pacific/Kiritimati }]';
    await home.apply({ key: ', tags: [batch]', top: zoned });
    await home.withStore(async (store) => {
      const ids = { workspaceId: (await store.readDefinitions()).workspaces[0]?.id, tags: ['batch'] };
      const id = createIdSource({ now: Date.now, randomBytes }).next('req');
      await store.appendRequests([
        buildRequestRecord({ id, ...ids, startedAtMs: Date.now(), costNanoUsd: 2_000_000_000 }),
      ]);
    });
    const { problems } = await home.examine();
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
    const platform = (workspace: string) => home.apply({ access: 'platform', workspace });
    await platform('');
    expect((await home.examine()).warnings).toMatchObject([
      {
        subject: 'workspace acme',
        text: expect.stringContaining('not limited'),
        fix: { exact: 'workspace.credits_usd' },
      },
    ]);
    await platform('credits_usd: 0,');
    expect((await home.examine()).problems).toMatchObject([
      { subject: 'workspace acme', fix: { exact: 'latentkit credits add --usd 10' } },
    ]);
    await platform('credits_usd: 5,');
    await home.change(async (writes) => {
      for (const workspace of (await writes.read()).workspaces) {
        await writes.saveWorkspace({ ...workspace, planName: 'gold' });
      }
    });
    const { problems, warnings } = await home.examine();
    expect(problems).toMatchObject([
      { subject: 'workspace acme', text: expect.stringContaining('plan gold'), fix: { exact: 'workspace.plan' } },
    ]);
    expect(warnings).toEqual([]);
  });

  test('a webhook that was switched off', async () => {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    await home.apply({ top: `webhooks: [{ name: ops, url: "https://hooks.example/x", secret: "${secret}" }]` });
    await home.withStore(async (store) => {
      const [webhook] = (await store.readDefinitions()).webhooks;
      await store.write({
        actor: { kind: 'setup' },
        work: (writes) =>
          writes.disableWebhook({ webhookId: webhook?.id ?? '', atMs: 0, reason: 'it answered 410: gone' }),
      });
    });
    expect((await home.examine()).warnings).toMatchObject([
      { subject: 'webhook ops', fix: { exact: 'latentkit webhooks enable ops' } },
    ]);
  });

  test('lines of the journal that no database took', async () => {
    await home.apply();
    mkdirSync(join(home.dataDir, 'journal'), { recursive: true });
    writeFileSync(join(home.dataDir, 'journal', 'rejected.txt'), 'x\n');
    expect((await home.examine()).warnings).toMatchObject([
      { subject: 'journal', fix: { exact: expect.stringContaining('rejected.txt') } },
    ]);
  });

  test('an egress guard that lets everything through', async () => {
    await home.apply();
    const { problems } = await home.examine({ env: { LATENTKIT_EGRESS_ALLOW: '0.0.0.0/0' } });
    expect(problems).toMatchObject([{ subject: 'egress' }]);
  });

  test.each([
    ['a master key that others may read', () => chmodSync(join(home.dataDir, 'master.key'), 0o644), 'chmod 600'],
    [
      'another master key than that of the database',
      () => writeFileSync(join(home.dataDir, 'master.key'), `${randomBytes(32).toString('base64')}\n`),
      'not the one that this database was set up with',
    ],
    ['no installation at all', () => rmSync(join(home.dataDir, 'latentkit.db')), 'There is no LatentKit installation'],
  ])('%s', async (_name, spoil, text) => {
    await home.apply();
    spoil();
    const { problems, code } = await home.examine();
    expect(code).toBe(1);
    expect(problems).toMatchObject([{ subject: 'installation', text: expect.stringContaining(text) }]);
  });

  test('a setting that is wrong', async () => {
    await home.apply();
    const { problems } = await home.examine({ env: { LATENTKIT_ADMIN_TOKEN: 'lkadm_short' } });
    expect(problems).toMatchObject([{ text: expect.stringContaining('LATENTKIT_ADMIN_TOKEN must be') }]);
  });
});

describe('with --live', () => {
  test('each connection is asked for one token, and says that it answers', async () => {
    await home.apply();
    const { notes, problems } = await home.examine({ args: ['--live'] });
    expect(problems).toEqual([]);
    expect(notes).toContainEqual(
      expect.objectContaining({ subject: 'connection main', text: 'answers (asked for one token of m)' }),
    );
    expect(notes).toContainEqual(expect.objectContaining({ subject: 'clock' }));
    expect(home.upstream.requests.map(({ body }) => body)).toMatchObject([{ model: 'm', max_tokens: 1 }]);
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
    await home.apply();
    home.upstream.script(behaviour);
    const { problems, code } = await home.examine({ args: ['--live'] });
    expect(code).toBe(1);
    expect(problems).toMatchObject([
      { subject: 'connection main', text: expect.stringContaining(text), fix: { exact } },
    ]);
  });

  test('a model that finds one token too few has let the credential in', async () => {
    await home.apply();
    home.upstream.script({
      status: 400,
      body: { error: { message: 'max_tokens is too small', code: 'invalid_value' } },
    });
    expect((await home.examine({ args: ['--live'] })).problems).toEqual([]);
  });

  test('an unreachable provider', async () => {
    await home.apply();
    await home.upstream.down();
    expect((await home.examine({ args: ['--live'] })).problems).toMatchObject([
      { text: expect.stringContaining('Nothing listens') },
    ]);
    await home.upstream.up();
  });

  test('a clock that is wrong by more than a minute', async () => {
    await home.apply();
    home.upstream.script({ headers: { date: new Date(Date.now() + 600_000).toUTCString() } });
    expect((await home.examine({ args: ['--live'] })).warnings).toMatchObject([
      { subject: 'clock', text: expect.stringMatching(/(599|600) s behind/) },
    ]);
  });
});
