import type { Definitions, RouteDefinition, RouteSchedule } from '../domain/definitions.ts';
import type { RouteId } from '../domain/ids.ts';
import type { Log } from '../domain/ports.ts';
import type { RouteTest } from '../domain/release.ts';
import type { DefinitionWrites, Store } from '../domain/store.ts';

const ACTOR = { kind: 'job', name: 'publish-scheduled' } as const;

interface PublishScheduled {
  readonly store: Pick<Store, 'write'> & { readonly routes: Pick<Store['routes'], 'due'> };
  /** What keeps a release from being published; empty: nothing does. Asked within the transaction. */
  readonly check: (release: {
    readonly route: RouteDefinition;
    readonly schedule: RouteSchedule;
    readonly definitions: Definitions;
    /** Those of the route. */
    readonly tests: readonly RouteTest[];
  }) => Promise<readonly string[]> | readonly string[];
  readonly nowMs: number;
  readonly log: Log;
}

/**
 * Publishes what is due, each release once, however many processes look: whoever writes first takes the schedule away, and
 * the next one finds none. What cannot be published any more (a connection has gone meanwhile) is marked as refused, with
 * the reasons, and left to whoever set it. Returns how many were published.
 */
export async function publishScheduled({ store, check, nowMs, log }: PublishScheduled): Promise<number> {
  let published = 0;
  for (const routeId of await store.routes.due({ nowMs })) {
    const work = (writes: DefinitionWrites) => publishOne({ writes, routeId, check, nowMs });
    const end = await store.write({ actor: ACTOR, work });
    if (end === undefined) continue;
    const fields = { route: end.route, version: end.version, why: end.why };
    if (end.why.length > 0) log.warn(fields, 'a scheduled release could not be published');
    else {
      published++;
      log.info(fields, 'a scheduled release was published');
    }
  }
  return published;
}

interface Published {
  readonly route: string;
  readonly version: number | undefined;
  readonly why: readonly string[];
}

async function publishOne({
  writes,
  routeId,
  check,
  nowMs,
}: Pick<PublishScheduled, 'check' | 'nowMs'> & {
  readonly writes: DefinitionWrites;
  readonly routeId: RouteId;
}): Promise<Published | undefined> {
  const definitions = await writes.read({ routeId });
  const route = definitions.routes.find(({ id }) => id === routeId);
  const schedule = route?.schedule;
  if (route === undefined || schedule === undefined) return undefined;
  if (schedule.refused !== undefined || schedule.atMs > nowMs) return undefined;
  const why = await check({ route, schedule, definitions, tests: await writes.readRouteTests(routeId) });
  if (why.length > 0) {
    const { atMs, note, by } = schedule;
    const refused = { atMs: nowMs, why };
    await writes.setSchedule({ routeId, schedule: { atMs, note, by, refused, release: releaseOf(schedule) } });
    return { route: route.name, version: schedule.version, why };
  }
  await writes.setSchedule({ routeId, schedule: undefined });
  const version = await publish({ writes, routeId, schedule, nowMs });
  return { route: route.name, version, why };
}

async function publish({
  writes,
  routeId,
  schedule: { version, spec, note, by },
  nowMs,
}: {
  readonly writes: DefinitionWrites;
  readonly routeId: RouteId;
  readonly schedule: RouteSchedule;
  readonly nowMs: number;
}): Promise<number> {
  if (version === undefined) return writes.publishRoute({ routeId, spec, publishedAtMs: nowMs, note, by });
  await writes.pointRouteAt({ routeId, version });
  return version;
}

function releaseOf({ version, spec }: RouteSchedule) {
  return version === undefined ? { spec } : { version };
}
