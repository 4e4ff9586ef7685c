import type { RequestRecord } from '../domain/request-record.ts';
import type { Principal, PublishedRoute } from '../domain/route.ts';
import { chooseVersion } from '../pipeline/choose-version.ts';

interface KeptRequest {
  readonly record: Pick<RequestRecord, 'id' | 'keyId' | 'routeVersion'>;
  readonly principal: Pick<Principal, 'route'>;
}

/**
 * The version of its route that would serve a recorded request today. Its `user` is not kept: where a canary is sticky by
 * user, a request goes on with the version that it had, as long as that is there.
 */
export function versionToday({ record, principal: { route } }: KeptRequest): PublishedRoute | undefined {
  if (route?.canary === undefined) return route;
  if (route.canary.stickyBy === 'key') {
    return chooseVersion({ route, keyId: record.keyId ?? '', user: undefined, requestId: record.id }).route;
  }
  return record.routeVersion === route.canary.route.version ? route.canary.route : route;
}
