import { describe, expect, test } from 'vitest';
import { STUB_PROVIDERS } from '../../tests/support/stub-providers.ts';
import { EMPTY_CATALOGUE } from '../domain/model-catalogue.ts';
import { formatProblem } from './config-problem.ts';
import { readConfig } from './read-config.ts';

const LIVE = `lk_live_${'a'.repeat(24)}`;
const IDE = `lkia_${'b'.repeat(24)}`;
const ALL =
  '{ requests_per_minute: 1, requests_per_day: 2, tokens_per_minute: 3, tokens_per_day: 4000000000000, concurrency: 5 }';
const READ = {
  requestsPerMinute: 1,
  requestsPerDay: 2,
  tokensPerMinute: 3,
  tokensPerDay: 4_000_000_000_000,
  concurrency: 5,
};

function read(parts: { workspace?: string; route?: string; keys?: string }) {
  const text = `version: 1
workspace: { name: acme${parts.workspace ?? ''} }
connections:
  - { name: main, provider: north, api_key: k }
routes:
  - { name: r, attempts: [{ connection: main, model: m }]${parts.route ?? ''} }
keys: [${parts.keys ?? ''}]
`;
  return readConfig({ text, path: 'lk.yaml', env: {}, providers: STUB_PROVIDERS, catalogue: EMPTY_CATALOGUE });
}

function problemsOf(parts: Parameters<typeof read>[0]): string {
  const result = read(parts);
  return result.ok ? '' : result.problems.map(formatProblem).join('\n');
}

test('every limit is read where it may stand: on a key, a route, the workspace, its addresses and its IDE tokens', () => {
  const result = read({
    workspace: `, rate_limit: ${ALL}, ip_rate_limit: ${ALL}, ide_rate_limit: ${ALL}`,
    route: `, rate_limit: ${ALL}`,
    keys: `{ name: k, route: r, secret: ${LIVE}, rate_limit: ${ALL} }`,
  });
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
  const { workspace, routes, keys } = result.config;
  expect(workspace).toMatchObject({ rateLimit: READ, ipRateLimit: READ, ideRateLimit: READ });
  expect(routes[0]?.spec.rateLimit).toEqual(READ);
  expect(keys[0]?.rateLimit).toEqual(READ);
});

test('what is not said is no limit', () => {
  const result = read({ route: ', rate_limit: { concurrency: 3 }' });
  if (!result.ok) throw new Error('refused');
  expect(result.config.workspace).toMatchObject({ rateLimit: undefined, ipRateLimit: undefined });
  expect(result.config.routes[0]?.spec.rateLimit).toMatchObject({ requestsPerDay: undefined, concurrency: 3 });
});

test('a limit of zero, of a half and one that does not exist are refused', () => {
  expect(problemsOf({ route: ', rate_limit: { requests_per_day: 0 }' })).toContain('requests_per_day');
  expect(problemsOf({ workspace: ', ip_rate_limit: { tokens_per_minute: 1.5 }' })).toContain('tokens_per_minute');
  expect(problemsOf({ workspace: ', rate_limit: { requests_per_hour: 5 }' })).toContain('requests_per_hour');
});

describe('an IDE token', () => {
  test('is a key whose secret begins with lkia_', () => {
    const result = read({ keys: `{ name: k, route: r, secret: ${IDE}, expires_at: 2027-01-31 }` });
    if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
    expect(result.config.keys[0]).toMatchObject({ kind: 'ide', expiresAtMs: Date.parse('2027-01-31T23:59:59.999Z') });
  });

  test('must expire', () => {
    const problems = problemsOf({ keys: `{ name: laptop, route: r, secret: ${IDE} }` });
    expect(problems).toContain('the IDE token "laptop" has no expires_at');
    expect(problemsOf({ keys: `{ name: k, route: r, secret: ${LIVE} }` })).toBe('');
  });

  test('cannot be called another kind', () => {
    const problems = problemsOf({ keys: `{ name: k, route: r, kind: live, secret: ${IDE}, expires_at: 2027-01-31 }` });
    expect(problems).toContain('begins with lkia_');
    expect(problems).toContain('kind: ide');
  });
});
