import type { ContentStore } from '../domain/request-content.ts';

/** Long rows: few at a time, so that nobody waits for them. */
const AT_ONCE = 100;
const MOST_TURNS = 1_000;

/**
 * Removes kept contents whose time is over. To be run every few minutes by any process; several at once do no harm. Returns
 * how many were removed.
 */
export async function forgetContents({
  contents,
  nowMs,
  pause,
}: {
  readonly contents: Pick<ContentStore, 'forget'>;
  readonly nowMs: number;
  /** Between two turns, so that requests have theirs. */
  readonly pause: () => Promise<unknown>;
}): Promise<number> {
  let removed = 0;
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const now = await contents.forget({ nowMs, most: AT_ONCE });
    removed += now;
    if (now < AT_ONCE) break;
    await pause();
  }
  return removed;
}
