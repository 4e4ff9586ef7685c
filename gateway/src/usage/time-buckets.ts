/**
 * Durations are counted in buckets that grow with the duration: so many figures are added up without keeping each one,
 * and a percentile of the sum is known within a bound that holds for short and for long durations alike.
 */

/** Each bucket ends so much further than the one before. */
const GROWTH = 1.1;
/** What lasts longer is counted as this long. */
const LONGEST_MS = 4 * 3_600_000;

/** The last whole millisecond of each bucket: 0, 1, 2 … one by one, then further and further apart. */
const LAST_MS: readonly number[] = lastMilliseconds();

export const TIME_BUCKETS = LAST_MS.length;

/** A percentile is at most this part of itself away from the true one, for durations up to four hours. */
export const PERCENTILE_ERROR = Math.max(...LAST_MS.map((_, bucket) => errorOf(bucket)));

/** The bucket of a duration. What is negative counts as nothing. */
export function timeBucket(durationMs: number): number {
  const wanted = Math.round(durationMs);
  let low = 0;
  let high = TIME_BUCKETS - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((LAST_MS[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The shortest duration that so large a share of all is not longer than, ms, one decimal place; undefined where nothing
 * was counted.
 * @param share from 0 to 1
 */
export function percentile({ counts, share }: { counts: ArrayLike<number>; share: number }): number | undefined {
  let total = 0;
  for (let bucket = 0; bucket < counts.length; bucket++) total += counts[bucket] ?? 0;
  if (total === 0) return undefined;
  let left = Math.max(1, Math.ceil(total * share));
  for (let bucket = 0; bucket < counts.length; bucket++) {
    left -= counts[bucket] ?? 0;
    if (left <= 0) return Math.round(middleOf(bucket) * 10) / 10;
  }
  return undefined;
}

function lastMilliseconds(): number[] {
  const last: number[] = [0];
  for (let end = 1; ; end = Math.max(end + 1, Math.floor(end * GROWTH))) {
    last.push(Math.min(end, LONGEST_MS));
    if (end >= LONGEST_MS) return last;
  }
}

/** The one value that is as far, as a part of itself, from the shortest duration of the bucket as from the longest. */
function middleOf(bucket: number): number {
  const longest = LAST_MS[bucket] ?? LONGEST_MS;
  const shortest = (LAST_MS[bucket - 1] ?? -1) + 1;
  return longest === 0 ? 0 : (2 * shortest * longest) / (shortest + longest);
}

function errorOf(bucket: number): number {
  const longest = LAST_MS[bucket] ?? 0;
  return longest === 0 ? 0 : (longest - middleOf(bucket)) / longest;
}
