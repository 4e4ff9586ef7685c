import { describe, expect, test } from 'vitest';
import type { ConnectionDefinition, KeyDefinition, RouteSpec, WorkspaceDefinition } from '../domain/definitions.ts';
import { readId } from '../domain/ids.ts';
import { NO_RATES } from '../domain/price.ts';
import type { RateLimit } from '../domain/route.ts';
import type { DefinitionWrites, Store } from '../domain/store.ts';

/** Opens a new, empty place to store in; `open` may be called several times, as several processes would. */
export type NewPlace = () => Promise<{ open: () => Promise<Store> }>;

const NO_LIMIT: RateLimit = {
  requestsPerMinute: undefined,
  requestsPerDay: undefined,
  tokensPerMinute: undefined,
  tokensPerDay: undefined,
  concurrency: undefined,
};

const WORKSPACE: WorkspaceDefinition = {
  id: readId({ kind: 'ws', text: 'ws_1' }),
  name: 'acme',
  suspended: false,
  budget: { nanoUsd: 25_000_000_000, window: 'month', timeZone: 'Europe/Berlin', alertAtPercent: [50, 90] },
  planName: 'free',
  fileCredits: { version: 2, totalNanoUsd: 25_000_000_000 },
  rateLimit: { ...NO_LIMIT, requestsPerDay: 10_000, concurrency: 20 },
  ipRateLimit: { ...NO_LIMIT, tokensPerDay: 5_000_000_000_000 },
  ideRateLimit: undefined,
  contentLogging: { retentionMs: 3_600_000 },
  owner: 'file',
  createdAtMs: 1_772_366_400_000,
};

const BARE_MODEL = {
  capabilities: undefined,
  contextWindow: undefined,
  maxOutputTokens: undefined,
  prices: undefined,
  enabled: true,
  vanishedAtMs: undefined,
} as const;

const CONNECTION: ConnectionDefinition = {
  id: readId({ kind: 'conn', text: 'conn_1' }),
  workspaceId: WORKSPACE.id,
  name: 'house',
  provider: 'openai-compatible',
  access: 'platform',
  marginPercent: 12.5,
  enabled: true,
  baseUrl: 'http://127.0.0.1:8080/v1',
  trusted: true,
  headers: { 'x-team': 'blue' },
  sealedCredential: 'v1.c2VhbGVk',
  credentialVersion: 3,
  models: [
    {
      id: 'small-1',
      capabilities: ['chat', 'tools'],
      contextWindow: 128_000,
      maxOutputTokens: undefined,
      prices: [
        { fromMs: 0, price: { ...NO_RATES, inputUsdPerMtok: 1, cachedInputUsdPerMtok: 0.1, tiers: [] } },
        {
          fromMs: 1_798_761_600_000,
          price: {
            ...NO_RATES,
            inputUsdPerMtok: 2,
            usdPerImage: 0.04,
            tiers: [{ ...NO_RATES, aboveInputTokens: 200_000, inputUsdPerMtok: 4 }],
          },
        },
      ],
      enabled: true,
      vanishedAtMs: undefined,
    },
    { id: 'plain', ...BARE_MODEL, enabled: false, vanishedAtMs: 1_772_366_400_009 },
  ],
  shared: true,
  owner: 'file',
  createdAtMs: 1_772_366_400_001,
};

const ROUTE = {
  id: readId({ kind: 'route', text: 'route_1' }),
  workspaceId: WORKSPACE.id,
  name: 'default',
  owner: 'setup',
  createdAtMs: 1_772_366_400_002,
} as const;

const UNRELEASED = { canary: undefined, shadow: undefined, schedule: undefined } as const;

const SPEC: RouteSpec = {
  attempts: [
    {
      connection: 'house',
      model: 'small-1',
      profiles: ['fast', 'balanced'],
      weight: 2,
      timeoutMs: 30_000,
      firstContentTimeoutMs: undefined,
      idleTimeoutMs: 20_000,
    },
  ],
  defaultProfile: 'balanced',
  allowProfileOverride: true,
  deadlineMs: 120_000,
  onCut: 'resume',
  crossing: 'never',
  strategy: 'least_busy',
  stickyBy: 'user',
  budget: { nanoUsd: 50, window: 'total' },
  rateLimit: { ...NO_LIMIT, tokensPerMinute: 90_000 },
};

const KEY: KeyDefinition = {
  id: readId({ kind: 'key', text: 'key_1' }),
  workspaceId: WORKSPACE.id,
  name: 'shop',
  kind: 'live',
  routeId: ROUTE.id,
  secrets: [
    { digest: 'b2', display: 'lk_live_new0…0002', createdAtMs: 5, rotatedOutAtMs: undefined },
    { digest: 'a1', display: 'lk_live_old0…0001', createdAtMs: 4, rotatedOutAtMs: 9 },
  ],
  scopes: ['chat', 'embeddings'],
  allowedIps: ['10.0.0.0/8'],
  rateLimit: { ...NO_LIMIT, requestsPerMinute: 60, concurrency: 4 },
  budget: { nanoUsd: 1, window: 'hour', alertAtPercent: [] },
  member: 'ada@example.com',
  tags: ['team:search', 'batch'],
  expiresAtMs: 1_900_000_000_000,
  revokedAtMs: 1_800_000_000_000,
  owner: 'cli',
  createdAtMs: 1_772_366_400_003,
};

async function saveAll(writes: DefinitionWrites): Promise<void> {
  await writes.saveWorkspace(WORKSPACE);
  await writes.saveConnection(CONNECTION);
  await writes.saveRoute(ROUTE);
  await writes.publishRoute({ routeId: ROUTE.id, spec: SPEC, publishedAtMs: 7 });
  await writes.saveKey(KEY);
}

export function describeDefinitions({ newPlace }: { newPlace: NewPlace }): void {
  const newStore = async () => (await newPlace()).open();

  describe('definitions', () => {
    test('a new store has none', async () => {
      const store = await newStore();
      expect(await store.readDefinitions()).toEqual({
        workspaces: [],
        plans: [],
        budgets: [],
        webhooks: [],
        connections: [],
        routes: [],
        keys: [],
      });
    });

    test('what was written is read back whole, by another process too', async () => {
      const place = await newPlace();
      const writer = await place.open();
      await writer.write({ actor: { kind: 'setup' }, work: saveAll });
      const published = { version: 1, publishedAtMs: 7, spec: SPEC };
      const whole = {
        workspaces: [WORKSPACE],
        plans: [],
        budgets: [],
        webhooks: [],
        connections: [CONNECTION],
        routes: [{ ...ROUTE, published, ...UNRELEASED }],
        keys: [KEY],
      };
      expect(await writer.readDefinitions()).toEqual(whole);
      expect(await (await place.open()).readDefinitions()).toEqual(whole);
    });

    test('everything that may be missing, may be missing', async () => {
      const store = await newStore();
      const workspace = { ...WORKSPACE, budget: undefined, planName: undefined, fileCredits: undefined };
      const connection: ConnectionDefinition = { ...CONNECTION, baseUrl: undefined, sealedCredential: undefined };
      const key: KeyDefinition = {
        ...KEY,
        routeId: undefined,
        secrets: [],
        scopes: undefined,
        allowedIps: undefined,
        rateLimit: undefined,
        budget: undefined,
        member: undefined,
        tags: [],
        expiresAtMs: undefined,
        revokedAtMs: undefined,
      };
      await store.write({
        actor: { kind: 'setup' },
        work: async (writes) => {
          await writes.saveWorkspace(workspace);
          await writes.saveConnection(connection);
          await writes.saveRoute(ROUTE);
          await writes.saveKey(key);
        },
      });
      expect(await store.readDefinitions()).toEqual({
        workspaces: [workspace],
        plans: [],
        budgets: [],
        webhooks: [],
        connections: [connection],
        routes: [{ ...ROUTE, published: undefined, ...UNRELEASED }],
        keys: [key],
      });
    });

    test('saving again replaces, and leaves the published version alone', async () => {
      const store = await newStore();
      await store.write({ actor: { kind: 'setup' }, work: saveAll });
      const secrets = KEY.secrets.slice(0, 1);
      await store.write({
        actor: { kind: 'setup' },
        work: async (writes) => {
          await writes.saveWorkspace({ ...WORKSPACE, suspended: true });
          await writes.saveConnection({ ...CONNECTION, enabled: false, credentialVersion: 4 });
          await writes.saveRoute({ ...ROUTE, name: 'renamed' });
          await writes.saveKey({ ...KEY, secrets });
        },
      });
      const after = await store.readDefinitions();
      expect(after.workspaces[0]?.suspended).toBe(true);
      expect(after.connections[0]).toMatchObject({ enabled: false, credentialVersion: 4 });
      expect(after.routes[0]).toMatchObject({ name: 'renamed', published: { version: 1 } });
      expect(after.routes[0]?.published?.spec).toEqual(SPEC);
      expect(after.keys[0]?.secrets).toEqual(secrets);
    });

    test('each publication is the next version', async () => {
      const store = await newStore();
      await store.write({ actor: { kind: 'setup' }, work: saveAll });
      const spec: RouteSpec = { ...SPEC, onCut: 'error', budget: undefined };
      const version = await store.write({
        actor: { kind: 'setup' },
        work: (writes) => writes.publishRoute({ routeId: ROUTE.id, spec, publishedAtMs: 8 }),
      });
      expect(version).toBe(2);
      const { routes } = await store.readDefinitions();
      expect(routes[0]?.published).toEqual({ version: 2, publishedAtMs: 8, spec });
    });

    test('a route that is not there cannot be published', async () => {
      const store = await newStore();
      const publication = { routeId: ROUTE.id, spec: SPEC, publishedAtMs: 8 };
      await expect(
        store.write({ actor: { kind: 'setup' }, work: (writes) => writes.publishRoute(publication) }),
      ).rejects.toThrow();
    });

    test('a key outlives its route and is without one then', async () => {
      const store = await newStore();
      await store.write({ actor: { kind: 'setup' }, work: saveAll });
      await store.write({ actor: { kind: 'setup' }, work: (writes) => writes.removeRoute(ROUTE.id) });
      const after = await store.readDefinitions();
      expect(after.routes).toEqual([]);
      expect(after.keys).toEqual([{ ...KEY, routeId: undefined }]);
    });

    test('what was removed is gone, the secrets of a key with it', async () => {
      const store = await newStore();
      await store.write({ actor: { kind: 'setup' }, work: saveAll });
      await store.write({
        actor: { kind: 'setup' },
        work: async (writes) => {
          await writes.removeKey(KEY.id);
          await writes.removeConnection(CONNECTION.id);
        },
      });
      expect(await store.readDefinitions()).toMatchObject({ connections: [], keys: [] });
      // The digest of a removed key is free again: it was removed too.
      await store.write({
        actor: { kind: 'setup' },
        work: (writes) => writes.saveKey({ ...KEY, id: readId({ kind: 'key', text: 'key_2' }) }),
      });
    });

    test('two keys never share a secret', async () => {
      const store = await newStore();
      await store.write({ actor: { kind: 'setup' }, work: saveAll });
      const thief = { ...KEY, id: readId({ kind: 'key', text: 'key_2' }) };
      await expect(
        store.write({ actor: { kind: 'setup' }, work: (writes) => writes.saveKey(thief) }),
      ).rejects.toThrow();
      expect((await store.readDefinitions()).keys).toEqual([KEY]);
    });
  });
}

export function describeWrites({ newPlace }: { newPlace: NewPlace }): void {
  describe('one write', () => {
    test('is seen whole or not at all', async () => {
      const store = await (await newPlace()).open();
      const before = await store.definitionsVersion();
      const failing = store.write({
        actor: { kind: 'setup' },
        work: async (writes) => {
          await saveAll(writes);
          throw new Error('changed my mind');
        },
      });
      await expect(failing).rejects.toThrow('changed my mind');
      expect((await store.readDefinitions()).workspaces).toEqual([]);
      expect(await store.definitionsVersion()).toBe(before);
      await store.write({ actor: { kind: 'setup' }, work: saveAll });
      expect((await store.readDefinitions()).keys).toEqual([KEY]);
    });

    test('sees what it wrote so far', async () => {
      const store = await (await newPlace()).open();
      const seen = await store.write({
        actor: { kind: 'setup' },
        work: async (writes) => {
          await saveAll(writes);
          return writes.read();
        },
      });
      expect(seen.keys).toEqual([KEY]);
    });

    test('changes the version for every process that polls it; one that wrote nothing does not', async () => {
      const place = await newPlace();
      const [writer, reader] = [await place.open(), await place.open()];
      const before = await reader.definitionsVersion();
      await writer.write({ actor: { kind: 'setup' }, work: saveAll });
      const after = await reader.definitionsVersion();
      expect(after).not.toBe(before);
      expect(await writer.definitionsVersion()).toBe(after);
      await writer.write({ actor: { kind: 'setup' }, work: (writes) => writes.read() });
      expect(await reader.definitionsVersion()).toBe(after);
    });

    test('of several processes loses none of the others', async () => {
      const place = await newPlace();
      const stores = await Promise.all(Array.from({ length: 3 }, place.open));
      await stores[0]?.write({ actor: { kind: 'setup' }, work: saveAll });
      const addModel = (store: Store, id: string) =>
        store.write({
          actor: { kind: 'setup' },
          work: async (writes) => {
            const [connection] = (await writes.read()).connections;
            if (connection === undefined) throw new Error('the connection is missing');
            await writes.saveConnection({ ...connection, models: [...connection.models, { id, ...BARE_MODEL }] });
          },
        });
      await Promise.all(
        stores.flatMap((store, at) => Array.from({ length: 8 }, (_, turn) => addModel(store, `model-${at}-${turn}`))),
      );
      const [connection] = (await (await place.open()).readDefinitions()).connections;
      expect(connection?.models).toHaveLength(CONNECTION.models.length + 24);
    });

    test('cannot be continued after it ended', async () => {
      const store = await (await newPlace()).open();
      const kept: DefinitionWrites[] = [];
      await store.write({
        actor: { kind: 'setup' },
        work: async (writes) => {
          kept.push(writes);
        },
      });
      await expect(kept[0]?.saveWorkspace(WORKSPACE)).rejects.toThrow('after their transaction had ended');
      expect((await store.readDefinitions()).workspaces).toEqual([]);
    });
  });
}
