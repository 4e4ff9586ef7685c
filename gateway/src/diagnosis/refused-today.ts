import type { Principal } from '../domain/route.ts';
import type { Needs } from '../domain/task.ts';
import { whyKeyIsRefused } from '../pipeline/why-key-is-refused.ts';
import type { FoundCause } from './found-cause.ts';

const CODES = {
  revoked: 'revoked_key',
  rotated: 'rotated_key',
  expired: 'expired_key',
  workspace_suspended: 'workspace_suspended',
} as const;

interface KeyToday {
  readonly principal: Principal;
  /** Undefined where the task of the request is not known: scopes are not judged then. */
  readonly needs: Pick<Needs, 'capabilities'> | undefined;
  readonly nowMs: number;
}

/** Why a key would be refused now, in the order in which the gateway looks; undefined: it would not. */
export function refusedToday({ principal, needs, nowMs }: KeyToday): FoundCause | undefined {
  const facts = { key: principal.keyName, ...(principal.route && { route: principal.route.name }) };
  const refused = whyKeyIsRefused({ principal, nowMs });
  if (refused !== undefined) return { code: CODES[refused], facts };
  const [wanted] = needs?.capabilities ?? [];
  if (principal.scopes !== undefined && wanted !== undefined && !principal.scopes.includes(wanted)) {
    return { code: 'wrong_scope', facts: { ...facts, capability: wanted } };
  }
  if (principal.route !== undefined) return undefined;
  return { code: principal.routeUnpublished ? 'route_not_published' : 'key_without_route', facts };
}
