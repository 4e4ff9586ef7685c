import { describe, expect, test } from 'vitest';
import { STUB_PROVIDERS } from '../../tests/support/stub-providers.ts';
import { EMPTY_CATALOGUE, type ModelCatalogue } from '../domain/model-catalogue.ts';
import { NO_RATES } from '../domain/price.ts';
import { formatProblem } from './config-problem.ts';
import { readConfig } from './read-config.ts';

const KEY = `lk_live_${'k'.repeat(30)}`;
const ENV = { NORTH_KEY: 'sk-north-canary', APP_KEY: KEY, HOST: 'box.internal', EMPTY: '' };

const PRICED: ModelCatalogue = {
  list: () => [],
  find: ({ provider, model }) =>
    provider === 'north' && model === 'known'
      ? {
          provider,
          id: model,
          capabilities: ['chat', 'tools'],
          contextWindow: 1_000,
          maxOutputTokens: 100,
          onlyChats: false,
          priceVaries: false,
          prices: [{ fromMs: 0, price: { ...NO_RATES, inputUsdPerMtok: 1, outputUsdPerMtok: 2, tiers: [] } }],
        }
      : undefined,
};

function read(text: string, env: Record<string, string> = ENV) {
  return readConfig({ text, path: 'lk.yaml', env, providers: STUB_PROVIDERS, catalogue: PRICED });
}

function problemsOf(text: string): string[] {
  const result = read(text);
  const problems = result.ok ? result.warnings : result.problems;
  return problems.map((problem) => formatProblem(problem).replace(/\n\s*/g, ' → '));
}

const GOOD = `version: 1
workspace: { name: acme, budget: { usd: 500, window: month } }
connections:
  - { name: main, provider: north, access: byok, api_key: "\${NORTH_KEY}", models: [known, { id: vec, capabilities: [embeddings] }] }
  - name: house
    provider: anywhere
    access: platform
    base_url: "http://\${HOST}:8080/v1/"
    models:
      - { id: m, capabilities: [chat, tools], context_window: 128000, prices: { input_usd_per_mtok: 1, output_usd_per_mtok: 4 } }
routes:
  - name: default
    attempts:
      - { connection: main, model: known, profiles: [fast, balanced], timeout_ms: 30000, first_content_timeout_ms: 10000, idle_timeout_ms: 20000 }
      - { connection: house, model: m, weight: 1 }
    budget: { usd: 0.5, window: total }
keys:
  - { name: backend, route: default, secret: "\${APP_KEY}", expires_at: 2027-01-31, allowed_ips: [10.0.0.0/8], scopes: [chat],
      budget: { usd: 10, window: day }, rate_limit: { requests_per_minute: 600, tokens_per_minute: 200000, concurrency: 50 } }
`;

describe('a good file', () => {
  test('becomes a config with defaults, amounts in nano-dollars and variables filled in', () => {
    const result = read(GOOD);
    if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
    const { config } = result;
    expect(result.warnings).toEqual([]);
    expect(config.workspace).toEqual({ name: 'acme', budget: { nanoUsd: 500_000_000_000, window: 'month' } });
    expect(config.connections[0]).toMatchObject({
      credential: { api_key: 'sk-north-canary' },
      enabled: true,
      access: 'byok',
      baseUrl: undefined,
    });
    expect(config.connections[0]?.models.map(({ id }) => id)).toEqual(['known', 'vec']);
    expect(config.connections[1]).toMatchObject({ baseUrl: 'http://box.internal:8080/v1', credential: {} });
    expect(config.routes[0]?.spec).toMatchObject({
      defaultProfile: 'balanced',
      allowProfileOverride: true,
      deadlineMs: 600_000,
      onCut: 'error',
      budget: { nanoUsd: 500_000_000, window: 'total' },
    });
    expect(config.routes[0]?.spec.attempts[1]).toMatchObject({
      profiles: ['fast', 'balanced', 'deep'],
      weight: 1,
      timeoutMs: undefined,
    });
    expect(config.keys[0]).toMatchObject({
      kind: 'live',
      secret: KEY,
      route: 'default',
      expiresAtMs: Date.parse('2027-01-31T23:59:59.999Z'),
      rateLimit: { requestsPerMinute: 600, tokensPerMinute: 200_000, concurrency: 50 },
    });
  });

  test('may use anchors, and escape "${" by a second dollar sign', () => {
    const result = read(`version: 1
connections:
  - { name: a, provider: south, api_key: x, headers: &h { x-note: "$\${NORTH_KEY}" } }
  - { name: b, provider: south, api_key: x, headers: *h }
`);
    if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
    expect(result.config.connections.map(({ headers }) => headers)).toEqual([
      { 'x-note': '${NORTH_KEY}' },
      { 'x-note': '${NORTH_KEY}' },
    ]);
  });

  test('may have a key without a route, with a warning', () => {
    const text = `version: 1\nkeys:\n  - { name: a, secret: ${KEY} }\n`;
    expect(read(text).ok).toBe(true);
    expect(problemsOf(text)[0]).toContain('lk.yaml:3:5: warning: key "a" has no route');
  });
});

/** Each broken file: the line, the words that must be there, and what to write instead. */
const head = 'version: 1\n';
const main = `${head}connections:\n  - { name: main, provider: north, api_key: x, models: [small] }\n`;
const open = `${head}connections:\n  - { name: main, provider: north, api_key: x }\n`;
const route = (attempt: string) => `${open}routes:\n  - name: r\n    attempts: [${attempt}]\n`;
const key = (fields: string) =>
  `${open}routes:\n  - { name: r, attempts: [{ connection: main, model: small }] }\nkeys:\n  - { ${fields} }\n`;

const BROKEN: readonly (readonly [string, string, readonly string[]])[] = [
  ['an empty file', '', ['lk.yaml:1:1', 'empty', 'version: 1']],
  ['a list instead of an object', '- a\n', ['lk.yaml:1:1', 'empty']],
  ['a missing version', 'workspace: a\n', ['lk.yaml:1:1', '"version" is missing', 'version: 1']],
  ['another version', 'version: 2\n', ['lk.yaml:1:10', 'must be 1', '(version)']],
  ['a tab', 'version: 1\nconnections:\n\t- a\n', ['lk.yaml:3:', 'tab', 'spaces']],
  ['an open quote', 'version: 1\nworkspace: "a\nkeys: []\n', ['quote']],
  ['an unquoted variable in braces', 'version: 1\nworkspace: { name: ${HOST} }\n', ['lk.yaml:2:', 'in quotes']],
  ['a repeated field', 'version: 1\nversion: 1\n', ['lk.yaml:2:1', 'twice', 'Keep one']],
  ['two documents', 'version: 1\n---\nversion: 1\n', ['lk.yaml:2:', 'second document']],
  ['an alias to nothing', 'version: 1\nworkspace: *x\n', ['lk.yaml:2:12', 'alias', '(workspace)']],
  [
    'a bomb of aliases',
    `a: &a [${'x,'.repeat(90)}]\nb: &b [${'*a,'.repeat(90)}]\nc: [${'*b,'.repeat(90)}]\n`,
    ['repeats too much'],
  ],
  [
    'an unknown field',
    `${head}conections: []\n`,
    ['lk.yaml:2:1', '"conections" is not a field', 'Did you mean "connections"?'],
  ],
  [
    'an unknown field far down',
    route('{ connection: main, model: m, timeout: 3 }'),
    ['lk.yaml:6:46', '"timeout" is not a field', 'timeout_ms'],
  ],
  ['an unknown field that resembles none', `${head}zzzzzz: 1\n`, ['The fields here are: version, workspace']],
  [
    'an unset variable',
    `${head}workspace: "\${NORT_KEY}"\n`,
    ['lk.yaml:2:12', 'NORT_KEY is not set', 'Did you mean ${NORTH_KEY}?'],
  ],
  ['a variable with a default', `${head}workspace: "\${A:-b}"\n`, ['lk.yaml:2:12', 'defaults are not supported']],
  [
    'a text for a number',
    `${head}routes:\n  - { name: r, deadline_ms: soon, attempts: [{ connection: m, model: m }] }\n`,
    ['lk.yaml:3:29', 'must be a number, not a text'],
  ],
  ['a number for a text', `${head}workspace: 12\n`, ['lk.yaml:2:12', 'a text or an object']],
  [
    'a fraction of a millisecond',
    `${head}routes:\n  - { name: r, deadline_ms: 1.5, attempts: [{ connection: m, model: m }] }\n`,
    ['whole number'],
  ],
  [
    'an unknown profile',
    `${head}routes:\n  - { name: r, default_profile: balance, attempts: [{ connection: m, model: m }] }\n`,
    ['lk.yaml:3:33', 'one of fast, balanced, deep', 'Did you mean "balanced"?'],
  ],
  ['a route without attempts', `${head}routes:\n  - { name: r, attempts: [] }\n`, ['lk.yaml:3:26', 'at least 1 entry']],
  ['a weight of nothing', route('{ connection: main, model: m, weight: 0 }'), ['lk.yaml:6:54', 'more than 0']],
  [
    'a deadline of more than an hour',
    `${head}routes:\n  - { name: r, deadline_ms: 3600001, attempts: [{ connection: m, model: m }] }\n`,
    ['at most 3600000'],
  ],
  [
    'a missing name',
    `${head}connections:\n  - { provider: north, api_key: x }\n`,
    ['lk.yaml:3:5', '"name" is missing', 'Add name: a text'],
  ],
  [
    'a bad name',
    `${head}connections:\n  - { name: "/a", provider: north, api_key: x }\n`,
    ['lk.yaml:3:13', 'not a name'],
  ],
  ['a model id with a space', route('{ connection: main, model: "a b" }'), ['lk.yaml:6:43', 'not a model id']],
  ['a model id that climbs', route('{ connection: main, model: "../x" }'), ['lk.yaml:6:43', 'not a model id']],
  [
    'a repeated connection',
    `${main}  - { name: Main, provider: north, api_key: x }\n`,
    ['lk.yaml:4:13', 'already a connection named "Main"'],
  ],
  [
    'an unknown provider',
    `${head}connections:\n  - { name: a, provider: nroth, api_key: x }\n`,
    ['lk.yaml:3:26', 'no provider "nroth"', 'Did you mean "north"?'],
  ],
  [
    'a provider like no other',
    `${head}connections:\n  - { name: a, provider: zzz, api_key: x }\n`,
    ['The providers are: north, south, anywhere, inside'],
  ],
  [
    'a missing address',
    `${head}connections:\n  - { name: a, provider: anywhere }\n`,
    ['lk.yaml:3:5', 'needs "base_url"', 'Add base_url'],
  ],
  [
    'an address without a scheme',
    `${head}connections:\n  - { name: a, provider: anywhere, base_url: "127.0.0.1/v1" }\n`,
    ['lk.yaml:3:46', 'not an address'],
  ],
  [
    'an address with a password',
    `${head}connections:\n  - { name: a, provider: anywhere, base_url: "http://u:canary@h/v1" }\n`,
    ['user name or a password'],
  ],
  [
    'an address with a query',
    `${head}connections:\n  - { name: a, provider: anywhere, base_url: "http://h/v1?a=canary" }\n`,
    ['"?" or "#" part'],
  ],
  [
    'a missing credential',
    `${head}connections:\n  - { name: a, provider: north }\n`,
    ['lk.yaml:3:5', 'has no credential', 'Add api_key: "${NAME}"'],
  ],
  [
    'an empty credential',
    `${head}connections:\n  - { name: a, provider: north, api_key: "\${EMPTY}" }\n`,
    ['lk.yaml:3:42', 'empty'],
  ],
  [
    'a credential with a line break',
    `${head}connections:\n  - { name: a, provider: north, api_key: "canary\\nx" }\n`,
    ['a line break', 'Copy the value again'],
  ],
  [
    'an authorization header',
    `${head}connections:\n  - { name: a, provider: north, api_key: x, headers: { Authorization: Bearer canary } }\n`,
    ['lk.yaml:3:56', 'written by the gateway itself', 'api_key'],
  ],
  [
    'a header with a line break',
    `${head}connections:\n  - { name: a, provider: north, api_key: x, headers: { x-a: "canary\\r\\nb: c" } }\n`,
    ['lk.yaml:3:61', 'cannot hold'],
  ],
  [
    'a repeated model',
    `${head}connections:\n  - { name: a, provider: north, api_key: x, models: [m, m] }\n`,
    ['lk.yaml:3:57', 'already'],
  ],
  [
    'a capability that does not exist',
    `${head}connections:\n  - { name: a, provider: north, api_key: x, models: [{ id: m, capabilities: [tool] }] }\n`,
    ['lk.yaml:3:78', 'Did you mean "tools"?'],
  ],
  [
    'a capability that the provider lacks',
    `${head}connections:\n  - { name: a, provider: south, api_key: x, models: [{ id: m, capabilities: [embeddings] }] }\n`,
    ['lk.yaml:3:78', 'cannot use "embeddings" through south'],
  ],
  [
    'half a price',
    `${head}connections:\n  - { name: a, provider: north, access: platform, api_key: x, models: [{ id: m, prices: { input_usd_per_mtok: 1 } }] }\n`,
    ['"output_usd_per_mtok" is missing'],
  ],
  [
    'an unpriced model for platform access',
    `${head}connections:\n  - { name: a, provider: north, access: platform, api_key: x, models: [known, m] }\n`,
    ['lk.yaml:3:79', 'the price of "m" is not known'],
  ],
  [
    'an unpriced attempt for platform access',
    `${head}connections:\n  - { name: a, provider: north, access: platform, api_key: x }\nroutes:\n  - { name: r, attempts: [{ connection: a, model: known }, { connection: a, model: m }] }\n`,
    ['lk.yaml:5:84', 'the price of "m" is not known'],
  ],
  [
    'an unknown connection',
    route('{ connection: mian, model: small }'),
    ['lk.yaml:6:30', 'no connection "mian"', 'Did you mean "main"?'],
  ],
  [
    'a model that is not listed',
    `${main}routes:\n  - name: r\n    attempts: [{ connection: main, model: smal }]\n`,
    ['lk.yaml:6:43', 'does not list the model "smal"', 'Did you mean "small"?'],
  ],
  [
    'a route with nothing but disabled connections',
    `${head}connections:\n  - { name: a, provider: north, api_key: x, enabled: false }\nroutes:\n  - { name: r, attempts: [{ connection: a, model: m }] }\n`,
    ['lk.yaml:5:5', 'no eligible attempt'],
  ],
  [
    'a default profile that nobody serves',
    route('{ connection: main, model: small, profiles: [fast] }'),
    ['lk.yaml:5:5', 'no eligible attempt for its default profile "balanced"'],
  ],
  [
    'a repeated route',
    `${open}routes:\n  - { name: r, attempts: [{ connection: main, model: m }] }\n  - { name: r, attempts: [{ connection: main, model: m }] }\n`,
    ['lk.yaml:6:13', 'already a route named "r"'],
  ],
  [
    'an unknown route',
    key(`name: k, route: rr, secret: ${KEY}`),
    ['lk.yaml:7:23', 'no route "rr"', 'Did you mean "r"?'],
  ],
  [
    'a short secret',
    key('name: k, route: r, secret: lk_live_canary'),
    ['lk.yaml:7:34', 'form of a key', 'lk_live_, lk_test_ or lkia_'],
  ],
  [
    'a kind against the prefix',
    key(`name: k, route: r, kind: test, secret: ${KEY}`),
    ['lk.yaml:7:32', 'begins with lk_live_', 'kind: live'],
  ],
  [
    'one secret for two keys',
    `${key(`name: k, route: r, secret: ${KEY}`)}  - { name: l, route: r, secret: ${KEY} }\n`,
    ['lk.yaml:8:34', 'same secret'],
  ],
  [
    'an address that is none',
    key(`name: k, route: r, secret: ${KEY}, allowed_ips: [10.0.0.0/40]`),
    ['neither an address nor a range'],
  ],
  [
    'a day that does not exist',
    key(`name: k, route: r, secret: ${KEY}, expires_at: 2027-02-31`),
    ['not a moment in time'],
  ],
  ['an unknown scope', key(`name: k, route: r, secret: ${KEY}, scopes: [chats]`), ['Did you mean "chat"?']],
  [
    'a budget without a window',
    key(`name: k, route: r, secret: ${KEY}, budget: { usd: 1 }`),
    ['"window" is missing', 'one of hour, day, week, month, total'],
  ],
];

describe('a broken file is refused with the line, the fault and the remedy', () => {
  test.each(BROKEN)('%s', (_name, text, words) => {
    expect(read(text).ok).toBe(false);
    const problems = problemsOf(text);
    const fitting = problems.filter((problem) => words.every((word) => problem.includes(word)));
    expect(fitting, problems.join('\n')).toHaveLength(1);
    expect(problems.join('\n')).not.toContain('canary');
  });
});

test('everything that is wrong is reported at once, in the order of the file', () => {
  const problems = problemsOf(`version: 1
workspac: x
connections:
  - { name: a, provider: nroth, api_key: "\${MISSING}" }
  - { name: b, provider: north, extra: 1 }
routes:
  - { name: r, attempts: [{ connection: b, model: m }, { connection: c, model: m, weight: -1 }] }
keys:
  - { name: k, route: q, secret: short }
`);
  expect(problems.map((line) => line.split(': ')[0])).toEqual([
    'lk.yaml:2:1',
    'lk.yaml:4:26',
    'lk.yaml:4:42',
    'lk.yaml:5:33',
    'lk.yaml:7:91',
    'lk.yaml:9:23',
    'lk.yaml:9:34',
  ]);
});

test('no message shows what a variable was filled with', () => {
  const text = GOOD.replace('provider: north', 'provider: "${NORTH_KEY}"')
    .replace('route: default', 'route: "${NORTH_KEY}"')
    .replace('model: small', 'model: "${NORTH_KEY}"')
    .replace('connection: house', 'connection: "${NORTH_KEY}"');
  const problems = problemsOf(text).join('\n');
  expect(problems).toContain('there is no provider "${NORTH_KEY}"');
  expect(problems).not.toContain('sk-north-canary');
});

test('a variable cannot add fields to the file', () => {
  const env = { ...ENV, APP_NAME: 'x"\nroutes: []\nname: y' };
  expect(read(`version: 1\nworkspace: "\${APP_NAME}"\n`, env).ok).toBe(false);
});

test('without a catalogue, an unknown price is an error only for platform access', () => {
  const text = open.concat('routes:\n  - { name: r, attempts: [{ connection: main, model: unheard-of }] }\n');
  const result = readConfig({ text, path: 'a', env: {}, providers: STUB_PROVIDERS, catalogue: EMPTY_CATALOGUE });
  expect(result.ok).toBe(true);
});
