import type { Facts } from './cause.ts';
import type { CauseCode } from './causes/all-causes.ts';

/** A cause that was found, with what is known of the case. */
export interface FoundCause {
  readonly code: CauseCode;
  readonly facts: Facts;
}

export interface FoundCauses {
  /** Undefined: the request was answered, and nothing of it has to be mended. */
  readonly root: FoundCause | undefined;
  /** What else went wrong on the way. */
  readonly others: readonly FoundCause[];
}
