import { createHash } from 'node:crypto';
import * as z from 'zod';
import { nameOfActor } from '../domain/actor.ts';
import type { AuditFact } from '../domain/audit.ts';
import type { GatewayEvent } from '../domain/event.ts';

const keySchema = z.object({ kind: z.string(), member: z.string().optional() });
/** A publication says its version whole, a return to an earlier one names it. */
const routeSchema = z.object({
  published: z.object({ version: z.number() }).nullish(),
  publishedVersion: z.number().optional(),
});

/** What of a change operators may want to be told: written with it, or not at all. */
export function eventsOfFacts(facts: readonly AuditFact[]): readonly GatewayEvent[] {
  return facts.flatMap((fact) => eventOf(fact) ?? []);
}

function eventOf(fact: AuditFact): GatewayEvent | undefined {
  const { object, act, workspaceId, atMs } = fact;
  if (workspaceId === undefined) return undefined;
  if (object.kind === 'key' && (act === 'create' || act === 'revoke')) {
    const { kind, member } = keySchema.parse(JSON.parse(fact.after ?? '{}'));
    const data = { keyId: object.id, keyName: object.name, kind, member, by: nameOfActor(fact.actor) };
    const type = act === 'create' ? 'key.created' : 'key.revoked';
    return { id: eventId([type, object.id, atMs]), type, workspaceId, atMs, data };
  }
  if (object.kind !== 'route' || (act !== 'publish' && act !== 'rollback')) return undefined;
  const version = versionIn(fact.after);
  if (version === undefined) return undefined;
  const type = 'route.published';
  const data = {
    routeId: object.id,
    routeName: object.name,
    version,
    previousVersion: versionIn(fact.before),
    act,
    by: nameOfActor(fact.actor),
  };
  return { id: eventId([type, object.id, version, atMs]), type, workspaceId, atMs, data };
}

function versionIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const { published, publishedVersion } = routeSchema.parse(JSON.parse(text));
  return published?.version ?? publishedVersion;
}

function eventId(parts: readonly (string | number)[]): string {
  return `evt_${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)}`;
}
