import type { ResponseProfile } from '@latentkit/contract/response-profile';
import type { GatewayError } from '../domain/gateway-error.ts';
import type { KeptAnswer } from '../domain/idempotency.ts';
import type { NanoUsd } from '../domain/money.ts';
import type { AttemptRecord } from '../domain/request-record.ts';
import type { AttemptTarget, PublishedRoute } from '../domain/route.ts';
import type { TaskAnswer } from '../domain/task.ts';
import type { Usage } from '../domain/usage.ts';
import type { Warning } from '../wire/dialect.ts';

/** The answer, and who gave it. */
export interface Served {
  readonly answer: TaskAnswer;
  readonly target: AttemptTarget;
  readonly attempt: AttemptRecord;
  readonly route: PublishedRoute;
  readonly profile: ResponseProfile;
  /** Of this attempt, and of those before it whose text it continued. */
  readonly usage: Usage;
  /** What the caller is charged for all of them. */
  readonly costNanoUsd: NanoUsd | undefined;
  readonly warnings: readonly Warning[];
  /** The place in the route of the attempt whose text this one continued. */
  readonly resumedFrom: number | undefined;
}

/** How a request ended. */
export type Outcome = {
  /** Every attempt that was made, in order. */
  readonly attempts: readonly AttemptRecord[];
} & (
  | { readonly state: 'answered'; readonly served: Served }
  | { readonly state: 'failed'; readonly error: GatewayError }
  /** The stream broke after output: the caller gets `event: error`. */
  | { readonly state: 'cut'; readonly error: GatewayError }
  | { readonly state: 'cancelled' }
  /** The same request was done before: its stored answer is sent again. */
  | { readonly state: 'replayed'; readonly answer: KeptAnswer }
);
