import type { IdempotencyStore } from '../domain/idempotency.ts';

/** Long rows: few at a time, so that nobody waits for them. */
const AT_ONCE = 100;
const MOST_TURNS = 1_000;

/**
 * Removes stored answers whose 24 hours are over. To be run every few minutes by any process; several at once do no harm.
 * Returns how many were removed.
 */
export async function forgetIdempotentAnswers({ store }: { store: Pick<IdempotencyStore, 'forget'> }): Promise<number> {
  let removed = 0;
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const now = await store.forget({ most: AT_ONCE });
    removed += now;
    if (now < AT_ONCE) break;
  }
  return removed;
}
