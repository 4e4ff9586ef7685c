import type { Allowance } from '../domain/allowance.ts';
import type { HealthView, LoadView } from '../domain/ports.ts';
import type { Principal, Snapshot } from '../domain/route.ts';
import type { Sandbox } from '../pipeline/pipeline-deps.ts';

/** What is so today. What cannot be seen from where the question is asked is undefined. */
export interface Now {
  readonly nowMs: number;
  /** The key of the request; undefined: it had none, or the key was removed. */
  readonly principal: Principal | undefined;
  /** When an older secret of the key stopped to work; undefined: it has had one only, or all of them work. */
  readonly oldSecretEndedAtMs?: number | undefined;
  readonly sandbox: Pick<Sandbox, 'target'>;
  /** Circuits and pauses: only the running gateway knows them. */
  readonly health: HealthView | undefined;
  /** How busy and how fast targets are; what is not seen is as if nothing ran and nothing was measured. */
  readonly load?: LoadView | undefined;
  /** What is left of limits and budgets. */
  readonly allowance: Allowance | undefined;
  readonly allowedOrigins: readonly string[] | undefined;
}

interface KeyQuestion {
  readonly snapshot: Snapshot;
  readonly keyId: string | undefined;
}

/** The principal of a key by its newest secret: a record names the key, and not which of its secrets was sent. */
export function principalOfKey(question: KeyQuestion): Principal | undefined {
  const secrets = secretsOfKey(question);
  return secrets.find(({ rotatedOutAtMs }) => rotatedOutAtMs === undefined) ?? secrets[0];
}

/** A key as it is today, as far as a diagnosis needs it. */
export function keyToday({ nowMs, ...question }: KeyQuestion & { readonly nowMs: number }) {
  const ends = secretsOfKey(question).flatMap(({ rotatedOutAtMs }) => rotatedOutAtMs ?? []);
  const ended = ends.filter((endMs) => endMs <= nowMs);
  return {
    principal: principalOfKey(question),
    oldSecretEndedAtMs: ended.length === 0 ? undefined : Math.max(...ended),
  } satisfies Pick<Now, 'principal' | 'oldSecretEndedAtMs'>;
}

function secretsOfKey({ snapshot, keyId }: KeyQuestion): readonly Principal[] {
  if (keyId === undefined) return [];
  return [...snapshot.principals.values()].filter((principal) => principal.keyId === keyId);
}
