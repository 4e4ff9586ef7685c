import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  buildAttemptSpec,
  buildBudget,
  buildConnection,
  buildKey,
  buildPlan,
  buildRouteDefinition,
  buildRouteSpec,
  buildWorkspace,
} from '../../tests/support/build-definitions.ts';
import { onEveryDatabase, type StorePlace, TEST_VAULT } from '../../tests/support/on-every-database.ts';
import { STUB_PROVIDERS } from '../../tests/support/stub-providers.ts';
import { compileSnapshot } from '../control/compile-snapshot.ts';
import type { Definitions } from '../domain/definitions.ts';
import { readId } from '../domain/ids.ts';
import { EMPTY_CATALOGUE } from '../domain/model-catalogue.ts';
import type { Snapshot } from '../domain/route.ts';
import type { DefinitionWrites, Store } from '../domain/store.ts';
import { compileInSlices } from './compile-in-slices.ts';
import { keepDefinitions } from './keep-definitions.ts';
import { createSnapshotHolder } from './snapshot-holder.ts';

const RUNS = { sqlite: 40, postgres: 6 } as const;
const WITHIN_MS = 120_000;
const COMPILING = { vault: TEST_VAULT, providers: STUB_PROVIDERS, catalogue: EMPTY_CATALOGUE };
const SILENT = { info() {}, warn() {}, error() {} };

/** What an act is told: numbers that choose what it is about. */
interface Dice {
  readonly writes: DefinitionWrites;
  readonly now: Definitions;
  /** Counts up over a whole run: for ids and names that nothing else has. */
  readonly serial: number;
  readonly one: number;
  readonly other: number;
}

type RandomAct = (dice: Dice) => Promise<unknown>;

function pick<Item>(items: readonly Item[], number: number): Item | undefined {
  return items[number % Math.max(items.length, 1)];
}

/** Some are of the same moment: then their ids decide. */
function moment({ serial }: Dice): number {
  return 1_000 + Math.floor(serial / 3);
}

function specOf({ one, other }: Dice) {
  const connections = [`c${one % 3}`, `c${other % 3}`];
  const zone = pick([undefined, 'Europe/Berlin', 'Nowhere/Land'], one);
  return buildRouteSpec({
    attempts: connections.map((connection) => buildAttemptSpec({ connection })),
    budget: other % 2 ? undefined : { nanoUsd: 5, window: 'day', timeZone: zone, alertAtPercent: undefined },
  });
}

/** Does something to one of the things that there are, if there is any. */
function to<Item>(list: (now: Definitions) => readonly Item[], act: (item: Item, dice: Dice) => Promise<unknown>) {
  return async (dice: Dice) => {
    const item = pick(list(dice.now), dice.one);
    if (item !== undefined) await act(item, dice);
  };
}

const toWorkspace = (act: (workspace: Definitions['workspaces'][number], dice: Dice) => Promise<unknown>) =>
  to(({ workspaces }) => workspaces, act);
const toConnection = (act: (connection: Definitions['connections'][number], dice: Dice) => Promise<unknown>) =>
  to(({ connections }) => connections, act);
const toRoute = (act: (route: Definitions['routes'][number], dice: Dice) => Promise<unknown>) =>
  to(({ routes }) => routes, act);
const toKey = (act: (key: Definitions['keys'][number], dice: Dice) => Promise<unknown>) => to(({ keys }) => keys, act);

const ACTS: Readonly<Record<string, RandomAct>> = {
  newWorkspace: ({ writes, ...dice }) =>
    writes.saveWorkspace(
      buildWorkspace({
        id: readId({ kind: 'ws', text: `ws_${dice.serial}` }),
        name: `w${dice.serial}`,
        createdAtMs: moment({ writes, ...dice }),
      }),
    ),
  suspend: toWorkspace((workspace, { writes }) =>
    writes.saveWorkspace({ ...workspace, suspended: !workspace.suspended }),
  ),
  plan: toWorkspace((workspace, { writes, other }) =>
    writes.saveWorkspace({ ...workspace, planName: pick(['free', 'gone', undefined], other) }),
  ),
  removeWorkspace: toWorkspace(({ id }, { writes, other }) =>
    other % 4 === 0 ? writes.removeWorkspace(id) : Promise.resolve(),
  ),
  newConnection: toWorkspace(async ({ id }, dice) => {
    const name = `c${dice.other % 3}`;
    if (dice.now.connections.some((one) => one.workspaceId === id && one.name === name)) return;
    const shared = dice.serial % 4 === 0;
    await dice.writes.saveConnection(
      buildConnection({
        id: readId({ kind: 'conn', text: `conn_${dice.serial}` }),
        workspaceId: id,
        name,
        provider: pick(['north', 'south', 'unheard-of'], dice.serial) ?? '',
        access: shared ? 'platform' : 'byok',
        shared,
        createdAtMs: moment(dice),
      }),
    );
  }),
  changeConnection: toConnection((connection, { writes, other }) =>
    writes.saveConnection({ ...connection, enabled: other % 2 === 0, credentialVersion: other }),
  ),
  share: toConnection((connection, { writes }) => writes.saveConnection({ ...connection, shared: !connection.shared })),
  removeConnection: toConnection(({ id }, { writes }) => writes.removeConnection(id)),
  newRoute: toWorkspace(async ({ id: workspaceId }, dice) => {
    const id = readId({ kind: 'route', text: `route_${dice.serial}` });
    const { published: _none, ...route } = buildRouteDefinition({ id, workspaceId, name: `r${dice.serial}` });
    await dice.writes.saveRoute({ ...route, createdAtMs: moment(dice) });
    await dice.writes.publishRoute({ routeId: id, spec: specOf(dice), publishedAtMs: 1 });
  }),
  publish: toRoute(({ id }, dice) =>
    dice.writes.publishRoute({ routeId: id, spec: specOf(dice), publishedAtMs: 2, live: dice.other % 3 > 0 }),
  ),
  rollBack: toRoute(({ id }, { writes }) => writes.pointRouteAt({ routeId: id, version: 1 })),
  canary: toRoute(({ id }, { writes, other }) =>
    writes.setCanary({
      routeId: id,
      canary: other % 3 ? { version: 1, sharePercent: 10, stickyBy: 'key' } : undefined,
    }),
  ),
  shadow: toRoute(({ id }, dice) =>
    dice.writes.setShadow({
      routeId: id,
      shadow: { release: { spec: specOf(dice) }, sharePercent: 5, budgetNanoUsd: 9 },
    }),
  ),
  removeRoute: toRoute(({ id }, { writes }) => writes.removeRoute(id)),
  newKey: toWorkspace(({ id }, dice) => {
    const own = <Row extends { readonly workspaceId: string }>(rows: readonly Row[]) =>
      rows.filter(({ workspaceId }) => workspaceId === id);
    const parent = dice.serial % 3 === 0 ? pick(own(dice.now.keys), dice.other) : undefined;
    return dice.writes.saveKey(
      buildKey({
        id: readId({ kind: 'key', text: `key_${dice.serial}` }),
        workspaceId: id,
        name: `k${dice.serial}`,
        kind: parent ? 'ide' : 'live',
        routeId: pick(own(dice.now.routes), dice.other)?.id,
        parentKeyId: parent?.id,
        allowedOrigins: parent ? undefined : [`https://${dice.serial}.example`],
        tags: dice.other % 2 ? ['blue'] : [],
        secrets: [{ digest: `d${dice.serial}`, display: 'lk', createdAtMs: 1, rotatedOutAtMs: undefined }],
        createdAtMs: moment(dice),
      }),
    );
  }),
  revokeKey: toKey((key, { writes }) => writes.saveKey({ ...key, revokedAtMs: 7 })),
  rotateKey: toKey((key, { writes, serial }) =>
    writes.saveKey({
      ...key,
      secrets: [
        ...key.secrets.map((secret) => ({ ...secret, rotatedOutAtMs: 9 })),
        { digest: `d${serial}`, display: 'lk', createdAtMs: 2, rotatedOutAtMs: undefined },
      ],
    }),
  ),
  removeKey: toKey(({ id }, { writes }) => writes.removeKey(id)),
  newBudget: toWorkspace(({ id }, { writes, serial, other }) =>
    writes.saveBudget(
      buildBudget({
        id: readId({ kind: 'bud', text: `bud_${serial}` }),
        workspaceId: id,
        name: `b${serial}`,
        target: other % 2 ? { scope: 'workspace' } : { scope: 'tag', tag: 'blue' },
        createdAtMs: serial,
      }),
    ),
  ),
  removeBudget: to(
    ({ budgets }) => budgets,
    ({ id }, { writes }) => writes.removeBudget(id),
  ),
  savePlan: ({ writes, other }) =>
    writes.savePlan(buildPlan({ workspaceId: undefined, managed: { chat: other, embeddings: undefined, image: 0 } })),
  removePlan: ({ writes }) => writes.removePlan('free'),
};

/** A key is renamed by a release before this one, which counts a version and writes down nothing. */
const BY_EARLIER_RELEASE = `update keys set name = name || '+';
  update counters set value = value + 1 where name = 'definitions'`;

const roundArbitrary = fc.record({
  acts: fc.array(fc.record({ act: fc.constantFrom(...Object.keys(ACTS)), one: fc.nat(99), other: fc.nat(99) }), {
    minLength: 1,
    maxLength: 4,
  }),
  end: fc.constantFrom('commit', 'commit', 'commit', 'commit', 'undo', 'earlier release'),
  /** Whether the second process, which looks more seldom, looks after this round. */
  isSeen: fc.boolean(),
});

type Round = typeof roundArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

class Undone extends Error {}

async function runRound({
  round,
  store,
  place,
  nextSerial,
}: {
  readonly round: Round;
  readonly store: Store;
  readonly place: StorePlace;
  readonly nextSerial: () => number;
}): Promise<void> {
  const work = async (writes: DefinitionWrites) => {
    for (const { act, one, other } of round.acts) {
      await ACTS[act]?.({ writes, now: await writes.read(), serial: nextSerial(), one, other });
    }
    if (round.end === 'undo') throw new Undone();
  };
  await store.write({ actor: { kind: 'setup' }, work }).catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error;
  });
  if (round.end === 'earlier release') await place.execute(BY_EARLIER_RELEASE);
}

/** What a run begins with, so that every act finds something. */
const FIRST: Round = {
  acts: ['newWorkspace', 'newConnection', 'newRoute', 'newKey', 'newBudget'].flatMap((act) =>
    Array.from({ length: 4 }, (_, one) => ({ act, one, other: one * 5 })),
  ),
  end: 'commit',
  isSeen: true,
};

/** That a run can come to. */
const EVERY_DIGEST = Array.from({ length: 100 }, (_, serial) => `d${serial}`);

/** Everything that requests read of it, in no order. */
function contentsOf({ version, principals, allowedOrigins }: Snapshot) {
  const all = [...principals.values()];
  for (const principal of all) expect(principals.get(principal.digest)).toBe(principal);
  const found = EVERY_DIGEST.filter((digest) => principals.get(digest) !== undefined);
  expect(found.sort()).toEqual(all.map(({ digest }) => digest).sort());
  return { version, allowedOrigins, principals: new Map(all.map((principal) => [principal.digest, principal])) };
}

function holderOn(store: Store) {
  return createSnapshotHolder({
    store,
    log: SILENT,
    pollMs: 1_000,
    compile: (definitions) => compileInSlices({ ...COMPILING, definitions, pause: async () => {}, log: SILENT }),
  });
}

onEveryDatabase(({ newPlace, database }) => {
  describe('a snapshot that is brought up to date change by change', () => {
    test(
      'is the one that is made of everything, whatever was done, by whom, and however often it was looked at',
      async () => {
        const rounds = fc.array(roundArbitrary, { minLength: 1, maxLength: 12 });
        await fc.assert(
          fc.asyncProperty(rounds, async (given) => {
            const place = await newPlace();
            const store = await place.open();
            const [often, seldom] = await Promise.all([holderOn(store), holderOn(store)]);
            const kept = keepDefinitions({ store });
            let serial = 0;
            const nextSerial = () => ++serial;
            for (const round of [FIRST, ...given]) {
              await runRound({ round, store, place, nextSerial });
              const version = await store.definitionsVersion();
              const definitions = await store.readDefinitions();
              const { snapshot } = compileSnapshot({ ...COMPILING, definitions, version });
              await often.refresh();
              expect(contentsOf(often.current())).toEqual(contentsOf(snapshot));
              expect(await kept()).toEqual(definitions);
              if (!round.isSeen) continue;
              await seldom.refresh();
              expect(contentsOf(seldom.current())).toEqual(contentsOf(snapshot));
            }
            await store.close();
          }),
          { numRuns: RUNS[database], endOnFailure: true },
        );
      },
      WITHIN_MS,
    );
  });
});
