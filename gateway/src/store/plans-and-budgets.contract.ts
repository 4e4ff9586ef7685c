import { describe, expect, test } from 'vitest';
import {
  buildBudget,
  buildKey,
  buildPlan,
  buildRouteDefinition,
  buildWorkspace,
} from '../../tests/support/build-definitions.ts';
import type { BudgetDefinition, PlanDefinition } from '../domain/definitions.ts';
import { readId } from '../domain/ids.ts';
import type { LedgerTransfer } from '../domain/ledger.ts';
import type { DefinitionWrites } from '../domain/store.ts';
import type { NewPlace } from './definitions.contract.ts';

const { published: _, ...ROUTE } = buildRouteDefinition();
const KEY = buildKey();
const WORKSPACE = buildWorkspace();

const PLANS: readonly PlanDefinition[] = [
  buildPlan({
    name: 'a',
    managed: { chat: 100, embeddings: 0, image: undefined },
    window: 'week',
    timeZone: 'Asia/Kolkata',
    excludes: ['tools', 'vision'],
    capabilities: ['chat', 'tools'],
    rateLimit: {
      requestsPerMinute: 1,
      requestsPerDay: undefined,
      tokensPerMinute: undefined,
      tokensPerDay: 5,
      concurrency: undefined,
    },
    upgradeTo: 'b',
  }),
  buildPlan({ name: 'b', workspaceId: undefined, owner: 'cli', createdAtMs: 2_000 }),
];

const TARGETS: readonly BudgetDefinition['target'][] = [
  { scope: 'workspace' },
  { scope: 'route', routeId: ROUTE.id },
  { scope: 'key', keyId: KEY.id },
  { scope: 'member', member: 'ada@example.com' },
  { scope: 'tag', tag: 'team:search' },
];

const BUDGETS = TARGETS.map((target, index) =>
  buildBudget({
    name: `b${index}`,
    target,
    budget: { nanoUsd: 5, window: 'day', timeZone: 'Europe/Berlin', alertAtPercent: [50, 100] },
  }),
);

async function saveAll(writes: DefinitionWrites): Promise<void> {
  await writes.saveWorkspace(WORKSPACE);
  await writes.saveRoute(ROUTE);
  await writes.saveKey(KEY);
  for (const plan of PLANS) await writes.savePlan(plan);
  for (const budget of BUDGETS) await writes.saveBudget(budget);
}

const TRANSFER: LedgerTransfer = {
  id: 'file.ws_1.1',
  workspaceId: WORKSPACE.id,
  kind: 'granted',
  from: 'house',
  to: 'credits',
  nanoUsd: 25,
  atMs: 5,
  requestId: undefined,
  attemptId: undefined,
  keyId: undefined,
  capability: undefined,
  note: 'credits_usd in the configuration file',
  expiresAtMs: undefined,
};

export function describePlansAndBudgets({ newPlace }: { newPlace: NewPlace }): void {
  const newStore = async () => (await newPlace()).open();

  describe('plans and budgets', () => {
    test('are read back whole, by another process too, with every field there or not', async () => {
      const place = await newPlace();
      const store = await place.open();
      await store.write({ actor: { kind: 'setup' }, work: saveAll });
      const { plans, budgets } = await (await place.open()).readDefinitions();
      expect(plans).toEqual(PLANS);
      expect(budgets).toEqual(BUDGETS);
    });

    test('are replaced by their name or id, and removed', async () => {
      const store = await newStore();
      await store.write({ actor: { kind: 'setup' }, work: saveAll });
      await store.write({
        actor: { kind: 'setup' },
        work: async (writes) => {
          await writes.savePlan(buildPlan({ name: 'b', upgradeTo: 'c' }));
          await writes.removePlan('a');
          await writes.saveBudget(buildBudget({ name: 'b0', budget: { nanoUsd: 9, window: 'total' } }));
          for (const { id } of BUDGETS.slice(1)) await writes.removeBudget(id);
        },
      });
      const { plans, budgets } = await store.readDefinitions();
      expect(plans).toMatchObject([{ name: 'b', owner: 'file', upgradeTo: 'c' }]);
      expect(budgets).toMatchObject([{ name: 'b0', budget: { nanoUsd: 9, window: 'total' } }]);
    });

    test('a budget ends with the route or the key that it counts, and with nothing else', async () => {
      const store = await newStore();
      await store.write({ actor: { kind: 'setup' }, work: saveAll });
      await store.write({
        actor: { kind: 'setup' },
        work: async (writes) => {
          await writes.removeKey(KEY.id);
          await writes.removeRoute(ROUTE.id);
        },
      });
      const { budgets } = await store.readDefinitions();
      expect(budgets.map(({ target }) => target.scope)).toEqual(['workspace', 'member', 'tag']);
    });

    test('two budgets of one workspace never share a name', async () => {
      const store = await newStore();
      await store.write({ actor: { kind: 'setup' }, work: saveAll });
      const twin = buildBudget({ id: readId({ kind: 'bud', text: 'bud_twin' }), name: 'b0' });
      await expect(
        store.write({ actor: { kind: 'setup' }, work: (writes) => writes.saveBudget(twin) }),
      ).rejects.toThrow();
    });
  });

  describe('a transfer that is written with definitions', () => {
    test('is in the ledger together with them, once however often it is posted', async () => {
      const store = await newStore();
      const before = await store.ledger.version();
      await store.write({
        actor: { kind: 'setup' },
        work: async (writes) => {
          await saveAll(writes);
          await writes.postTransfer(TRANSFER);
        },
      });
      await store.write({ actor: { kind: 'setup' }, work: (writes) => writes.postTransfer(TRANSFER) });
      expect(await store.audit.list({ objectKind: 'credits', limit: 9 })).toHaveLength(1);
      expect(await store.ledger.balances({ workspaceId: WORKSPACE.id })).toMatchObject({ credits: 25, house: -25 });
      expect(await store.ledger.hasCredits({ workspaceId: WORKSPACE.id })).toBe(true);
      expect(await store.ledger.version()).not.toBe(before);
      expect(await store.ledger.verify()).toEqual([]);
    });

    test('is not there where the write came to nothing', async () => {
      const store = await newStore();
      const failing = store.write({
        actor: { kind: 'setup' },
        work: async (writes) => {
          await saveAll(writes);
          await writes.postTransfer(TRANSFER);
          throw new Error('changed my mind');
        },
      });
      await expect(failing).rejects.toThrow('changed my mind');
      expect(await store.ledger.list({ workspaceId: WORKSPACE.id, limit: 9 })).toEqual([]);
    });

    test('of the same id and another amount undoes the whole write', async () => {
      const store = await newStore();
      await store.write({ actor: { kind: 'setup' }, work: (writes) => writes.postTransfer(TRANSFER) });
      const failing = store.write({
        actor: { kind: 'setup' },
        work: async (writes) => {
          await saveAll(writes);
          await writes.postTransfer({ ...TRANSFER, nanoUsd: 26 });
        },
      });
      await expect(failing).rejects.toThrow('another transfer with the id');
      expect((await store.readDefinitions()).workspaces).toEqual([]);
    });
  });
}
