import { createHash } from 'node:crypto';
import type { EventStore, GatewayEvent } from '../domain/event.ts';
import type { Incident, IncidentWatcher, Log } from '../domain/ports.ts';
import { createEventOutbox, type EventOutbox } from './event-outbox.ts';

const MINUTE_MS = 60_000;
/**
 * What happens again within such a stretch of time is one event: several processes meet the same trouble, each by itself,
 * and a credential goes on being refused.
 */
const ONCE_IN_MS = {
  'circuit.opened': 5 * MINUTE_MS,
  'circuit.closed': 5 * MINUTE_MS,
  'credential.refused': 60 * MINUTE_MS,
} as const satisfies Readonly<Record<Incident['kind'], number>>;
/** More than targets that anybody has; beyond, the store alone tells what is new. */
const MOST_REMEMBERED = 5_000;

export interface IncidentEvents extends IncidentWatcher, Pick<EventOutbox, 'flush' | 'close'> {}

/** Makes events of what happens to targets. Nobody waits for the store, which keeps each event once. */
export function createIncidentEvents(deps: {
  readonly events: Pick<EventStore, 'append'>;
  readonly log: Log;
}): IncidentEvents {
  const outbox = createEventOutbox(deps);
  const told = new Set<string>();
  return {
    happened(incident) {
      const event = eventOf(incident);
      if (told.has(event.id)) return;
      if (told.size >= MOST_REMEMBERED) told.clear();
      told.add(event.id);
      outbox.post(event);
    },
    flush: outbox.flush,
    close: outbox.close,
  };
}

function eventOf({ kind, target, route, failureClass, status, nowMs }: Incident): GatewayEvent {
  const { connection, model } = target;
  const stretch = Math.floor(nowMs / ONCE_IN_MS[kind]);
  // A refused credential is that of every model of its connection; a new one may be refused anew.
  const what = kind === 'credential.refused' ? connection.credentialId : `${connection.id}/${model}`;
  const digest = createHash('sha256').update(JSON.stringify([kind, route.workspaceId, what, stretch]));
  const common = { id: `evt_${digest.digest('hex').slice(0, 32)}`, workspaceId: route.workspaceId, atMs: nowMs };
  const where = {
    connectionId: connection.id,
    connectionName: connection.name,
    provider: connection.provider,
    model,
    routeId: route.id,
    routeName: route.name,
  };
  if (kind === 'credential.refused') return { ...common, type: kind, data: { ...where, status } };
  return { ...common, type: kind, data: { ...where, failureClass } };
}
