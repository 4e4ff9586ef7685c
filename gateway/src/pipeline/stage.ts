import type { Outcome } from './outcome.ts';
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
