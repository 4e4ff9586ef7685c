import { AUDITED_VIEW } from '../domain/audited-view.ts';
import type { RouteDefinition } from '../domain/definitions.ts';
import type { RouteId } from '../domain/ids.ts';
import type { DefinitionWrites } from '../domain/store.ts';
import type { DefinitionFinder } from './find-definition.ts';
import type { ObjectChange } from './object-change.ts';
import type { ReleaseWrites } from './release-writes.ts';

interface Auditing {
  readonly writes: DefinitionWrites;
  readonly find: DefinitionFinder;
  readonly add: (change: ObjectChange) => void;
}

/** What is released of a route, each act by its own word. What changes nothing leaves no trace. */
export function auditedRouteWrites({ writes, find, add }: Auditing): ReleaseWrites {
  const act = async (made: Act): Promise<void> => {
    const before = await find.route(made.routeId);
    const seenBefore = await made.look(before);
    await made.write();
    const after = await find.route(made.routeId);
    if (after === undefined) return;
    const [was, is] = [seenBefore, await made.look(after)].map((seen) => seen && JSON.stringify(seen));
    if (was === is) return;
    const name = typeof made.act === 'string' ? made.act : made.act({ before, after });
    add({ ...describe(after), act: name, before: was, after: is });
  };
  const inRoute = async (route: RouteDefinition | undefined) => route && AUDITED_VIEW.route(route);
  const draftOf = (routeId: RouteId) => async () => writes.readDraft(routeId);
  return {
    readRouteVersion: writes.readRouteVersion,
    readDraft: writes.readDraft,
    readRouteTests: writes.readRouteTests,
    saveDraft: (draft) =>
      act({ ...draft, act: 'draft', look: draftOf(draft.routeId), write: () => writes.saveDraft(draft) }),
    dropDraft: (routeId) =>
      act({ routeId, act: 'drop_draft', look: draftOf(routeId), write: () => writes.dropDraft(routeId) }),
    async publishRoute(publication) {
      const before = await find.route(publication.routeId);
      const version = await writes.publishRoute(publication);
      const after = await find.route(publication.routeId);
      if (after === undefined) return version;
      const { spec, note } = publication;
      const live = publication.live !== false;
      add({
        ...describe(after),
        act: live ? 'publish' : 'add_version',
        before: JSON.stringify({ published: before?.published ?? null, canary: before?.canary?.version }),
        after: JSON.stringify(live ? { published: after.published ?? null, note } : { added: { version, spec }, note }),
      });
      return version;
    },
    pointRouteAt: (target) => act({ ...target, act: wayOf, look: inRoute, write: () => writes.pointRouteAt(target) }),
    setCanary: (setting) => act({ ...setting, act: 'canary', look: inRoute, write: () => writes.setCanary(setting) }),
    setShadow: (setting) => act({ ...setting, act: 'shadow', look: inRoute, write: () => writes.setShadow(setting) }),
    setSchedule: (setting) =>
      act({ ...setting, act: 'schedule', look: inRoute, write: () => writes.setSchedule(setting) }),
    saveRouteTests: (saved) =>
      act({
        ...saved,
        act: 'tests',
        look: async () => ({ tests: await find.routeTests(saved.routeId) }),
        write: () => writes.saveRouteTests(saved),
      }),
  };
}

interface Act {
  readonly routeId: RouteId;
  readonly act: string | ((change: Moved) => string);
  /** What the log keeps of it. */
  readonly look: (route: RouteDefinition | undefined) => Promise<object | undefined>;
  readonly write: () => Promise<void>;
}

interface Moved {
  readonly before: RouteDefinition | undefined;
  readonly after: RouteDefinition;
}

function wayOf({ before, after }: Moved): string {
  const [from, to] = [before?.published?.version ?? 0, after.published?.version ?? 0];
  if (to === from) return 'canary';
  return to < from ? 'rollback' : 'publish';
}

function describe({ workspaceId, id, name }: RouteDefinition): Pick<ObjectChange, 'workspaceId' | 'object'> {
  return { workspaceId, object: { kind: 'route', id, name } };
}
