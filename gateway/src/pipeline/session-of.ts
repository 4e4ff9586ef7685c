import type { StickyBy } from '@latentkit/contract/route-strategy';
import { wideHash } from './hash-text.ts';

/** Who asks, as far as a session is known by it. */
export interface Caller {
  /** Survives a rotation of the key's secret. */
  readonly keyId: string;
  /** The field `user` of the body. */
  readonly user: string | undefined;
}

/** Keeps a key and the empty user of another apart. */
const BETWEEN = ' ';

/**
 * The session that a request belongs to, as a number that tells nothing of the user. Undefined: it belongs to none, as
 * every request of a route that is not sticky, and one without a `user` where that is what sessions are known by.
 */
export function sessionOf({ stickyBy, keyId, user }: Caller & { readonly stickyBy: StickyBy }): number | undefined {
  if (stickyBy === 'none') return undefined;
  if (stickyBy === 'key') return wideHash(keyId);
  return user === undefined || user === '' ? undefined : wideHash(`${keyId}${BETWEEN}${user}`);
}
