import type { Principal } from '../domain/route.ts';
import type { Needs } from '../domain/task.ts';

/** Status and reason with which a key would be refused, in the order in which the gateway looks; undefined: it works. */
export function whyKeyIsRefused({
  principal,
  needs,
  nowMs,
}: {
  readonly principal: Principal;
  readonly needs: Pick<Needs, 'capabilities'>;
  readonly nowMs: number;
}): string | undefined {
  const passed = (timeMs: number | undefined) => timeMs !== undefined && timeMs <= nowMs;
  if (passed(principal.revokedAtMs)) return '401 invalid_api_key, revoked';
  if (passed(principal.rotatedOutAtMs)) return '401 invalid_api_key, rotated';
  if (passed(principal.expiresAtMs)) return '401 invalid_api_key, expired';
  if (principal.workspaceSuspended) return '401 invalid_api_key, workspace_suspended';
  const [wanted] = needs.capabilities;
  if (principal.scopes !== undefined && wanted !== undefined && !principal.scopes.includes(wanted)) {
    return `403 key_scope, the key may not do "${wanted}"`;
  }
  if (principal.route !== undefined) return undefined;
  return `401 invalid_api_key, ${principal.routeUnpublished ? 'route_not_published' : 'route_not_assigned'}`;
}
