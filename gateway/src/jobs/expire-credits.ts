import { formatUsd } from '../domain/money.ts';
import type { Clock, Log } from '../domain/ports.ts';
import type { Store } from '../domain/store.ts';

/** What was spent in the last moment of the credits is still in the journal: it must be in the ledger before they go. */
const GRACE_MS = 5 * 60_000;

/** Every hour: writes off what is left of credits whose time is over. Never rejects: the next hour does it, too. */
export async function expireCredits({
  store,
  clock,
  log,
}: {
  readonly store: Pick<Store, 'ledger'>;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<void> {
  try {
    const nanoUsd = await store.ledger.expireCredits({ nowMs: clock.now() - GRACE_MS });
    if (nanoUsd > 0) log.info({ usd: formatUsd(nanoUsd) }, 'credits have expired');
  } catch (error) {
    log.warn({ error: String(error) }, 'expired credits could not be written off');
  }
}
