import { AsyncLocalStorage } from 'node:async_hooks';
import type { ActOrigin } from '../domain/actor.ts';
import type { PersonId, SessionId } from '../domain/ids.ts';

import type { SsoClaims } from './sso/sso-claims.ts';

/** What comes to light while the sign-in library works on one request. */
export interface RequestScope {
  readonly from: ActOrigin;
  /** What the identity provider said of whoever signs in. */
  claims: SsoClaims | undefined;
  /** The session that was made. */
  issued: { readonly personId: PersonId; readonly sessionId: SessionId } | undefined;
  /** What failed, where it was none of the library's own refusals. */
  failure: unknown;
}

export const requestScope = new AsyncLocalStorage<RequestScope>();
