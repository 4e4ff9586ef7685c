import type { PublishedRoute } from '../domain/route.ts';
import { wideHash } from './hash-text.ts';
import type { Caller } from './session-of.ts';

/** Why a request gets the version that it gets. */
export type VersionReason =
  /** There is only the published one. */
  | 'published'
  /** There is a canary, and the request is not of its share. */
  | 'beside_canary'
  | 'canary';

export interface ChosenVersion {
  readonly route: PublishedRoute;
  readonly because: VersionReason;
}

interface Choice extends Caller {
  readonly route: PublishedRoute;
  readonly requestId: string;
}

const SHARES = 2 ** 53;
/** Keeps what is hashed apart: it occurs in no id. */
const BETWEEN = ' ';

/**
 * The one version of a route that serves a request. Pure: the same key, or the same user of it, meets the same version for
 * as long as the canary is the same, and a canary whose share grows keeps those that it had. Where a canary is sticky by
 * user, requests without a `user` have nothing to be known by, and are drawn one by one.
 */
export function chooseVersion({ route, keyId, user, requestId }: Choice): ChosenVersion {
  const { canary } = route;
  if (canary === undefined) return { route, because: 'published' };
  const subject =
    canary.stickyBy === 'key' ? keyId : user === undefined || user === '' ? requestId : `${keyId}${BETWEEN}${user}`;
  // With the version: the next canary must not always meet the same people.
  const place = wideHash(`${route.id}${BETWEEN}${canary.route.version}${BETWEEN}${subject}`) / SHARES;
  return place * 100 < canary.sharePercent
    ? { route: canary.route, because: 'canary' }
    : { route, because: 'beside_canary' };
}
