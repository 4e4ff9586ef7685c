import type { ConfigRoute } from '../../config/config.ts';
import type { KeyDefinition, RouteDefinition } from '../../domain/definitions.ts';
import type { RouteId } from '../../domain/ids.ts';
import {
  isFilesToChange,
  joinParts,
  NOTHING,
  nameConflict,
  type PlannedPart,
  type PlanPartInput,
  takeOverNote,
} from './apply-plan.ts';
import { compareValues } from './compare-values.ts';
import { routeWords } from './config-words.ts';

export interface PlanRoutesInput extends PlanPartInput {
  readonly routes: readonly ConfigRoute[];
}

/** Routes that are made, published or removed, and the ids that keys of the file refer to by name. */
export function planRoutes(input: PlanRoutesInput): {
  readonly part: PlannedPart;
  readonly removals: PlannedPart;
  readonly routeIds: ReadonlyMap<string, RouteId>;
} {
  const inWorkspace = input.definitions.routes.filter(({ workspaceId }) => workspaceId === input.workspaceId);
  const routeIds = new Map<string, RouteId>();
  const parts = input.routes.map((wanted) => {
    const existing = inWorkspace.find(({ name }) => name === wanted.name);
    const id = existing?.id ?? input.ids.next('route');
    routeIds.set(wanted.name, id);
    return planRoute({ ...input, wanted, existing, id });
  });
  const left = inWorkspace.filter(({ owner, name }) => owner === 'file' && !routeIds.has(name));
  const removals = left.map((route) => planRemoval({ route, keys: input.definitions.keys }));
  return { part: joinParts(parts), removals: joinParts(removals), routeIds };
}

function planRoute({
  wanted,
  existing,
  id,
  workspaceId,
  nowMs,
}: PlanRoutesInput & {
  readonly wanted: ConfigRoute;
  readonly existing: RouteDefinition | undefined;
  readonly id: RouteId;
}): PlannedPart {
  if (existing !== undefined && !isFilesToChange(existing.owner)) {
    return { ...NOTHING, conflicts: [nameConflict({ noun: 'route', name: wanted.name, owner: existing.owner })] };
  }
  const published = existing?.published;
  const before = published === undefined ? {} : routeWords(published.spec);
  const fields = compareValues({ before, after: routeWords(wanted.spec) });
  const note = takeOverNote(existing?.owner);
  const publishes = published === undefined || fields.length > 0;
  if (!publishes && note === undefined) return NOTHING;
  const action = existing === undefined ? 'create' : publishes ? 'publish' : 'update';
  const createdAtMs = existing?.createdAtMs ?? nowMs;
  return {
    ...NOTHING,
    changes: [{ object: 'route', name: wanted.name, action, fields, note }],
    writes: [
      { act: 'saveRoute', row: { id, workspaceId, name: wanted.name, owner: 'file', createdAtMs } },
      ...(note === undefined || existing === undefined ? [] : [{ act: 'endReleases', routeId: id } as const]),
      ...(publishes ? [{ act: 'publishRoute', routeId: id, spec: wanted.spec } as const] : []),
    ],
  };
}

function planRemoval({
  route,
  keys,
}: {
  readonly route: RouteDefinition;
  readonly keys: readonly KeyDefinition[];
}): PlannedPart {
  const users = keys.filter((key) => key.routeId === route.id && key.owner !== 'file' && key.revokedAtMs === undefined);
  const notices = users.map(
    (key) => `Route "${route.name}" is removed, and key "${key.name}" points to it: its requests will be refused.`,
  );
  return {
    ...NOTHING,
    changes: [{ object: 'route', name: route.name, action: 'remove', fields: [], note: 'no longer in the file' }],
    writes: [{ act: 'removeRoute', id: route.id }],
    notices,
  };
}
