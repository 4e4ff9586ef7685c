import { describe, expect, test } from 'vitest';
import { STUB_PROVIDERS } from '../../tests/support/stub-providers.ts';
import { EMPTY_CATALOGUE } from '../domain/model-catalogue.ts';
import { formatProblem } from './config-problem.ts';
import { readConfig } from './read-config.ts';

function read({ route = '', weights = ['', ''] }: { route?: string; weights?: readonly string[] }) {
  const attempts = weights.map((weight) => `{ connection: own, model: m${weight} }`).join(', ');
  const text = `version: 1
workspace: acme
connections:
  - { name: own, provider: anywhere, base_url: "http://a.example", models: [{ id: m, capabilities: [chat], prices: { input_usd_per_mtok: 1, output_usd_per_mtok: 4 } }] }
routes:
  - { name: default, ${route} attempts: [${attempts}] }
`;
  return readConfig({ text, path: 'lk.yaml', env: {}, providers: STUB_PROVIDERS, catalogue: EMPTY_CATALOGUE });
}

function specOf(asked: Parameters<typeof read>[0]) {
  const result = read(asked);
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
  return result.config.routes[0]?.spec;
}

function problemsOf(asked: Parameters<typeof read>[0]): string[] {
  const result = read(asked);
  return (result.ok ? result.warnings : result.problems).map((problem) =>
    formatProblem(problem)
      .replace(/^lk\.yaml:\d+:\d+: /, '')
      .replace(/\n\s*/g, ' → '),
  );
}

describe('strategy and sticky_by', () => {
  test('are in order and not sticky, unless the file says something else', () => {
    expect(specOf({})).toMatchObject({ strategy: 'in_order', stickyBy: 'none' });
    expect(specOf({ route: 'strategy: fastest, sticky_by: user,' })).toMatchObject({
      strategy: 'fastest',
      stickyBy: 'user',
    });
    for (const strategy of ['in_order', 'weighted', 'cheapest', 'fastest', 'least_busy']) {
      expect(problemsOf({ route: `strategy: ${strategy},` })).toEqual([]);
    }
  });

  test('refuse what they do not know, and say what there is', () => {
    expect(problemsOf({ route: 'strategy: cheap,' })).toEqual([
      'error: this must be one of in_order, weighted, cheapest, fastest, least_busy (routes[0].strategy)',
    ]);
    expect(problemsOf({ route: 'sticky_by: session,' })).toEqual([
      'error: this must be one of none, key, user (routes[0].sticky_by)',
    ]);
  });

  test('a weight that nobody looks at is told', () => {
    const weights = ['', ', weight: 2'];
    expect(problemsOf({ route: 'strategy: cheapest,', weights })).toEqual([
      'warning: attempt 2 of route "default" has a weight, which "strategy: cheapest" does not look at ' +
        '(routes[0].attempts[1].weight) → Leave the weight out, or use strategy: weighted or least_busy.',
    ]);
    expect(problemsOf({ route: 'strategy: least_busy,', weights })).toEqual([]);
    expect(problemsOf({ route: 'strategy: weighted,', weights })).toEqual([]);
  });

  test('sessions that begin where every request does are told', () => {
    expect(problemsOf({ route: 'sticky_by: key,' })).toEqual([
      'warning: route "default" is sticky by key, and tries its attempts in order: every session begins at the first ' +
        'anyway (routes[0].sticky_by) → Leave sticky_by out, or use another strategy.',
    ]);
    expect(problemsOf({ route: 'sticky_by: key,', weights: [', weight: 2', ', weight: 1'] })).toEqual([]);
  });
});
