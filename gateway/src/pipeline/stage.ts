import type { GatewayError } from '../domain/gateway-error.ts';
import type { AttemptRecord } from '../domain/request-record.ts';
import type { Served } from './dispatch.ts';
import type { PipelineDeps } from './pipeline-deps.ts';

/**
 * One step of what happens to a request. `enter` is a property, not a method: method parameters are bivariant, and a
 * wrong order of stages would compile.
 */
export interface Stage<In, Out extends In> {
  readonly name: string;
  readonly enter: (exchange: In, deps: PipelineDeps) => Out | Promise<Out>;
  /** Runs exactly once for every stage that was entered, in reverse order, whatever happened. */
  readonly leave?: (exchange: Out, outcome: Outcome, deps: PipelineDeps) => void;
}

export type Outcome = {
  /** Every attempt that was made, in order. */
  readonly attempts: readonly AttemptRecord[];
} & (
  | { readonly state: 'answered'; readonly served: Served }
  | { readonly state: 'failed'; readonly error: GatewayError }
  /** The stream broke after output: the caller gets `event: error`. */
  | { readonly state: 'cut'; readonly error: GatewayError }
  | { readonly state: 'cancelled' }
);
