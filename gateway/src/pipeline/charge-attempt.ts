import { chargeOf } from '../domain/charge-of.ts';
import type { FailureClass } from '../domain/failure.ts';
import type { AttemptRecord } from '../domain/request-record.ts';
import type { AttemptTarget } from '../domain/route.ts';
import type { AttemptResult } from './attempt-result.ts';

type Charged = Pick<AttemptRecord, 'usage' | 'costNanoUsd' | 'providerCostNanoUsd' | 'billable'>;

/**
 * What an attempt used, what the provider takes for it, and what the caller is charged (docs/billing.md):
 * - answered: its usage, also where it had to be counted from the text;
 * - cut: what the provider reported. A guess is never charged on failure (LESSONS 16);
 * - cancelled: its usage, reported or counted: hanging up early is no free ride;
 * - failed: nothing.
 */
export function chargeAttempt({
  target,
  result,
  startedAtMs,
}: {
  readonly target: AttemptTarget;
  readonly result: AttemptResult;
  readonly startedAtMs: number;
}): Charged {
  if (result.state === 'failed') {
    const billable = mayBeBilled({ failure: result.failure.class, status: result.status }) ? 'unknown' : 'no';
    return { usage: undefined, costNanoUsd: 0, providerCostNanoUsd: undefined, billable };
  }
  const { usage } = result;
  if (usage === undefined) {
    return { usage, costNanoUsd: 0, providerCostNanoUsd: undefined, billable: 'unknown' };
  }
  const { prices, connection } = target;
  const charge = prices && chargeOf({ usage, prices, atMs: startedAtMs, access: connection.access });
  const isFree = result.state === 'cut' && usage.estimated;
  return {
    usage,
    costNanoUsd: isFree ? 0 : charge?.costNanoUsd,
    providerCostNanoUsd: charge?.providerCostNanoUsd,
    billable: usage.estimated && result.state !== 'answered' ? 'unknown' : 'yes',
  };
}

/** It was sent, and nobody can say how much of it the provider has done. */
const SENT_WITHOUT_WORD: ReadonlySet<FailureClass> = new Set([
  'connect_error',
  'timeout',
  'malformed_response',
  'deadline',
  'cancelled',
  'shutting_down',
  'unknown',
]);

function mayBeBilled({ failure, status }: { failure: FailureClass; status: number | undefined }): boolean {
  // Providers bill no refusal.
  if (status !== undefined && status >= 400) return false;
  return SENT_WITHOUT_WORD.has(failure);
}
