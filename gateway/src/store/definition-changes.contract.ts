import { describe, expect, test } from 'vitest';
import {
  buildBudget,
  buildConnection,
  buildKey,
  buildPlan,
  buildRouteDefinition,
  buildRouteSpec,
  buildWorkspace,
} from '../../tests/support/build-definitions.ts';
import type { NewStorePlace } from '../../tests/support/on-every-database.ts';
import type { Definitions, WebhookDefinition } from '../domain/definitions.ts';
import { readId, type WorkspaceId } from '../domain/ids.ts';
import type { DefinitionWrites, Store } from '../domain/store.ts';

const HERE = readId({ kind: 'ws', text: 'ws_here' });
const THERE = readId({ kind: 'ws', text: 'ws_there' });
const NOWHERE = readId({ kind: 'ws', text: 'ws_nowhere' });
/** What a release before this one does when it writes definitions: it knows the counter, and nothing else. */
const COUNTED_BY_EARLIER_RELEASE = "update counters set value = value + 1 where name = 'definitions'";

function buildWebhook(workspaceId: WorkspaceId): WebhookDefinition {
  return {
    id: readId({ kind: 'wh', text: `wh_of_${workspaceId}` }),
    workspaceId,
    name: 'ops',
    url: 'https://hooks.example/in',
    trusted: false,
    sealedSecret: 'v1.c2VhbGVk',
    secretVersion: 1,
    events: [],
    disabled: undefined,
    owner: 'file',
    createdAtMs: 1_000,
  };
}

function partsOf(workspaceId: WorkspaceId) {
  const { published: _none, ...route } = buildRouteDefinition({
    id: readId({ kind: 'route', text: `route_of_${workspaceId}` }),
    workspaceId,
  });
  return {
    workspace: buildWorkspace({ id: workspaceId, name: workspaceId }),
    connection: buildConnection({ id: readId({ kind: 'conn', text: `conn_of_${workspaceId}` }), workspaceId }),
    route,
    key: buildKey({
      id: readId({ kind: 'key', text: `key_of_${workspaceId}` }),
      workspaceId,
      routeId: route.id,
      secrets: [{ digest: `digest-${workspaceId}`, display: 'lk', createdAtMs: 1, rotatedOutAtMs: undefined }],
    }),
    webhook: buildWebhook(workspaceId),
    budget: buildBudget({ id: readId({ kind: 'bud', text: `bud_of_${workspaceId}` }), workspaceId }),
  };
}

const here = partsOf(HERE);
const there = partsOf(THERE);
const SHARED = buildConnection({
  id: readId({ kind: 'conn', text: 'conn_shared' }),
  name: 'house',
  workspaceId: THERE,
  access: 'platform',
  shared: true,
});

function change<Result>(store: Store, work: (writes: DefinitionWrites) => Promise<Result>): Promise<Result> {
  return store.write({ actor: { kind: 'setup' }, work });
}

/** Two workspaces with something of everything, and a connection that the second one shares. */
async function fill(store: Store): Promise<void> {
  await change(store, async (writes) => {
    for (const parts of [here, there]) {
      await writes.saveWorkspace(parts.workspace);
      await writes.saveConnection(parts.connection);
      await writes.saveRoute(parts.route);
      await writes.publishRoute({ routeId: parts.route.id, spec: buildRouteSpec(), publishedAtMs: 1_000 });
      await writes.saveKey(parts.key);
      await writes.saveBudget(parts.budget);
      await writes.saveWebhook(parts.webhook);
    }
    await writes.saveConnection(SHARED);
    await writes.savePlan(buildPlan({ workspaceId: THERE }));
  });
}

/** By the definition of the words, from all that there is. */
function onlyOf({ all, workspaceId }: { readonly all: Definitions; readonly workspaceId: WorkspaceId }): Definitions {
  const own = <Row extends { readonly workspaceId: WorkspaceId }>(rows: readonly Row[]) =>
    rows.filter((row) => row.workspaceId === workspaceId);
  return {
    workspaces: all.workspaces.filter(({ id }) => id === workspaceId),
    plans: all.plans,
    budgets: own(all.budgets),
    webhooks: own(all.webhooks),
    connections: all.connections.filter((one) => one.workspaceId === workspaceId || one.shared),
    routes: own(all.routes),
    keys: own(all.keys),
  };
}

/** What is read anew after a piece of work, by somebody who knew everything before it. */
async function changedBy(store: Store, work: (writes: DefinitionWrites) => Promise<unknown>) {
  const since = await store.definitionsVersion();
  await change(store, work);
  return (await store.readDefinitionChanges({ since })).changed;
}

export function describeDefinitionChanges({ newPlace }: { readonly newPlace: NewStorePlace }): void {
  describe('the definitions of one workspace', () => {
    test('are read with what it shares with others, and with nothing of theirs', async () => {
      const store = await (await newPlace()).open();
      await fill(store);
      const all = await store.readDefinitions();
      const expected = onlyOf({ all, workspaceId: HERE });
      expect(expected.connections.map(({ id }) => id)).toContain(SHARED.id);
      expect(expected.keys).toHaveLength(1);
      await change(store, async (writes) => {
        expect(await writes.read({ workspaceId: HERE })).toEqual(expected);
        expect(await writes.read({ routeId: here.route.id })).toEqual(expected);
        expect(await writes.read()).toEqual(all);
      });
    });

    test('are those that the transaction has written itself', async () => {
      const store = await (await newPlace()).open();
      await fill(store);
      await change(store, async (writes) => {
        await writes.saveKey({ ...here.key, name: 'renamed' });
        const { keys } = await writes.read({ workspaceId: HERE });
        expect(keys.map(({ name }) => name)).toEqual(['renamed']);
      });
    });

    test('that does not exist are none, and so are those of a route that does not', async () => {
      const store = await (await newPlace()).open();
      await fill(store);
      const none = onlyOf({ all: await store.readDefinitions(), workspaceId: NOWHERE });
      await change(store, async (writes) => {
        expect(await writes.read({ workspaceId: NOWHERE })).toEqual(none);
        expect(await writes.read({ routeId: readId({ kind: 'route', text: 'route_gone' }) })).toEqual(none);
      });
    });
  });

  describe('what changed since a version', () => {
    test('is nothing where nothing did, and the workspaces of every write in between', async () => {
      const store = await (await newPlace()).open();
      await fill(store);
      const since = await store.definitionsVersion();
      expect(await store.readDefinitionChanges({ since })).toMatchObject({ version: since, changed: new Set() });
      await change(store, (writes) => writes.saveKey({ ...here.key, name: 'one' }));
      const one = await store.readDefinitionChanges({ since });
      expect(one.changed).toEqual(new Set([HERE]));
      expect(one.version).toBe(await store.definitionsVersion());
      expect(one.definitions).toEqual(onlyOf({ all: await store.readDefinitions(), workspaceId: HERE }));
      await change(store, (writes) => writes.saveKey({ ...there.key, name: 'other' }));
      const both = await store.readDefinitionChanges({ since });
      expect(both.changed).toEqual(new Set([HERE, THERE]));
      expect(both.definitions.keys.map(({ name }) => name).sort()).toEqual(['one', 'other']);
      expect((await store.readDefinitionChanges({ since: one.version })).changed).toEqual(new Set([THERE]));
    });

    test.each<[string, (writes: DefinitionWrites) => Promise<unknown>]>([
      ['a workspace', (writes) => writes.saveWorkspace({ ...here.workspace, suspended: true })],
      ['a workspace that goes', (writes) => writes.removeWorkspace(HERE)],
      ['a connection', (writes) => writes.saveConnection({ ...here.connection, enabled: false })],
      ['a connection that goes', (writes) => writes.removeConnection(here.connection.id)],
      [
        'a release',
        (writes) => writes.publishRoute({ routeId: here.route.id, spec: buildRouteSpec(), publishedAtMs: 2 }),
      ],
      ['a rollback', (writes) => writes.pointRouteAt({ routeId: here.route.id, version: 1 })],
      ['a shadow', (writes) => writes.setShadow({ routeId: here.route.id, shadow: undefined })],
      ['a canary', (writes) => writes.setCanary({ routeId: here.route.id, canary: undefined })],
      ['a schedule', (writes) => writes.setSchedule({ routeId: here.route.id, schedule: undefined })],
      ['a route', (writes) => writes.saveRoute({ ...here.route, name: 'renamed' })],
      ['a route that goes', (writes) => writes.removeRoute(here.route.id)],
      ['a key', (writes) => writes.saveKey({ ...here.key, revokedAtMs: 5 })],
      ['a key that goes', (writes) => writes.removeKey(here.key.id)],
      ['a budget', (writes) => writes.saveBudget({ ...here.budget, name: 'renamed' })],
      ['a webhook', (writes) => writes.saveWebhook({ ...here.webhook, name: 'renamed' })],
      [
        'a webhook that is switched off',
        (writes) => writes.disableWebhook({ webhookId: here.webhook.id, atMs: 5, reason: 'gone' }),
      ],
      ['a webhook that goes', (writes) => writes.removeWebhook(here.webhook.id)],
      ['a budget that goes', (writes) => writes.removeBudget(here.budget.id)],
    ])('is the workspace of %s alone', async (_, work) => {
      const store = await (await newPlace()).open();
      await fill(store);
      expect(await changedBy(store, work)).toEqual(new Set([HERE]));
    });

    test.each<[string, (writes: DefinitionWrites) => Promise<unknown>]>([
      ['a plan', (writes) => writes.savePlan(buildPlan({ name: 'other', workspaceId: THERE }))],
      ['a plan that goes', (writes) => writes.removePlan('free')],
      ['a connection of the house', (writes) => writes.saveConnection({ ...SHARED, enabled: false })],
      [
        'one that the house shares from now on',
        (writes) => writes.saveConnection({ ...here.connection, shared: true }),
      ],
      ['one that it shares no longer', (writes) => writes.saveConnection({ ...SHARED, shared: false })],
      ['one that it shared, and that goes', (writes) => writes.removeConnection(SHARED.id)],
      ['a workspace that goes, with what it shared', (writes) => writes.removeWorkspace(THERE)],
    ])('is everything after %s', async (_, work) => {
      const store = await (await newPlace()).open();
      await fill(store);
      expect(await changedBy(store, work)).toBe('everything');
    });

    test('is both workspaces where something goes from one to the other', async () => {
      const store = await (await newPlace()).open();
      await fill(store);
      const moved = { ...here.budget, workspaceId: THERE, name: 'moved' };
      expect(await changedBy(store, (writes) => writes.saveBudget(moved))).toEqual(new Set([HERE, THERE]));
    });

    test('is not what was undone, and a write that changes no definition is no version', async () => {
      const store = await (await newPlace()).open();
      await fill(store);
      const since = await store.definitionsVersion();
      const failing = change(store, async (writes) => {
        await writes.removeKey(here.key.id);
        throw new Error('undone');
      });
      await expect(failing).rejects.toThrow('undone');
      await change(store, (writes) => writes.removeKey(readId({ kind: 'key', text: 'key_never' })));
      expect(await store.readDefinitionChanges({ since })).toMatchObject({ version: since, changed: new Set() });
    });

    test('is everything for who knows nothing, or a version that this database does not know', async () => {
      const store = await (await newPlace()).open();
      await fill(store);
      const later = String(Number(await store.definitionsVersion()) + 1);
      for (const since of [undefined, later, 'none', '']) {
        const { changed, definitions } = await store.readDefinitionChanges({ since });
        expect([since, changed]).toEqual([since, 'everything']);
        expect(definitions).toEqual(await store.readDefinitions());
      }
    });

    test('is everything where an earlier release wrote meanwhile, and only then', async () => {
      const place = await newPlace();
      const store = await place.open();
      await fill(store);
      const before = await store.definitionsVersion();
      await place.execute(COUNTED_BY_EARLIER_RELEASE);
      const between = await store.readDefinitionChanges({ since: before });
      expect(between.changed).toBe('everything');
      await change(store, (writes) => writes.saveKey({ ...here.key, name: 'one' }));
      expect((await store.readDefinitionChanges({ since: before })).changed).toBe('everything');
      expect((await store.readDefinitionChanges({ since: between.version })).changed).toEqual(new Set([HERE]));
    });

    test('is everything after a hundred versions, and no more than those are kept', async () => {
      const place = await newPlace();
      const store = await place.open();
      await fill(store);
      const since = await store.definitionsVersion();
      const rename = (times: number) => change(store, (writes) => writes.saveKey({ ...here.key, name: `${times}` }));
      for (let times = 1; times <= 100; times++) await rename(times);
      expect((await store.readDefinitionChanges({ since })).changed).toEqual(new Set([HERE]));
      await rename(101);
      expect((await store.readDefinitionChanges({ since })).changed).toBe('everything');
      // A database of an earlier day may hold later versions: they are counted once more.
      await place.execute("update counters set value = value - 3 where name = 'definitions'");
      const again = await store.definitionsVersion();
      await rename(102);
      expect((await store.readDefinitionChanges({ since: again })).changed).toEqual(new Set([HERE]));
    });

    test('is everything where a write touched very many workspaces', async () => {
      const store = await (await newPlace()).open();
      await fill(store);
      const many = Array.from(
        { length: 51 },
        (_, index) => partsOf(readId({ kind: 'ws', text: `ws_${index}` })).workspace,
      );
      const save = (count: number) => async (writes: DefinitionWrites) => {
        for (const workspace of many.slice(0, count)) await writes.saveWorkspace(workspace);
      };
      expect(await changedBy(store, save(50))).toEqual(new Set(many.slice(0, 50).map(({ id }) => id)));
      expect(await changedBy(store, save(51))).toBe('everything');
    });
  });
}
