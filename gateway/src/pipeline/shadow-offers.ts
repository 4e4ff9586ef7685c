import type { ResponseProfile } from '@latentkit/contract/response-profile';
import type { RequestId } from '../domain/ids.ts';
import type { Principal } from '../domain/route.ts';
import type { Needs, Task } from '../domain/task.ts';
import type { Outcome } from './outcome.ts';

/** As much of a request that has ended as a shadow of it is made from. */
export interface EndedRequest {
  readonly requestId: RequestId;
  readonly endpoint: string;
  readonly principal?: Principal;
  readonly task?: Task;
  readonly needs?: Needs;
  readonly wantedProfile?: ResponseProfile | undefined;
}

export interface ShadowOffers {
  /**
   * Told of every request that has ended. Sends the share of them that its route says to the candidate too, after the
   * answer: returns at once, and never throws.
   */
  offer(ended: { readonly reached: EndedRequest; readonly outcome: Outcome }): void;
}
