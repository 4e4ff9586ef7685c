import type { Kysely } from 'kysely';
import { readId } from '../domain/ids.ts';
import type { ReleaseStore } from '../domain/release.ts';
import type { Database } from './database-schema.ts';
import { findDraft, findRouteTests, findRouteVersion } from './find-release.ts';
import { versionFromRow } from './route-rows.ts';
import { readVersionFigures } from './version-figures.ts';

/** What is kept of routes beside what the data plane reads. */
export function createReleaseStore({ database }: { database: Kysely<Database> }): ReleaseStore {
  return {
    async versions({ routeId, beforeVersion, limit }) {
      let page = database.selectFrom('route_versions').selectAll().where('route_id', '=', routeId);
      if (beforeVersion !== undefined) page = page.where('version', '<', beforeVersion);
      return (await page.orderBy('version', 'desc').limit(limit).execute()).map(versionFromRow);
    },
    version: (query) => findRouteVersion({ database, ...query }),
    draft: (routeId) => findDraft({ database, routeId }),
    tests: (routeId) => findRouteTests({ database, routeId }),
    async due({ nowMs }) {
      const routes = await database
        .selectFrom('routes')
        .select('id')
        .where('schedule_at_ms', '<=', nowMs)
        .orderBy('schedule_at_ms')
        .execute();
      return routes.map(({ id }) => readId({ kind: 'route', text: id }));
    },
    figures: (query) => readVersionFigures({ database, query }),
  };
}
