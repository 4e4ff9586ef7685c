import type { AttemptResult } from './attempt-result.ts';

/**
 * How fast an attempt shows its target to be, ms until its first content. A timeout counts as long as it was waited for: who
 * never answers must not stay the fastest. Undefined: it says nothing, as every other failure, which may come at once.
 */
export function measuredMs({
  result,
  elapsedMs,
}: {
  readonly result: AttemptResult;
  readonly elapsedMs: number;
}): number | undefined {
  if (result.state !== 'failed') return result.firstContentMs;
  return result.failure.class === 'timeout' ? elapsedMs : undefined;
}
