import type { GatewayError } from '../domain/gateway-error.ts';
import type { AttemptRecord } from '../domain/request-record.ts';

/** Ends the pipeline without an answer, carrying the attempts that were made: the log and the budget need them. */
export class DispatchFailure extends Error {
  readonly end: DispatchEnd;

  constructor(end: DispatchEnd) {
    super(end.state);
    this.name = 'DispatchFailure';
    this.end = end;
  }
}

export type DispatchEnd = { readonly attempts: readonly AttemptRecord[] } & (
  | { readonly state: 'failed'; readonly error: GatewayError }
  | { readonly state: 'cut'; readonly error: GatewayError }
  | { readonly state: 'cancelled' }
);
