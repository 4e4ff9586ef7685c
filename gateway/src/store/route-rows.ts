import type { Insertable, Selectable } from 'kysely';
import type { RouteDefinition, RouteIdentity } from '../domain/definitions.ts';
import { readId } from '../domain/ids.ts';
import type { RouteDraft, RouteVersion } from '../domain/release.ts';
import type { RouteDraftsTable, RoutesTable, RouteVersionsTable } from './route-tables.ts';
import {
  canarySchema,
  ownerSchema,
  readJson,
  readOptionalJson,
  routeSpecSchema,
  scheduleSchema,
  shadowSchema,
} from './stored-json.ts';

export function routeFromRow(from: {
  route: Selectable<RoutesTable>;
  published: Selectable<RouteVersionsTable> | undefined;
}): RouteDefinition {
  const { route, published } = from;
  return {
    id: readId({ kind: 'route', text: route.id }),
    workspaceId: readId({ kind: 'ws', text: route.workspace_id }),
    name: route.name,
    published: published && {
      version: published.version,
      publishedAtMs: published.published_at_ms,
      spec: readJson({ schema: routeSpecSchema, text: published.spec }),
    },
    canary: readOptionalJson({ schema: canarySchema, text: route.canary }),
    shadow: readOptionalJson({ schema: shadowSchema, text: route.shadow }),
    schedule: readOptionalJson({ schema: scheduleSchema, text: route.schedule }),
    owner: ownerSchema.parse(route.owner),
    createdAtMs: route.created_at_ms,
  };
}

/** Without what is released of it: that has writes of its own. */
export function routeToRow(
  route: RouteIdentity,
): Pick<Insertable<RoutesTable>, 'id' | 'workspace_id' | 'name' | 'owner' | 'created_at_ms'> {
  return {
    id: route.id,
    workspace_id: route.workspaceId,
    name: route.name,
    owner: route.owner,
    created_at_ms: route.createdAtMs,
  };
}

export function versionFromRow(row: Selectable<RouteVersionsTable>): RouteVersion {
  return {
    version: row.version,
    spec: readJson({ schema: routeSpecSchema, text: row.spec }),
    publishedAtMs: row.published_at_ms,
    note: row.note ?? undefined,
    publishedBy: row.published_by ?? undefined,
  };
}

export function draftFromRow(row: Selectable<RouteDraftsTable>): RouteDraft {
  return {
    spec: readJson({ schema: routeSpecSchema, text: row.spec }),
    basedOnVersion: row.based_on_version ?? undefined,
    updatedAtMs: row.updated_at_ms,
    updatedBy: row.updated_by ?? undefined,
  };
}
