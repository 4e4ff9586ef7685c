import type { KeySecret } from '../../../domain/definitions.ts';
import { displayOfKey, generateKeySecret } from '../../../domain/key-secret.ts';
import type { KeyKind } from '../../../domain/route.ts';
import type { ControlDeps } from '../control-deps.ts';

/** A secret in clear, to be shown once, and what is kept of it. */
export function newKeySecret({
  kind,
  deps,
  nowMs,
}: {
  readonly kind: KeyKind;
  readonly deps: Pick<ControlDeps, 'randomBytes' | 'vault'>;
  readonly nowMs: number;
}): { readonly secret: string; readonly kept: KeySecret } {
  const secret = generateKeySecret({ kind, randomBytes: deps.randomBytes });
  const kept = {
    digest: deps.vault.digest(secret),
    display: displayOfKey(secret),
    createdAtMs: nowMs,
    rotatedOutAtMs: undefined,
  };
  return { secret, kept };
}
