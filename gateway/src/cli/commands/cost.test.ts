import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createIdSource } from '../../domain/ids.ts';
import { openSqliteStore } from '../../store/open-sqlite-store.ts';
import { openVault } from '../../store/open-vault.ts';
import type { CliContext } from '../cli-context.ts';
import { runCommand } from '../run-cli.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const FILE = `version: 1
connections:
  - name: house
    provider: openai-compatible
    access: platform
    base_url: "http://127.0.0.1:9/v1"
    margin_percent: 25
    models:
      - id: m
        capabilities: [chat]
        prices:
          - { input_usd_per_mtok: 1, output_usd_per_mtok: 4, usd_per_request: 0.001 }
          - { from: 2027-01-01, input_usd_per_mtok: 2, output_usd_per_mtok: 8 }
`;

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'latentkit-cost-'));
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

async function run(...args: readonly string[]) {
  let out = '';
  const write = (text: string) => {
    out += text;
  };
  const nowhere = async () => {
    throw new Error('not needed here');
  };
  const context: CliContext = {
    env: {},
    ids: createIdSource({ now: () => NOW, randomBytes }),
    now: () => NOW,
    randomBytes,
    write,
    writeError: write,
    readFile: () => FILE,
    interrupted: new AbortController().signal,
    start: nowhere,
    inspect: nowhere,
    findGateway: async () => ({ state: 'none' }),
    openInstallation: async () => {
      const store = await openSqliteStore({ dataDir });
      const vault = openVault({ masterKey: new Uint8Array(32).fill(7) });
      return {
        store,
        vault,
        newMasterKeyFile: undefined,
        publicOrigin: 'http://localhost:4747',
        close: () => store.close(),
      };
    },
  };
  const code = await runCommand({ context, args, version: '1.2.3' });
  return { code, out };
}

const USAGE = '{"input_tokens": 1000, "cached_input_tokens": 200, "output_tokens": 50, "reasoning_tokens": 30}';

test('shows the lines of an invoice by the catalogue, which add up to the total', async () => {
  const { code, out } = await run('cost', '--model', 'gpt-5-mini', '--provider', 'openai', '--usage', USAGE);
  expect(code).toBe(0);
  expect(out.split('\n').slice(2)).toEqual([
    '                    AMOUNT   $ EACH            $',
    'input                  800   0.25/M  0.000200000',
    'input from a cache     200  0.025/M  0.000005000',
    'output                  20      2/M  0.000040000',
    'reasoning               30      2/M  0.000060000',
    'total                                0.000305000',
    '',
  ]);
});

test('counts with the prices and the margin of a connection, at the moment that is asked for', async () => {
  await run('apply', '-f', 'latentkit.yaml');
  const args = ['cost', '--model', 'm', '--connection', 'house', '--usage', USAGE, '--json'];
  const now = JSON.parse((await run(...args)).out);
  // (800 × 1 + 200 × 1 + 50 × 4) millionths of a dollar and a thousandth: 0.0022, and a quarter more.
  expect(now).toMatchObject({ prices_from: 'operator', provider_usd: '0.002200000', usd: '0.002750000' });
  expect(now.lines).toContainEqual({
    bucket: 'cached_input',
    amount: 200,
    usd_each: '1',
    per: 'million_tokens',
    usd: '0.000200000',
  });
  expect(now.lines.at(-1)).toEqual({ bucket: 'margin', amount: 25, usd: '0.000550000' });
  const later = JSON.parse((await run(...args, '--at', '2027-01-01')).out);
  expect(later).toMatchObject({ valid_from: '2027-01-01T00:00:00.000Z', usd: '0.003000000' });
});

test.each([
  ['usage that is no JSON', ['--model', 'gpt-5-mini', '--usage', '{input: 1}'], 2, '--usage is not JSON'],
  ['an unknown field', ['--model', 'gpt-5-mini', '--usage', '{"inputs": 1}'], 2, 'Fields: input_tokens,'],
  ['half a token', ['--model', 'gpt-5-mini', '--usage', '{"input_tokens": 0.5}'], 2, '"input_tokens" is not a count'],
  [
    'parts that are more than the whole',
    ['--model', 'x', '--usage', '{"reasoning_tokens": 1}'],
    2,
    'parts of the output',
  ],
  ['a model of several providers', ['--model', 'gpt-5-mini', '--usage', '{}'], 2, 'Several providers have'],
  [
    'an unknown provider',
    ['--model', 'x', '--provider', 'nobody', '--usage', '{}'],
    2,
    'There is no provider "nobody"',
  ],
  ['an unknown model', ['--model', 'nothing', '--usage', '{}'], 1, 'The price of "nothing" is not known'],
  ['no moment', ['--model', 'x', '--usage', '{}', '--at', 'soon'], 2, 'not a moment in time'],
  [
    'what has no price',
    ['--model', 'text-embedding-3-small', '--provider', 'openai', '--usage', '{"output_tokens": 1}'],
    1,
    'has no price for output',
  ],
] as const)('refuses %s, and says what to do', async (_what, args, code, words) => {
  const answer = await run('cost', ...args);
  expect(answer.out).toContain(words);
  expect(answer.code).toBe(code);
});
