import type { Allowance } from '../domain/allowance.ts';
import type { HealthView } from '../domain/ports.ts';
import type { Principal, Snapshot } from '../domain/route.ts';
import type { Sandbox } from '../pipeline/pipeline-deps.ts';

/** What is so today. What cannot be seen from where the question is asked is undefined. */
export interface Now {
  readonly nowMs: number;
  /** The key of the request; undefined: it had none, or the key was removed. */
  readonly principal: Principal | undefined;
  readonly sandbox: Pick<Sandbox, 'target'>;
  /** Circuits and pauses: only the running gateway knows them. */
  readonly health: HealthView | undefined;
  /** What is left of limits and budgets. */
  readonly allowance: Allowance | undefined;
  readonly allowedOrigins: readonly string[] | undefined;
}

/** The principal of a key by its newest secret: a record names the key, and not which of its secrets was sent. */
export function principalOfKey({
  snapshot,
  keyId,
}: {
  readonly snapshot: Snapshot;
  readonly keyId: string | undefined;
}): Principal | undefined {
  if (keyId === undefined) return undefined;
  let found: Principal | undefined;
  for (const principal of snapshot.principals.values()) {
    if (principal.keyId === keyId && (found === undefined || principal.rotatedOutAtMs === undefined)) found = principal;
  }
  return found;
}
