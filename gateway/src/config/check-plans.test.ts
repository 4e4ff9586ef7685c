import { describe, expect, test } from 'vitest';
import { STUB_PROVIDERS } from '../../tests/support/stub-providers.ts';
import { EMPTY_CATALOGUE } from '../domain/model-catalogue.ts';
import { formatProblem } from './config-problem.ts';
import { readConfig } from './read-config.ts';

const PRICES = 'prices: { input_usd_per_mtok: 1, output_usd_per_mtok: 4 }';

function read(changes: { workspace?: string; plans?: string; route?: string }) {
  const text = `version: 1
workspace: ${changes.workspace ?? 'acme'}
plans: ${changes.plans ?? '[]'}
connections:
  - { name: own, provider: anywhere, base_url: "http://a.example", models: [{ id: m, capabilities: [chat], ${PRICES} }] }
  - { name: house, provider: anywhere, access: platform, base_url: "http://b.example", models: [{ id: m, capabilities: [chat], ${PRICES} }] }
routes:
  - { name: default, ${changes.route ?? 'attempts: [{ connection: own, model: m }]'} }
`;
  return readConfig({ text, path: 'lk.yaml', env: {}, providers: STUB_PROVIDERS, catalogue: EMPTY_CATALOGUE });
}

function problemsOf(changes: Parameters<typeof read>[0]): string[] {
  const result = read(changes);
  return (result.ok ? result.warnings : result.problems).map((problem) =>
    formatProblem(problem)
      .replace(/^lk\.yaml:\d+:\d+: /, '')
      .replace(/\n\s*/g, ' → '),
  );
}

describe('plans', () => {
  test('are read with defaults, and the workspace is on one', () => {
    const result = read({
      workspace: '{ name: acme, plan: free, credits_usd: 25 }',
      plans:
        '[{ name: free, managed: { chat: 100, image: 0 }, excludes: [tools], capabilities: [chat, image_generation], ' +
        'rate_limit: { requests_per_minute: 5 }, time_zone: Asia/Kolkata, upgrade_to: pro }, { name: pro }]',
    });
    if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
    expect(result.warnings).toEqual([]);
    expect(result.config.workspace).toMatchObject({ planName: 'free', creditsNanoUsd: 25_000_000_000 });
    expect(result.config.plans).toMatchObject([
      {
        name: 'free',
        managed: { chat: 100, embeddings: undefined, image: 0 },
        window: 'month',
        timeZone: 'Asia/Kolkata',
        excludes: ['tools'],
        capabilities: ['chat', 'image_generation'],
        rateLimit: { requestsPerMinute: 5 },
        upgradeTo: 'pro',
      },
      { name: 'pro', managed: { chat: undefined, embeddings: undefined, image: undefined }, excludes: [] },
    ]);
  });

  test('no credits at all are something else than no word of them', () => {
    const creditsOf = (workspace: string) => {
      const result = read({ workspace });
      return result.ok ? result.config.workspace.creditsNanoUsd : 'refused';
    };
    expect(creditsOf('{ name: acme, credits_usd: 0 }')).toBe(0);
    expect(creditsOf('{ name: acme }')).toBeUndefined();
    expect(creditsOf('{ name: acme, credits_usd: -1 }')).toBe('refused');
  });

  test.each([
    [
      'an unknown plan',
      { workspace: '{ name: acme, plan: fre }', plans: '[{ name: free }]' },
      'error: there is no plan "fre" (workspace.plan) → Did you mean "free"?',
    ],
    [
      'a plan where there are none',
      { workspace: '{ name: acme, plan: gold }' },
      'error: there is no plan "gold" (workspace.plan) → Declare it under plans.',
    ],
    [
      'a plan twice',
      { plans: '[{ name: free }, { name: free }]' },
      'error: there is already a plan named "free" (plans[1].name) → Give each one a name of its own.',
    ],
    [
      'a plan that upgrades to itself',
      { plans: '[{ name: free, upgrade_to: free }]' },
      'error: plan "free" upgrades to itself (plans[0].upgrade_to) → Name another plan, or leave it out.',
    ],
    [
      'an exclusion that is none',
      { plans: '[{ name: free, excludes: [chat] }]' },
      'error: this must be one of tools, json, vision, audio (plans[0].excludes[0])',
    ],
    [
      'an allowance of half a request',
      { plans: '[{ name: free, managed: { chat: 0.5 } }]' },
      'error: this must be a whole number (plans[0].managed.chat)',
    ],
    [
      'an allowance that its own capabilities leave out',
      { plans: '[{ name: free, managed: { image: 5 }, capabilities: [chat] }]' },
      'warning: plan "free" pays for image requests, but its capabilities leave them out (plans[0].managed.image) → Add image_generation to its capabilities.',
    ],
  ])('%s is told', (_name, changes, problem) => {
    expect(problemsOf(changes)).toEqual([problem]);
  });
});

describe('crossing', () => {
  const both = 'attempts: [{ connection: own, model: m }, { connection: house, model: m }]';

  test('is allowed where nothing is said', () => {
    const result = read({ route: both });
    expect(result.ok && result.config.routes[0]?.spec.crossing).toBe('allowed');
    expect(problemsOf({ route: both })).toEqual([]);
  });

  test('never, with attempts of both kinds, tells which one hardly anything uses', () => {
    const result = read({ route: `crossing: never, ${both}` });
    expect(result.ok && result.config.routes[0]?.spec.crossing).toBe('never');
    expect(problemsOf({ route: `crossing: never, ${both}` })).toEqual([
      'warning: attempt 2 of route "default" has platform access and the first has byok: with crossing: never, only requests ' +
        'use it that no attempt before it can serve (routes[0].attempts[1]) → Leave crossing out, or make a route of its own for it.',
    ]);
    expect(problemsOf({ route: 'crossing: never, attempts: [{ connection: own, model: m }]' })).toEqual([]);
  });
});
