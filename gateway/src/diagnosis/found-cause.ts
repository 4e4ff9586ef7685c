import type { Facts } from './cause.ts';
import type { CauseCode } from './causes/all-causes.ts';

/** A cause that was found, with what is known of the case. */
export interface FoundCause {
  readonly code: CauseCode;
  readonly facts: Facts;
}
