import type { KeyHasher } from '../domain/ports.ts';

interface Remembered {
  readonly secret: string;
  readonly digest: string;
}

/**
 * A connection that is kept alive sends the same key with every request: its digest is made once. What is remembered
 * belongs to the connection alone and goes with it, so that no two callers ever share an entry.
 */
export function rememberDigests(digest: (secret: string) => string): KeyHasher {
  const byConnection = new WeakMap<object, Remembered>();
  return {
    digest({ secret, connection }) {
      const known = byConnection.get(connection);
      if (known?.secret === secret) return known.digest;
      const made = digest(secret);
      byConnection.set(connection, { secret, digest: made });
      return made;
    },
  };
}
