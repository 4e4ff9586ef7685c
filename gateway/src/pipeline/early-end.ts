import type { Outcome } from './outcome.ts';

/** Ends the pipeline before its last stage, in a way that is no failure. Stages that were entered are left as always. */
export class EarlyEnd extends Error {
  readonly outcome: Outcome;

  constructor(outcome: Outcome) {
    super(outcome.state);
    this.name = 'EarlyEnd';
    this.outcome = outcome;
  }
}
