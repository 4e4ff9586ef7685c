import type { Transaction, Updateable } from 'kysely';
import { type Actor, nameOfActor } from '../domain/actor.ts';
import type { RouteCanary, RouteSchedule, RouteShadow, RouteSpec } from '../domain/definitions.ts';
import type { ChosenRelease } from '../domain/release.ts';
import type { DefinitionWrites } from '../domain/store.ts';
import type { Database } from './database-schema.ts';
import type { ChangingRow } from './definition-changes.ts';
import { findDraft, findRouteTests, findRouteVersion } from './find-release.ts';
import type { ReleaseWrites } from './release-writes.ts';
import { routeToRow } from './route-rows.ts';
import type { RoutesTable } from './route-tables.ts';
import { StoreError } from './store-error.ts';

type RouteWrites = ReleaseWrites & Pick<DefinitionWrites, 'saveRoute' | 'removeRoute'>;

interface RouteWriting {
  /** The open transaction, for what requests are not served by. */
  readonly within: () => Transaction<Database>;
  /** The same for what requests are served by, which has changed then. */
  readonly changingRow: ChangingRow;
  readonly actor: Actor;
}

/** Everything that is written of routes. */
export function routeWrites({ within, changingRow, actor }: RouteWriting): RouteWrites {
  const changing = <Result>(id: string, write: (transaction: Transaction<Database>) => Promise<Result>) =>
    changingRow({ table: 'routes', id }, write);
  return {
    saveRoute: (route) => changing(route.id, (transaction) => saveRoute({ transaction, route })),
    removeRoute: (id) =>
      changing(id, async (transaction) => void (await transaction.deleteFrom('routes').where('id', '=', id).execute())),
    readRouteVersion: async (query) => findRouteVersion({ database: within(), ...query }),
    readDraft: async (routeId) => findDraft({ database: within(), routeId }),
    readRouteTests: async (routeId) => findRouteTests({ database: within(), routeId }),
    saveDraft: async (draft) => saveDraft({ transaction: within(), draft, by: nameOfActor(actor) }),
    async dropDraft(routeId) {
      await within().deleteFrom('route_drafts').where('route_id', '=', routeId).execute();
    },
    publishRoute: (publication) =>
      changing(publication.routeId, (transaction) =>
        publishRoute({ transaction, publication: { ...publication, by: publication.by ?? nameOfActor(actor) } }),
      ),
    pointRouteAt: ({ routeId, version }) =>
      changing(routeId, async (transaction) => {
        await specOf({ transaction, routeId, release: { version } });
        await pointAt({ transaction, routeId, version });
      }),
    setCanary: (setting) => changing(setting.routeId, (transaction) => setCanary({ transaction, setting })),
    setShadow: (setting) => changing(setting.routeId, (transaction) => setShadow({ transaction, setting })),
    setSchedule: (setting) =>
      changing(setting.routeId, (transaction) => setSchedule({ transaction, setting, by: nameOfActor(actor) })),
    async saveRouteTests({ routeId, tests }) {
      const text = JSON.stringify(tests);
      await within()
        .insertInto('route_tests')
        .values({ route_id: routeId, tests: text })
        .onConflict((conflict) => conflict.column('route_id').doUpdateSet({ tests: text }))
        .execute();
    },
  };
}

type Saved<Act extends keyof RouteWrites> = Parameters<RouteWrites[Act]>[0];

interface Writing {
  readonly transaction: Transaction<Database>;
}

async function saveRoute(save: Writing & { route: Saved<'saveRoute'> }): Promise<void> {
  const { id, ...rest } = routeToRow(save.route);
  await save.transaction
    .insertInto('routes')
    .values({ id, ...rest })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
    .execute();
}

async function saveDraft(save: Writing & { draft: Saved<'saveDraft'>; by: string }): Promise<void> {
  const { routeId, spec, basedOnVersion, updatedAtMs } = save.draft;
  const row = {
    spec: JSON.stringify(spec),
    based_on_version: basedOnVersion ?? null,
    updated_at_ms: updatedAtMs,
    updated_by: save.by,
  };
  await save.transaction
    .insertInto('route_drafts')
    .values({ route_id: routeId, ...row })
    .onConflict((conflict) => conflict.column('route_id').doUpdateSet(row))
    .execute();
}

async function publishRoute(publish: Writing & { publication: Saved<'publishRoute'> }): Promise<number> {
  const { transaction, publication } = publish;
  const { routeId } = publication;
  const latest = await transaction
    .selectFrom('route_versions')
    .select((column) => column.fn.max('version').as('version'))
    .where('route_id', '=', routeId)
    .executeTakeFirst();
  const version = (latest?.version ?? 0) + 1;
  await transaction
    .insertInto('route_versions')
    .values({
      route_id: routeId,
      version,
      spec: JSON.stringify(publication.spec),
      published_at_ms: publication.publishedAtMs,
      note: publication.note ?? null,
      published_by: publication.by ?? null,
    })
    .execute();
  if (publication.live !== false) await pointAt({ transaction, routeId, version });
  return version;
}

/** Every request gets this version from now on: a canary beside it ends, and so does a shadow of the same version. */
async function pointAt(point: Writing & { routeId: string; version: number }): Promise<void> {
  const { transaction, routeId, version } = point;
  const route = await transaction.selectFrom('routes').select('shadow').where('id', '=', routeId).executeTakeFirst();
  const shadowed: { version?: number } = JSON.parse(route?.shadow ?? '{}');
  await updateRoute({
    transaction,
    routeId,
    set: { published_version: version, canary: null, ...(shadowed.version === version ? { shadow: null } : undefined) },
  });
}

async function setCanary({ transaction, setting }: Writing & { setting: Saved<'setCanary'> }): Promise<void> {
  const { routeId, canary } = setting;
  const stored: RouteCanary | undefined = canary && {
    ...canary,
    spec: await specOf({ transaction, routeId, release: canary }),
  };
  if (stored !== undefined) await checkIsPublished({ transaction, routeId });
  await updateRoute({ transaction, routeId, set: { canary: jsonOf(stored) } });
}

async function setShadow({ transaction, setting }: Writing & { setting: Saved<'setShadow'> }): Promise<void> {
  const { routeId, shadow } = setting;
  const stored: RouteShadow | undefined = shadow && {
    version: versionOf(shadow.release),
    spec: await specOf({ transaction, routeId, release: shadow.release }),
    sharePercent: shadow.sharePercent,
    budgetNanoUsd: shadow.budgetNanoUsd,
  };
  await updateRoute({ transaction, routeId, set: { shadow: jsonOf(stored) } });
}

async function setSchedule({
  transaction,
  setting,
  by,
}: Writing & { setting: Saved<'setSchedule'>; by: string }): Promise<void> {
  const { routeId, schedule } = setting;
  const stored: RouteSchedule | undefined = schedule && {
    atMs: schedule.atMs,
    version: versionOf(schedule.release),
    spec: await specOf({ transaction, routeId, release: schedule.release }),
    note: schedule.note,
    by: schedule.by ?? by,
    refused: schedule.refused,
  };
  const dueAtMs = stored === undefined || stored.refused !== undefined ? null : stored.atMs;
  await updateRoute({ transaction, routeId, set: { schedule: jsonOf(stored), schedule_at_ms: dueAtMs } });
}

async function updateRoute(update: Writing & { routeId: string; set: Updateable<RoutesTable> }): Promise<void> {
  await update.transaction.updateTable('routes').set(update.set).where('id', '=', update.routeId).execute();
}

function versionOf(release: ChosenRelease): number | undefined {
  return 'version' in release ? release.version : undefined;
}

/** @throws StoreError: there is no such version */
async function specOf(find: Writing & { routeId: string; release: ChosenRelease }): Promise<RouteSpec> {
  const { transaction, routeId, release } = find;
  if (!('version' in release)) return release.spec;
  const found = await findRouteVersion({ database: transaction, routeId, version: release.version });
  if (found === undefined) throw new StoreError(`The route ${routeId} has no version ${release.version}.`);
  return found.spec;
}

/** @throws StoreError: a canary is a share of what the published version serves */
async function checkIsPublished({ transaction, routeId }: Writing & { routeId: string }): Promise<void> {
  const found = transaction.selectFrom('routes').select('published_version').where('id', '=', routeId);
  const route = await found.executeTakeFirst();
  if (route?.published_version == null) throw new StoreError(`The route ${routeId} has no published version.`);
}

function jsonOf(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
