import type { Clock, Journal, Log } from '../../domain/ports.ts';

/** Records a second of requests without a known key, after a burst of `BURST`. */
const PER_SECOND = 20;
const BURST = 2_000;
const TELL_EVERY_MS = 60_000;

/**
 * Lets every record of a known key through, and only so many of the others: whoever has no key may not fill the disk by
 * asking for what does not exist. How many were left out is told in the log, at most once a minute.
 */
export function boundAnonymous({ journal, clock, log }: { journal: Journal; clock: Clock; log: Log }): Journal {
  let allowed = BURST;
  let refilledAtMs = clock.now();
  let leftOut = 0;
  let toldAtMs = Number.NEGATIVE_INFINITY;

  const isOneTooMany = (): boolean => {
    const nowMs = clock.now();
    allowed = Math.min(BURST, allowed + Math.max(0, ((nowMs - refilledAtMs) / 1_000) * PER_SECOND));
    refilledAtMs = nowMs;
    if (allowed >= 1) {
      allowed -= 1;
      return false;
    }
    leftOut++;
    if (nowMs - toldAtMs >= TELL_EVERY_MS) {
      log.warn({ left_out: leftOut }, 'too many requests without a known key: not all of them are kept in the log');
      toldAtMs = nowMs;
      leftOut = 0;
    }
    return true;
  };

  return {
    open: (attempt) => journal.open(attempt),
    append(record) {
      if (record.keyId === undefined && isOneTooMany()) return Promise.resolve();
      return journal.append(record);
    },
  };
}
