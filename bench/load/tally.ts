import type { LoadCounts } from './load-jobs.ts';

/** Without a bound, a target that refuses everything would be asked for ever. */
const MOST_FAILURES = 1_000;

export interface Tally {
  answered: number;
  failed: number;
  note(failure: string | undefined): void;
  readonly isHopeless: boolean;
  counts(): LoadCounts;
}

export function createTally(): Tally {
  const startedAt = performance.now();
  let firstFailure: string | undefined;
  return {
    answered: 0,
    failed: 0,
    note(failure) {
      if (failure === undefined) this.answered += 1;
      else {
        this.failed += 1;
        firstFailure ??= failure;
      }
    },
    get isHopeless() {
      return this.failed >= MOST_FAILURES;
    },
    counts() {
      const { answered, failed } = this;
      const elapsedMs = performance.now() - startedAt;
      return { answered, failed, elapsedMs, ...(firstFailure === undefined ? {} : { firstFailure }) };
    },
  };
}
