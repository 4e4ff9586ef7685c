import { expect, test } from 'vitest';
import { buildRoute } from '../../tests/build-principal.ts';
import {
  buildBudget,
  buildDefinitions,
  buildKey,
  buildPlan,
  buildRouteDefinition,
  buildRouteSpec,
  buildWorkspace,
} from '../../tests/support/build-definitions.ts';
import { readId } from '../domain/ids.ts';
import { compileBudgets } from './compile-budgets.ts';
import { compilePlans } from './compile-plans.ts';
import { withKnownZones } from './with-known-zones.ts';

const budget = (nanoUsd: number) => ({ nanoUsd, window: 'day' }) as const;
const workspace = buildWorkspace({ budget: budget(1) });
const route = buildRoute({ budget: budget(2) });
const key = buildKey({ budget: budget(3), member: 'ada', tags: ['search', 'batch'] });

test('a request draws on every budget that counts it, the narrowest first, each by an id that lasts', () => {
  const budgets = [
    buildBudget({ name: 'all', budget: budget(4) }),
    buildBudget({ name: 'batch', target: { scope: 'tag', tag: 'batch' } }),
    buildBudget({ name: 'search', target: { scope: 'tag', tag: 'search' } }),
    buildBudget({ name: 'ada', target: { scope: 'member', member: 'ada' } }),
    buildBudget({ name: 'r', target: { scope: 'route', routeId: route.id } }),
    buildBudget({ name: 'k', target: { scope: 'key', keyId: key.id } }),
  ];
  const compiled = compileBudgets({ key, route, workspace, budgets });
  expect(compiled.map(({ scope, scopeId, scopeName, name }) => [scope, scopeId, scopeName, name])).toEqual([
    ['key', key.id, 'backend', undefined],
    ['key', key.id, 'backend', 'k'],
    ['member', 'ada', 'ada', 'ada'],
    ['tag', 'batch', 'batch', 'batch'],
    ['tag', 'search', 'search', 'search'],
    ['route', route.id, 'default', undefined],
    ['route', route.id, 'default', 'r'],
    ['workspace', workspace.id, 'acme', undefined],
    ['workspace', workspace.id, 'acme', 'all'],
  ]);
  expect(compiled.at(-1)).toMatchObject({ budget: { nanoUsd: 4 }, workspaceId: workspace.id });
});

test('budgets of other keys, routes, members, tags and workspaces do not count it', () => {
  const budgets = [
    buildBudget({ workspaceId: readId({ kind: 'ws', text: 'ws_2' }) }),
    buildBudget({ target: { scope: 'tag', tag: 'other' } }),
    buildBudget({ target: { scope: 'member', member: 'bob' } }),
    buildBudget({ target: { scope: 'route', routeId: readId({ kind: 'route', text: 'route_2' }) } }),
    buildBudget({ target: { scope: 'key', keyId: readId({ kind: 'key', text: 'key_2' }) } }),
  ];
  const bare = { key: buildKey(), route: buildRoute(), workspace: buildWorkspace(), budgets };
  expect(compileBudgets(bare)).toEqual([]);
  expect(compileBudgets({ ...bare, route: undefined })).toEqual([]);
});

test('a workspace whose plan is gone may use no platform access, and somebody is told', () => {
  const problems: { object: string; message: string }[] = [];
  const workspaces = [buildWorkspace({ planName: 'gold' })];
  const plans = compilePlans({ definitions: { plans: [], workspaces }, problems });
  expect(plans.get(workspace.id)).toMatchObject({ name: 'gold', capabilities: [] });
  expect(problems).toEqual([
    {
      object: 'workspace acme',
      message: 'its plan gold does not exist; platform access is refused until it has another',
      setting: 'workspace.plan',
    },
  ]);
});

test('a zone that this runtime does not know counts as UTC, and somebody is told', () => {
  const zoned = { nanoUsd: 1, window: 'day', timeZone: 'Mars/Olympus' } as const;
  const good = buildBudget({ name: 'good', budget: { ...zoned, timeZone: 'Europe/Berlin' } });
  const spec = buildRouteSpec({ budget: zoned });
  const problems: { object: string; message: string }[] = [];
  const definitions = withKnownZones({
    definitions: buildDefinitions({
      workspaces: [buildWorkspace({ budget: zoned })],
      keys: [buildKey({ budget: zoned })],
      routes: [buildRouteDefinition({ published: { version: 1, publishedAtMs: 1, spec } })],
      plans: [buildPlan({ timeZone: 'Mars/Olympus' })],
      budgets: [buildBudget({ budget: zoned }), good],
    }),
    problems,
  });
  expect(JSON.stringify(definitions)).not.toContain('Mars');
  expect(definitions.budgets[1]).toEqual(good);
  expect(problems.map(({ object }) => object)).toEqual([
    'workspace acme',
    'plan free',
    'budget all',
    'route default',
    'key backend',
  ]);
});
