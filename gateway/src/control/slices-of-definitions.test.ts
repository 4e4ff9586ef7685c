import { describe, expect, test } from 'vitest';
import {
  buildBudget,
  buildConnection,
  buildDefinitions,
  buildKey,
  buildPlan,
  buildRouteDefinition,
  buildWorkspace,
} from '../../tests/support/build-definitions.ts';
import { readId } from '../domain/ids.ts';
import { slicesOfDefinitions } from './slices-of-definitions.ts';

const IDS = ['ws_a', 'ws_b', 'ws_c'].map((text) => readId({ kind: 'ws', text }));
const [, SECOND] = IDS;

const ALL = buildDefinitions({
  workspaces: IDS.map((id) => buildWorkspace({ id })),
  plans: [buildPlan()],
  connections: IDS.map((workspaceId) =>
    buildConnection({ workspaceId, name: workspaceId, shared: workspaceId !== SECOND }),
  ),
  routes: IDS.map((workspaceId) => buildRouteDefinition({ workspaceId, name: workspaceId })),
  keys: IDS.map((workspaceId) => buildKey({ workspaceId, name: workspaceId })),
  budgets: IDS.map((workspaceId) => buildBudget({ workspaceId, name: workspaceId })),
});

describe('slices of definitions', () => {
  test('hold each workspace once, with what is its own and what all share', () => {
    const slices = [...slicesOfDefinitions({ definitions: ALL, workspacesAtOnce: 2 })];
    expect(slices.map(({ workspaces }) => workspaces.map(({ id }) => id))).toEqual([['ws_a', 'ws_b'], ['ws_c']]);
    const [two, one] = slices;
    expect(two?.connections.map(({ name }) => name)).toEqual(['ws_b', 'ws_a', 'ws_c']);
    expect(one?.connections.map(({ name }) => name)).toEqual(['ws_a', 'ws_c']);
    for (const slice of slices) {
      expect(slice.plans).toEqual(ALL.plans);
      const ids = slice.workspaces.map(({ id }) => id);
      for (const rows of [slice.routes, slice.keys, slice.budgets]) {
        expect(rows.map(({ workspaceId }) => workspaceId)).toEqual(ids);
      }
    }
  });

  test('hold what all share in the order of its age, whoever it belongs to', () => {
    const slices = [...slicesOfDefinitions({ definitions: ALL, workspacesAtOnce: 1 })];
    for (const { connections } of slices) {
      const shared = connections.filter((connection) => connection.shared);
      expect(shared.map(({ name }) => name)).toEqual(['ws_a', 'ws_c']);
    }
  });

  test('are none where there is no workspace', () => {
    const definitions = buildDefinitions({ workspaces: [], connections: [], routes: [], keys: [] });
    expect([...slicesOfDefinitions({ definitions, workspacesAtOnce: 2 })]).toEqual([]);
  });
});
