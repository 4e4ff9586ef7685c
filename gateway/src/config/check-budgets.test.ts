import { describe, expect, test } from 'vitest';
import { STUB_PROVIDERS } from '../../tests/support/stub-providers.ts';
import { EMPTY_CATALOGUE } from '../domain/model-catalogue.ts';
import { formatProblem } from './config-problem.ts';
import { readConfig } from './read-config.ts';

const env = { NORTH_KEY: 'sk-1', APP_KEY: `lk_live_${'k'.repeat(30)}` };

function read(budgets: string, workspace = 'acme') {
  const text = `version: 1
workspace: ${workspace}
connections: [{ name: main, provider: north, api_key: "\${NORTH_KEY}" }]
routes: [{ name: default, attempts: [{ connection: main, model: m }] }]
keys: [{ name: backend, route: default, secret: "\${APP_KEY}", member: ada@example.com, tags: [team:search, batch] }]
budgets:${budgets}
`;
  return readConfig({ text, path: 'lk.yaml', env, providers: STUB_PROVIDERS, catalogue: EMPTY_CATALOGUE });
}

function problemsOf(budgets: string, workspace?: string): string[] {
  const result = read(budgets, workspace);
  return (result.ok ? result.warnings : result.problems)
    .filter(({ message }) => !message.includes('price'))
    .map((problem) =>
      formatProblem(problem)
        .replace(/^lk\.yaml:\d+:\d+: /, '')
        .replace(/\n\s*/g, ' → '),
    );
}

describe('budgets with names', () => {
  test('count a workspace, a route, a key, a member or a tag', () => {
    const result = read(`
  - { name: all, workspace: true, usd: 100, window: month, time_zone: Europe/Berlin, alert_at: [90, 50, 90] }
  - { name: r, route: default, usd: 1, window: day }
  - { name: k, key: backend, usd: 1, window: hour, alert_at: [] }
  - { name: m, member: ada@example.com, usd: 1, window: week }
  - { name: t, tag: team:search, usd: 0.000000001, window: total }`);
    if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
    expect(result.config.budgets).toEqual([
      {
        name: 'all',
        target: { scope: 'workspace' },
        budget: {
          nanoUsd: 100_000_000_000,
          window: 'month',
          timeZone: 'Europe/Berlin',
          alertAtPercent: [50, 90],
        },
      },
      { name: 'r', target: { scope: 'route', route: 'default' }, budget: { nanoUsd: 1_000_000_000, window: 'day' } },
      {
        name: 'k',
        target: { scope: 'key', key: 'backend' },
        budget: { nanoUsd: 1_000_000_000, window: 'hour', alertAtPercent: [] },
      },
      {
        name: 'm',
        target: { scope: 'member', member: 'ada@example.com' },
        budget: { nanoUsd: 1_000_000_000, window: 'week' },
      },
      { name: 't', target: { scope: 'tag', tag: 'team:search' }, budget: { nanoUsd: 1, window: 'total' } },
    ]);
    expect(result.config.keys[0]).toMatchObject({ member: 'ada@example.com', tags: ['team:search', 'batch'] });
  });

  test.each([
    ['none of the five', '[{ name: x, usd: 1, window: day }]', 'does not say whose spending it counts'],
    [
      'two of the five',
      '[{ name: x, workspace: true, tag: batch, usd: 1, window: day }]',
      'counts workspace and tag at once',
    ],
    ['less than the least that is counted', '[{ name: x, workspace: true, usd: 1e-12, window: day }]', '0.000000001'],
    ['workspace: false', '[{ name: x, workspace: false, usd: 1, window: day }]', 'this must be true'],
    ['a route that is not there', '[{ name: x, route: defualt, usd: 1, window: day }]', 'Did you mean "default"?'],
    ['a key that is not there', '[{ name: x, key: other, usd: 1, window: day }]', 'there is no key "other"'],
    [
      'a zone that does not exist',
      '[{ name: x, workspace: true, usd: 1, window: day, time_zone: Europe/Berln }]',
      'Did you mean "Europe/Berlin"?',
    ],
    [
      'an offset as a zone',
      '[{ name: x, workspace: true, usd: 1, window: day, time_zone: "+01:00" }]',
      'there is no time zone',
    ],
    [
      '0 % as a threshold',
      '[{ name: x, workspace: true, usd: 1, window: day, alert_at: [0] }]',
      'this must be at least 1',
    ],
    [
      '101 % as a threshold',
      '[{ name: x, workspace: true, usd: 1, window: day, alert_at: [101] }]',
      'this may be at most 100',
    ],
    [
      'half a percent',
      '[{ name: x, workspace: true, usd: 1, window: day, alert_at: [50.5] }]',
      'this must be a whole number',
    ],
    [
      'the same name twice',
      '[{ name: x, workspace: true, usd: 1, window: day }, { name: X, tag: batch, usd: 1, window: day }]',
      'there is already a budget named',
    ],
    [
      'an unknown field',
      '[{ name: x, workspace: true, usd: 1, window: day, alerts: [5] }]',
      '"alerts" is not a field here',
    ],
    ['a label with a comma', '[{ name: x, tag: "a,b", usd: 1, window: day }]', 'this is not a label'],
  ])('%s is an error', (_name, budgets, message) => {
    const problems = problemsOf(` ${budgets}`);
    expect(problems).toEqual([expect.stringContaining(message)]);
    expect(problems[0]).toMatch(/^error: /);
  });

  test('a tag or a member that no key has is a warning', () => {
    expect(
      problemsOf(' [{ name: x, tag: team:serch, usd: 1, window: day }, { name: y, member: bob, usd: 1, window: day }]'),
    ).toEqual([
      'warning: no key in this file has the tag "team:serch": nothing counts here yet (budgets[0].tag) → Did you mean "team:search"?',
      'warning: no key in this file has the member "bob": nothing counts here yet (budgets[1].member) → Give keys this member.',
    ]);
  });
});

test('an unknown zone is refused wherever a budget may stand', () => {
  const workspace = '{ name: acme, budget: { usd: 1, window: day, time_zone: Mars/Olympus } }';
  expect(problemsOf(' []', workspace)).toEqual([
    'error: there is no time zone "Mars/Olympus" (workspace.budget.time_zone) → Write the name of a zone, such as Europe/Berlin or UTC.',
  ]);
  const text = `version: 1
connections: [{ name: main, provider: north, api_key: "\${NORTH_KEY}" }]
routes: [{ name: default, attempts: [{ connection: main, model: m }], budget: { usd: 1, window: day, time_zone: X } }]
keys: [{ name: backend, route: default, secret: "\${APP_KEY}", budget: { usd: 1, window: day, time_zone: Y } }]
plans: [{ name: free, managed: { chat: 1 }, time_zone: Z }]
`;
  const result = readConfig({ text, path: 'a', env, providers: STUB_PROVIDERS, catalogue: EMPTY_CATALOGUE });
  const errors = result.ok ? [] : result.problems.filter(({ severity }) => severity === 'error');
  expect(errors.map(({ at }) => at)).toEqual([
    'routes[0].budget.time_zone',
    'keys[0].budget.time_zone',
    'plans[0].time_zone',
  ]);
});
