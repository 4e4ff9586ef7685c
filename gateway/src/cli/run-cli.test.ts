import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildAttemptRecord, buildRequestRecord } from '../../tests/support/build-request-record.ts';
import { createIdSource } from '../domain/ids.ts';
import type { Vault } from '../domain/vault.ts';
import { openSqliteStore, type SqliteStore } from '../store/open-sqlite-store.ts';
import { openVault } from '../store/open-vault.ts';
import type { CliContext } from './cli-context.ts';
import { runCommand } from './run-cli.ts';

const NOW = Date.parse('2026-05-01T12:00:00Z');
const SECRET = `lk_live_${'a'.repeat(30)}`;
const FILE = `version: 1
workspace: acme
connections:
  - { name: main, provider: openai, api_key: "\${OPENAI_KEY}", models: [gpt-5-mini] }
  - { name: spare, provider: openai-compatible, base_url: "http://127.0.0.1:9/v1", models: [{ id: m, capabilities: [chat, tools, vision] }] }
routes:
  - name: default
    attempts:
      - { connection: main, model: gpt-5-mini, profiles: [fast, balanced] }
      - { connection: spare, model: m }
keys: [{ name: backend, route: default, secret: ${SECRET} }]
`;

let dataDir: string;
let store: SqliteStore;
let vault: Vault;
let files: Record<string, string>;
let started: unknown;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-cli-'));
  store = await openSqliteStore({ dataDir });
  vault = openVault({ masterKey: new Uint8Array(32).fill(7) });
  files = { 'lk.yaml': FILE, 'bad.yaml': FILE.replace('provider: openai,', 'provider: opnai,') };
  started = undefined;
});

afterEach(async () => {
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function run(args: readonly string[], changes: Partial<CliContext> = {}) {
  let out = '';
  let err = '';
  const randomBytes = (count: number) => crypto.getRandomValues(new Uint8Array(count));
  const context: CliContext = {
    env: { OPENAI_KEY: 'sk-canary' },
    ids: createIdSource({ now: () => NOW, randomBytes }),
    now: () => NOW,
    randomBytes,
    write: (text) => {
      out += text;
    },
    writeError: (text) => {
      err += text;
    },
    readFile: (path) => {
      const text = files[path];
      if (text === undefined) throw new Error('no such file');
      return text;
    },
    interrupted: new AbortController().signal,
    start: async (input) => {
      started = input.flags;
    },
    inspect: async () => {
      throw new Error('not looked at');
    },
    findGateway: async () => ({ state: 'none' }),
    openInstallation: async () => ({
      store,
      vault,
      newMasterKeyFile: undefined,
      publicOrigin: 'http://localhost:4747',
      close: async () => {},
    }),
    ...changes,
  };
  const code = await runCommand({ context, args, version: '1.2.3' });
  return { code, out, err, lines: out.trimEnd().split('\n') };
}

const applied = () => run(['apply', '-f', 'lk.yaml']);
const firstColumn = (lines: readonly string[]) => lines.map((line) => line.split(/\s/)[0]);

describe('a wrong word on the command line ends with 2 and says what is close', () => {
  test.each([
    ['a command', ['modles'], 'Did you mean models?'],
    ['a command of a command', ['keys', 'crate'], 'Did you mean create?'],
    ['an option', ['logs', '--limt', '3'], 'Did you mean --limit?'],
    ['a missing option', ['apply'], "required option '-f, --file <file>'"],
    ['a missing name', ['keys', 'create'], "missing required argument 'name'"],
    ['an argument too many', ['providers', 'x'], 'too many arguments'],
    ['a limit', ['logs', '--limit', '0'], 'from 1 to 10000'],
    ['an outcome', ['logs', '--outcome', 'ok'], 'answered, failed, cut, cancelled'],
    ['a trace', ['logs', '--trace', 'abc'], '32 hex digits'],
    ['a kind', ['keys', 'create', 'x', '--kind', 'prod'], '--kind live or --kind test'],
    ['a scope', ['keys', 'create', 'x', '--scope', 'chats'], 'Did you mean "chat"?'],
    ['an address', ['keys', 'create', 'x', '--ip', '1.2'], 'neither an address nor a range'],
    ['an expiry', ['keys', 'create', 'x', '--expires', 'soon'], '30d, 12h'],
    ['an overlap', ['keys', 'rotate', 'x', '--overlap', '1y'], '24h, 30m, 7d'],
    ['a provider', ['models', '--provider', 'opnai'], 'Did you mean "openai"?'],
    ['an endpoint', ['explain', '--key', 'k', '--body', '{}', '--endpoint', '/v1/chats'], 'Did you mean /v1/chat?'],
    ['nothing to explain', ['explain'], 'latentkit explain req_'],
  ])('%s', async (_what, args, words) => {
    const { code, out, err } = await run(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(words);
    expect(err).toMatch(/^latentkit: /);
    expect(err.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  });
});

test('an error is one clear line, never a stack', async () => {
  const { code, err } = await run(['keys', 'list'], {
    openInstallation: async () => {
      throw new Error('There is no installation here.');
    },
  });
  expect({ code, err }).toEqual({ code: 1, err: 'latentkit: There is no installation here.\n' });
});

test('start hands its flags to the gateway, and help and version end well', async () => {
  expect((await run(['start', '--port', '1', '--data', 'd', '--config', 'c', '--host', 'h'])).code).toBe(0);
  expect(started).toMatchObject({ port: '1', data: 'd', config: 'c', host: 'h' });
  expect(await run(['--version'])).toMatchObject({ code: 0, out: '1.2.3\n' });
  const help = await run([]);
  expect(help.code).toBe(0);
  for (const command of ['start', 'apply', 'check', 'keys', 'routes', 'explain', 'logs', 'providers', 'models']) {
    expect(help.out).toContain(`  ${command}`);
  }
  expect((await run(['keys', 'create', '--help'])).out).toContain('--expires');
});

describe('check', () => {
  test('tells a valid file from a broken one, with the line and what to write instead', async () => {
    expect(await run(['check', '-f', 'lk.yaml'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /warning: the price of "m" is not known[\s\S]*\nlk\.yaml is valid: 2 connections, 1 route, 1 key\.\n$/,
      ),
    });
    const bad = await run(['check', '-f', 'bad.yaml']);
    expect(bad.code).toBe(1);
    expect(bad.lines.slice(0, 2)).toEqual([
      'bad.yaml:4:29: error: there is no provider "opnai" (connections[0].provider)',
      '    Did you mean "openai"?',
    ]);
    expect(bad.lines.at(-1)).toBe('1 error in bad.yaml.');
    const { code, out } = await run(['check', '-f', 'bad.yaml', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, problems: [{ line: 4, column: 29 }, { severity: 'warning' }] });
  });

  test('says so when the file cannot be read', async () => {
    expect(await run(['check', '-f', 'none.yaml'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('none.yaml cannot be read'),
    });
  });
});

describe('apply', () => {
  test('shows the difference, with --dry-run without making it, and the second time none', async () => {
    const dry = await run(['apply', '-f', 'lk.yaml', '--dry-run']);
    expect(dry.lines).toContain('+ route default: new');
    expect(dry.lines.at(-1)).toBe('5 changes, not made (dry run).');
    expect((await store.readDefinitions()).routes).toEqual([]);
    expect((await applied()).lines.at(-1)).toBe('5 changes made.');
    expect((await applied()).out).toBe('No change: everything is as the file says.\n');
    expect(dry.out).not.toMatch(/canary|aaaa/);
  });

  test('writes nothing of a broken file', async () => {
    const { code, err } = await run(['apply', '-f', 'bad.yaml']);
    expect(code).toBe(1);
    expect(err).toContain('Nothing was applied.');
    expect((await store.readDefinitions()).workspaces).toEqual([]);
  });
});

describe('keys', () => {
  beforeEach(applied);

  test('create prints the secret once and stores only its digest', async () => {
    const { out } = await run([
      'keys',
      'create',
      'mobile',
      '--expires',
      '30d',
      '--ip',
      '10.0.0.0/8',
      '--scope',
      'chat',
      'vision',
      '--json',
    ]);
    const made = JSON.parse(out);
    expect(made).toMatchObject({
      name: 'mobile',
      kind: 'live',
      route: 'default',
      expires_at: '2026-05-31T12:00:00.000Z',
    });
    expect(made.secret).toMatch(/^lk_live_[\w-]{43}$/);
    const key = (await store.readDefinitions()).keys.find(({ id }) => id === made.id);
    expect(key).toMatchObject({ owner: 'cli', scopes: ['chat', 'vision'], allowedIps: ['10.0.0.0/8'] });
    expect(key?.secrets[0]?.digest).toBe(vault.digest(made.secret));
    expect((await run(['keys', 'list', '--json'])).out).not.toContain(made.secret);
  });

  test('create makes test keys, and refuses a name that is taken', async () => {
    expect((await run(['keys', 'create', 'trial', '--kind', 'test'])).out).toMatch(/ {2}lk_test_/);
    const { code, err } = await run(['keys', 'create', 'trial']);
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('already a key named "trial"') });
  });

  test('create takes the workspace from the route, where only one has it', async () => {
    files['other.yaml'] = FILE.replace('workspace: acme', 'workspace: other')
      .replaceAll('default', 'second')
      .replace(/^keys.*/m, '');
    await run(['apply', '-f', 'other.yaml']);
    expect((await run(['keys', 'create', 'a', '--route', 'second'])).out).toContain('for route "second"');
    const { code, err } = await run(['keys', 'create', 'b']);
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringMatching(/2 workspaces: .*\n.*--workspace/) });
  });

  test('list has a line a key, and with --json an object a line', async () => {
    await run(['keys', 'create', 'mobile']);
    const { lines } = await run(['keys', 'list']);
    expect(firstColumn(lines).toSorted()).toEqual(['NAME', 'backend', 'mobile']);
    const json = (await run(['keys', 'list', '--json'])).lines.map((line) => JSON.parse(line));
    expect(json.map(({ name, state }) => [name, state]).toSorted()).toEqual([
      ['backend', 'works'],
      ['mobile', 'works'],
    ]);
  });

  test('rotate gives a new secret and lets the old one work for the overlap', async () => {
    const { secret: old } = JSON.parse((await run(['keys', 'create', 'mobile', '--json'])).out);
    const rotated = JSON.parse((await run(['keys', 'rotate', 'mobile', '--overlap', '2h', '--json'])).out);
    const key = (await store.readDefinitions()).keys.find(({ name }) => name === 'mobile');
    expect(key?.secrets.map(({ digest, rotatedOutAtMs }) => [digest, rotatedOutAtMs])).toEqual([
      [vault.digest(old), NOW + 7_200_000],
      [vault.digest(rotated.secret), undefined],
    ]);
    expect((await run(['keys', 'list'])).out).toContain('rotating');
  });

  test('rotate leaves to the file what a file keeps', async () => {
    const { code, err } = await run(['keys', 'rotate', 'backend']);
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('kept by a configuration file') });
  });

  test('revoke works by name, id and secret, and no later apply brings the key back', async () => {
    expect((await run(['keys', 'revoke', SECRET])).out).toContain('Key "backend" is revoked.');
    expect((await run(['keys', 'list'])).out).not.toContain('backend');
    expect((await run(['keys', 'list', '--all'])).out).toContain('revoked');
    expect((await applied()).out).toContain('was revoked on 2026-05-01 and stays so');
    expect((await store.readDefinitions()).keys[0]?.revokedAtMs).toBe(NOW);
  });

  test('an unknown name says what is close, an unknown secret is not repeated', async () => {
    expect((await run(['keys', 'revoke', 'backnd'])).err).toContain('Did you mean "backend"?');
    const { err } = await run(['keys', 'revoke', `lk_live_${'z'.repeat(30)}`]);
    expect(err).toContain('No key has this secret');
    expect(err).not.toContain('zzzz');
  });
});

describe('routes', () => {
  beforeEach(applied);

  test('list and show tell the published version and what each attempt can do', async () => {
    expect((await run(['routes', 'list'])).lines[1]).toMatch(/^default +acme +1 .* main\/gpt-5-mini → spare\/m$/);
    const shown = JSON.parse((await run(['routes', 'show', 'default', '--json'])).out);
    expect(shown).toMatchObject({
      version: 1,
      attempts: [
        { connection: 'main', context_window: 400_000, prices: { output_usd_per_mtok: 2 } },
        { connection: 'spare', capabilities: ['chat', 'tools', 'vision'] },
      ],
    });
    expect(shown.attempts[1].prices).toBeUndefined();
    const { out } = await run(['routes', 'show', 'default']);
    expect(out).toContain('unpriced');
    expect(out).not.toContain('canary');
  });
});

describe('explain', () => {
  beforeEach(applied);
  const body = (extra: object = {}) => JSON.stringify({ messages: [{ role: 'user', content: 'hi' }], ...extra });

  test('names the attempts in their order, and why the others are out', async () => {
    const { code, lines } = await run(['explain', '--key', 'backend', '--body', body({ response_profile: 'deep' })]);
    expect(code).toBe(0);
    expect(lines).toContain('Tried in this order:');
    expect(lines.find((line) => line.startsWith('  1. '))).toContain('spare/m');
    expect(lines.find((line) => line.startsWith('  -  '))).toContain(
      'it does not serve the profile "deep" (profile_not_served:deep)',
    );
  });

  test('reads a body from a file and takes the secret for the key', async () => {
    files['body.json'] = body();
    const { out } = await run(['explain', '--key', SECRET, '--body', '@body.json', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      key: 'backend',
      route: 'default',
      profile: 'balanced',
      needs: ['chat'],
      attempts: [
        { attempt: 1, connection: 'main', priced: true },
        { attempt: 2, connection: 'spare', priced: false },
      ],
      skipped: [],
    });
  });

  test('says why the order is what it is, as the gateway would plan it', async () => {
    files['cheap.yaml'] = FILE.replace(
      'name: default\n',
      'name: default\n    strategy: cheapest\n    sticky_by: user\n',
    );
    expect((await run(['apply', '-f', 'cheap.yaml'])).code).toBe(0);
    const { out } = await run(['explain', '--key', 'backend', '--body', body({ max_tokens: 1_000, user: 'u' })]);
    expect(out).toMatch(
      /Tried in this order \(the cheapest first: attempt 1 about \$0\.\d+, attempt 2 without a known price\):/,
    );
    expect(out).toContain('A session that was answered within the last hour begins where it was');
    const { out: json } = await run(['explain', '--key', 'backend', '--body', body(), '--json']);
    expect(JSON.parse(json).order).toMatchObject({
      strategy: 'cheapest',
      first: 'best',
      ranks: [{ attempt: 1 }, { attempt: 2 }],
    });
  });

  test('finds a problem where no attempt can serve, or the key is refused', async () => {
    const none = await run(['explain', '--key', 'backend', '--endpoint', 'embeddings', '--body', '{"input": "x"}']);
    expect(none.code).toBe(1);
    expect(none.out).toContain('No attempt can be used.');
    await run(['keys', 'revoke', 'backend']);
    const revoked = await run(['explain', '--key', 'backend', '--body', body()]);
    expect(revoked.code).toBe(1);
    expect(revoked.out).toContain('The request is refused: 401 invalid_api_key (revoked).');
  });

  test('says which field of a body is wrong', async () => {
    const { code, err } = await run(['explain', '--key', 'backend', '--body', body({ model: 'gpt-5' })]);
    expect(code).toBe(1);
    expect(err).toContain('(param "model")');
  });

  test('tells the cause of a request in the log in one sentence', async () => {
    const failure = { outcome: 'failed', usage: undefined, costNanoUsd: undefined, firstContentMs: undefined } as const;
    await store.appendRequests([
      buildRequestRecord({
        id: 'req_failed',
        outcome: 'failed',
        status: 503,
        errorCode: 'all_providers_exhausted',
        errorReason: 'all_attempts_failed',
        skipped: [
          { attempt: 3, connection: 'third', model: 'x', outcome: 'skipped', reason: 'lacks_capability:tools' },
        ],
        attempts: [
          buildAttemptRecord({ ...failure, failureClass: 'auth_upstream', status: 401, failureNote: 'bad key' }),
          buildAttemptRecord({
            ...failure,
            id: 'att_2',
            number: 2,
            position: 2,
            connection: 'spare',
            failureClass: 'timeout',
            failureDetail: 'first_content_timeout',
            status: undefined,
          }),
        ],
      }),
    ]);
    const { code, out } = await run(['explain', 'req_failed']);
    expect(code).toBe(0);
    expect(out).toContain(
      'The provider refused the credential of the connection "main" (status 401). The API key of the request is fine.',
    );
    expect(out).toContain('connections[].api_key');
    expect(out).toContain('Note: bad key');
    expect(out).toContain('timeout:first_content_timeout');
    expect(out).toContain('attempt 3, third/x: its model cannot do "tools"');
    expect(out).toContain('Would it work now? No. The key "backend" does not exist any more.');
    const json = JSON.parse((await run(['explain', 'req_failed', '--json'])).out);
    expect(json).toMatchObject({
      id: 'req_failed',
      root_cause: { code: 'credential_refused' },
      would_work_now: { answer: 'no' },
    });
    expect(json.fix[0]).toMatchObject({ place: 'config', exact: 'connections[].api_key' });
  });

  test('says so when a request is not in the log', async () => {
    expect(await run(['explain', 'req_none'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('no request req_none'),
    });
  });
});

describe('logs', () => {
  beforeEach(async () => {
    await store.appendRequests([
      buildRequestRecord({ id: 'req_a' }),
      buildRequestRecord({ id: 'req_b', costNanoUsd: undefined }),
      buildRequestRecord({
        id: 'req_c',
        outcome: 'failed',
        status: 429,
        errorCode: 'rate_limited',
        errorReason: 'key',
        usage: undefined,
        attempts: [],
      }),
    ]);
  });

  test('shows the newest first; what has no price is never shown as free', async () => {
    const { lines } = await run(['logs']);
    expect(firstColumn(lines)).toEqual(['ID', 'req_c', 'req_b', 'req_a']);
    expect(lines[1]).toContain('rate_limited:key');
    expect(lines[2]).toContain('unpriced');
    expect(lines[3]).toContain('$0.0000125');
  });

  test('with --json --limit has one object a line, its id first', async () => {
    const { lines } = await run(['logs', '--json', '--limit', '2']);
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^\{"id":"req_c",/);
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ id: 'req_b', usage: { input_tokens: 10, total_tokens: 15 } });
    expect(JSON.parse(lines[1] ?? '')).not.toHaveProperty('cost_usd');
  });

  test('tells a stored answer that was sent again from a new one', async () => {
    const replay = { id: 'req_d', replayOf: 'req_a', usage: undefined, costNanoUsd: undefined, attempts: [] };
    await store.appendRequests([buildRequestRecord(replay)]);
    expect((await run(['logs'])).lines[1]).toMatch(/^req_d .* answered \(replay\) /);
    const { lines } = await run(['logs', '--json', '--limit', '1']);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ id: 'req_d', replay_of: 'req_a', attempts: [] });
  });

  test('with --trace shows the requests of that trace, and explain names it', async () => {
    await store.appendRequests([buildRequestRecord({ id: 'req_d', traceId: 'c'.repeat(32) })]);
    expect(firstColumn((await run(['logs', '--trace', 'C'.repeat(32)])).lines)).toEqual(['ID', 'req_d']);
    expect((await run(['explain', 'req_d'])).lines).toContain(`  trace ${'c'.repeat(32)}`);
  });

  test('with --outcome shows only those', async () => {
    expect(firstColumn((await run(['logs', '--outcome', 'failed'])).lines)).toEqual(['ID', 'req_c']);
  });

  test('with --follow goes on until it is interrupted, and misses no request that began before another one ended', async () => {
    const interruption = new AbortController();
    const shown: string[] = [];
    const write = (text: string) => {
      shown.push(
        ...text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line).id),
      );
      if (shown.length === 1) void store.appendRequests([buildRequestRecord({ id: 'req_e' })]);
      if (shown.length === 2) void store.appendRequests([buildRequestRecord({ id: 'req_d' })]);
      if (shown.length === 3) interruption.abort();
    };
    await run(['logs', '--follow', '--json', '--limit', '1'], { write, interrupted: interruption.signal });
    expect(shown).toEqual(['req_c', 'req_e', 'req_d']);
  });
});

describe('the catalogue', () => {
  test('providers lists ids, credentials and addresses', async () => {
    const { lines } = await run(['providers']);
    expect(lines.find((line) => line.startsWith('openai '))).toMatch(/OpenAI +chat,embeddings,image +api_key +https:/);
    const json = (await run(['providers', '--json'])).lines.map((line) => JSON.parse(line));
    expect(json.find(({ id }) => id === 'openai')).toMatchObject({ credential: [{ name: 'api_key', secret: true }] });
  });

  test('models filters by a part of the name and by provider', async () => {
    const { lines } = await run(['models', 'gpt-5-mini', '--provider', 'openai']);
    expect(lines[1]).toMatch(/^openai +gpt-5-mini +400000 .* chat,tools/);
    const [line = ''] = (await run(['models', 'gpt-5-mini', '--provider', 'openai', '--json'])).lines;
    expect(JSON.parse(line)).toMatchObject({ id: 'gpt-5-mini', prices: { input_usd_per_mtok: 0.25 } });
  });
});
