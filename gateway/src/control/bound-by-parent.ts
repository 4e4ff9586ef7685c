import type { KeyDefinition } from '../domain/definitions.ts';
import type { KeyId } from '../domain/ids.ts';

/**
 * A key as it counts: an IDE token that was made from a key may never do more than that key does now, whatever it was when
 * the token was made, and works no longer than it.
 */
export function boundByParent({
  key,
  keys,
}: {
  readonly key: KeyDefinition;
  /** Of the same workspace, or of all of them. */
  readonly keys: ReadonlyMap<KeyId, KeyDefinition>;
}): KeyDefinition {
  if (key.parentKeyId === undefined) return key;
  const parent = keys.get(key.parentKeyId);
  // What it was made from is gone: nobody can say any more what it may do.
  if (parent === undefined) return { ...key, revokedAtMs: key.revokedAtMs ?? key.createdAtMs };
  return {
    ...key,
    routeId: parent.routeId,
    scopes: both({ one: key.scopes, other: parent.scopes }),
    allowedIps: parent.allowedIps,
    allowedOrigins: undefined,
    expiresAtMs: earlier({ one: key.expiresAtMs, other: parent.expiresAtMs }),
    revokedAtMs: earlier({ one: key.revokedAtMs, other: parent.revokedAtMs }),
  };
}

export function keysById(keys: readonly KeyDefinition[]): ReadonlyMap<KeyId, KeyDefinition> {
  return new Map(keys.map((key) => [key.id, key]));
}

type Scopes = KeyDefinition['scopes'];

function both({ one, other }: { readonly one: Scopes; readonly other: Scopes }): Scopes {
  if (one === undefined || other === undefined) return one ?? other;
  return one.filter((scope) => other.includes(scope));
}

function earlier({
  one,
  other,
}: {
  readonly one: number | undefined;
  readonly other: number | undefined;
}): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}
