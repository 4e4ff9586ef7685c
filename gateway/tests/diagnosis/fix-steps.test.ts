import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configFileSchema } from '@latentkit/contract/config-schema';
import { ERROR_CATALOGUE, type ErrorEntry } from '@latentkit/contract/error-catalogue';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { CliContext } from '../../src/cli/cli-context.ts';
import { runCommand } from '../../src/cli/run-cli.ts';
import type { Facts, FixStep } from '../../src/diagnosis/cause.ts';
import { CAUSES } from '../../src/diagnosis/causes/all-causes.ts';
import { limitWords } from '../../src/diagnosis/limit-words.ts';
import { writeCause } from '../../src/diagnosis/write-cause.ts';
import { createIdSource } from '../../src/domain/ids.ts';
import { LIMIT_SCOPES, limitPolicies } from '../../src/domain/limits.ts';
import { REPOSITORY } from '../architecture/source-file.ts';

const SOURCES = globSync(['gateway/src/**/*.ts', 'contract/src/**/*.ts'], { cwd: REPOSITORY })
  .filter((path) => !path.endsWith('.test.ts'))
  .map((path) => ({ path, text: readFileSync(join(REPOSITORY, path), 'utf8') }));
const SETTINGS = readFileSync(join(REPOSITORY, 'gateway/src/main/read-settings.ts'), 'utf8');
const CATALOGUE: Readonly<Record<string, ErrorEntry>> = ERROR_CATALOGUE;

/** As awkward as names may be: what a shell takes apart must come out whole. */
const FACTS: Facts = {
  request: 'req_01kanw9z3g8v2m4q7t1x5c0e6r',
  first_request: 'req_01kanw9z3g8v2m4q7t1x5c0e6r',
  key: 'my first key',
  workspace: 'my house',
  route: 'default route 2',
  connection: 'main one',
  provider: 'openai-compatible',
  model: "org/model:$1'x",
  host: 'api.example.com',
  status: '401',
  capability: 'tools',
  profile: 'deep',
  wanted_profile: 'fast',
  param: 'messages',
  reason: 'wrong_type',
  error: 'rate_limited:key',
  seconds: '9',
  origin: 'https://app.example',
  address: '/v1/chat',
  method: 'PUT',
  allowed_method: 'POST',
  detail: 'reasoning_details',
  tokens: '9000',
  window: '1000',
  deadline: '200',
  scope: 'The key "my first key"',
  span: 'minute',
  limit_field: 'keys[].rate_limit.requests_per_minute',
  member: 'ada',
  tag: 'team a',
  allowance: 'chat',
};

const STEPS: readonly (FixStep & { readonly code: string })[] = Object.keys(CAUSES).flatMap((code) =>
  isCauseCode(code) ? writeCause({ code, facts: FACTS }).fix.map((step) => ({ ...step, code })) : [],
);
const DOCTOR = SOURCES.filter(({ path }) => path.startsWith('gateway/src/cli/doctor/')).flatMap(({ path, text }) =>
  [...text.matchAll(/exact: (?:'([^'\n]+)'|`([^`\n]+)`)/g)].map(([, plain, template]) => ({
    code: path,
    exact: (plain ?? template ?? '').replaceAll(/\$\{[^}]*\}/g, 'x'),
  })),
);

function isCauseCode(code: string): code is keyof typeof CAUSES {
  return code in CAUSES;
}

/** Runs a command up to where it would open a data folder. Gives what it said, or nothing where it got that far. */
async function problemOf(words: readonly string[]): Promise<string | undefined> {
  const reached = new Error('the command line was understood');
  let said = '';
  const stop = () => Promise.reject(reached);
  const write = (text: string) => {
    said += text;
  };
  const randomBytes = (count: number) => new Uint8Array(count);
  const context: CliContext = {
    env: {},
    ids: createIdSource({ now: Date.now, randomBytes }),
    now: Date.now,
    randomBytes,
    write: () => {},
    writeError: write,
    readFile: () => {
      throw reached;
    },
    interrupted: AbortSignal.abort(),
    start: stop,
    openInstallation: stop,
    inspect: stop,
    findGateway: stop,
  };
  const code = await runCommand({ context, args: words, version: '0' });
  // `apply` says itself that it cannot read the file, the doctor that it cannot look.
  return code === 0 || (code === 1 && /understood|cannot be read/.test(said)) || (code === 1 && words[0] === 'doctor')
    ? undefined
    : `${code}: ${said}`;
}

/** As a shell takes it apart, quotes and all. */
function shellWords(command: string): string[] {
  return execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' })
    .trimEnd()
    .split('\n');
}

describe('every command that a diagnosis or the doctor names works when it is copied', () => {
  const commands = [...STEPS, ...DOCTOR].filter(({ exact }) => exact.startsWith('latentkit '));

  test('there are some', () => {
    expect(commands.length).toBeGreaterThan(20);
  });

  test.each(commands.map(({ code, exact }) => [code, exact]))('%s: %s', async (_code, exact) => {
    const [program, ...words] = shellWords(exact);
    expect(program).toBe('latentkit');
    expect(await problemOf(words)).toBeUndefined();
  });

  test('what it does not know it leaves out, and asks for nothing that a shell takes for something else', () => {
    const unknown = Object.keys(CAUSES).flatMap((code) =>
      isCauseCode(code) ? writeCause({ code, facts: {} }).fix.filter(({ place }) => place === 'command') : [],
    );
    const asking = unknown.map(({ exact }) => exact).filter((exact) => exact.includes('<'));
    // Facts that every record of these causes has.
    expect([...new Set(asking)].toSorted()).toEqual([
      'getent hosts <host>',
      'latentkit explain <first_request>',
      'latentkit explain <request>',
      'latentkit keys create new-key --scope <capability>',
      'latentkit keys rotate <key> --overlap 24h',
      'latentkit models --provider <provider>',
      'latentkit routes show <route>',
    ]);
  });

  test('a step that is no command of ours is a tool of the system', () => {
    const others = STEPS.filter(({ place, exact }) => place === 'command' && !exact.startsWith('latentkit '));
    expect(others.map(({ exact }) => exact)).toEqual(['getent hosts api.example.com']);
  });
});

test('every command that an error, a hint or a message of the product names exists, with its options', async () => {
  const named = SOURCES.flatMap(({ path, text }) =>
    [...text.matchAll(/["“`]latentkit ((?:[a-z]+|--?[a-z]+)(?:[^"”`\n]*))["”`]/g)].map(([, words = '']) => ({
      path,
      words,
    })),
  );
  expect(named.length).toBeGreaterThan(10);
  for (const { path, words } of named) {
    const filled = words
      .replaceAll(/\$\{[^}]*\}/g, 'x')
      .replaceAll('<file>', 'f.yaml')
      .replaceAll(/<[^>]*>/g, 'x');
    const plain = filled
      .replace(/^([a-z]+) …$/, '$1')
      .replaceAll('…', 'x')
      .split(/\s+/);
    const problem = await problemOf(plain);
    // A command may be named without its arguments, and with words in their places: only what it does not know is wrong.
    expect(problem ?? '', `${path}: latentkit ${words}`).not.toMatch(
      /unknown command|unknown option|too many arguments/,
    );
  }
});

/** The schema at `keys[].budget.usd`; undefined where the file has no such field. */
function schemaAt(path: string): unknown {
  let found: unknown = configFileSchema;
  for (const part of path.split('.')) {
    const [, name = '', list] = /^([a-z_0-9]+)(\[\])?$/.exec(part) ?? [];
    found = objectsIn(found).flatMap((object) => object.shape[name] ?? [])[0];
    if (list !== undefined) found = listsIn(found)[0]?.element;
  }
  return found;
}

function variantsOf(schema: unknown): readonly unknown[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) {
    return variantsOf(schema.unwrap());
  }
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(variantsOf);
  return [schema];
}

function objectsIn(schema: unknown) {
  return variantsOf(schema).filter((variant) => variant instanceof z.ZodObject);
}

function listsIn(schema: unknown) {
  return variantsOf(schema).filter((variant) => variant instanceof z.ZodArray);
}

describe('every field of the configuration file that is named is one of it', () => {
  const START = /^(?:workspace|plans|budgets|connections|routes|keys|webhooks)(?:\[\]|\.)/;
  const fields = [...STEPS, ...DOCTOR].filter(({ exact }) => START.test(exact));

  test.each(fields.map(({ code, exact }) => [code, exact]))('%s: %s', (_code, exact) => {
    const [path = ''] = exact.split(/[:, ]/);
    const schema = schemaAt(path);
    expect(schema, path).toBeDefined();
    for (const [, inner = ''] of exact.slice(path.length).matchAll(/[{,] *([a-z_]+):/g)) {
      expect(
        objectsIn(schema).some((object) => inner in object.shape),
        `${path}: ${inner}`,
      ).toBe(true);
    }
  });

  test('a step in the file names a field, and nothing else does', () => {
    const odd = STEPS.filter(({ place, exact }) => place === 'config' && !START.test(exact));
    expect(odd).toEqual([]);
  });

  test('a limit leads to the field that sets it, whosever it is', () => {
    const rateLimit = {
      requestsPerMinute: 1,
      requestsPerDay: 1,
      tokensPerMinute: 1,
      tokensPerDay: 1,
      concurrency: 1,
    };
    for (const scope of LIMIT_SCOPES) {
      for (const policy of limitPolicies({ scope, scopeName: 'x', rateLimit })) {
        const { limit_field: field } = limitWords({ ...policy, name: 'x' });
        expect(schemaAt(field), field).toBeDefined();
      }
    }
  });

  test('the check notices a field that does not exist', () => {
    expect(schemaAt('keys[].budget.usd')).toBeDefined();
    expect(schemaAt('workspace.budget.window')).toBeDefined();
    expect(schemaAt('connections[].models[].context_window')).toBeDefined();
    for (const wrong of ['keys[].budget.eur', 'keys.budget', 'connections[].model', 'routes[].attempts.model']) {
      expect(schemaAt(wrong), wrong).toBeUndefined();
    }
  });
});

test('every variable that is named is one that the gateway or Node reads', () => {
  const variables = [...STEPS, ...DOCTOR].flatMap(({ exact }) => /^([A-Z][A-Z_]+)(?:=|$)/.exec(exact)?.[1] ?? []);
  expect(variables.length).toBeGreaterThan(8);
  // What applications call the key in their own environment; what Node reads by itself.
  const others = new Set(['LATENTKIT_API_KEY', 'NODE_EXTRA_CA_CERTS']);
  expect(variables.filter((name) => !others.has(name) && !SETTINGS.includes(`env.${name}`))).toEqual([]);
});

test('every page of the documentation that is named exists', () => {
  const named = STEPS.flatMap(({ text, exact }) => `${text} ${exact}`.match(/\bdocs\/[\w/.-]*\w/g) ?? []);
  expect(named.length).toBeGreaterThan(1);
  expect(named.filter((path) => !existsSync(join(REPOSITORY, path)))).toEqual([]);
});

test('the error beside a cause is one of the catalogue, with its status and a reason of it', () => {
  for (const [code, { error }] of Object.entries(CAUSES)) {
    const [, status, name = '', reasons = ''] = /^(\d{3}) ([a-z_]+)(?: \(([^)]*)\))?/.exec(error) ?? [];
    if (status === undefined) continue;
    const entry = CATALOGUE[name];
    expect(entry?.status, code).toBe(Number(status));
    const unknown = reasons
      .split(/, | or /)
      .filter((reason) => /^[a-z_]+$/.test(reason) && !entry?.reasons.includes(reason));
    expect(unknown, code).toEqual([]);
  }
});

test('every cause helps with something', () => {
  const helpless = Object.entries(CAUSES).filter(([, { fix }]) => fix.length === 0);
  expect(helpless.map(([code]) => code)).toEqual([]);
});
