import type { Principal } from '../domain/route.ts';

export type KeyRefusal = 'revoked' | 'expired' | 'rotated' | 'workspace_suspended';

/** Why a key that is known is refused at a time; undefined: it is not. */
export function whyKeyIsRefused({
  principal,
  nowMs,
}: {
  readonly principal: Principal;
  readonly nowMs: number;
}): KeyRefusal | undefined {
  if (principal.revokedAtMs !== undefined && principal.revokedAtMs <= nowMs) return 'revoked';
  if (principal.rotatedOutAtMs !== undefined && principal.rotatedOutAtMs <= nowMs) return 'rotated';
  if (principal.expiresAtMs !== undefined && principal.expiresAtMs <= nowMs) return 'expired';
  return principal.workspaceSuspended ? 'workspace_suspended' : undefined;
}
