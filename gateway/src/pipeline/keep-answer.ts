import type { AnswerClaim } from '../domain/idempotency.ts';
import type { Exchange } from './exchange.ts';
import type { Outcome } from './outcome.ts';

interface Ended {
  readonly claim: AnswerClaim;
  readonly reached: Exchange;
  readonly outcome: Outcome;
}

/**
 * Stores the answer of a request that is done once, or frees its claim where there is none.
 *
 * Comes before the record is written, and both before the caller gets the answer's last byte. If the process ends in between, the
 * answer is there and was never charged; the other way round, the repeat of a charged request would be charged again.
 */
export async function keepAnswer({ claim, reached, outcome }: Ended): Promise<void> {
  const copy = copyOf({ reached, outcome });
  if (copy === undefined) await claim.giveUp();
  else await claim.keep(copy);
}

/** An answer that cannot be written is none: whoever sends it meets the same error, and tells it. */
function copyOf({ reached, outcome }: Omit<Ended, 'claim'>) {
  try {
    return reached.once?.copyOf(outcome);
  } catch {
    return undefined;
  }
}
