import type { Log } from '../domain/ports.ts';
import type { Store } from '../domain/store.ts';

/** As many as somebody reads in a log; `latentkit ledger verify` tells them all. */
const PROBLEMS_IN_LOG = 10;

/** Every night: does the ledger add up? Says so in the log, loudly where it does not. Never rejects. */
export async function verifyLedger({
  store,
  log,
}: {
  readonly store: Pick<Store, 'ledger'>;
  readonly log: Log;
}): Promise<void> {
  try {
    const problems = await store.ledger.verify();
    if (problems.length === 0) return log.info({}, 'the ledger was verified: it adds up');
    const fields = { problems: problems.slice(0, PROBLEMS_IN_LOG), problem_count: problems.length };
    log.error(fields, 'the ledger does not add up; run "latentkit ledger verify"');
  } catch (error) {
    log.warn({ error: String(error) }, 'the ledger could not be verified');
  }
}
