import { chargesOf } from '../domain/charges.ts';
import { type Claim, NO_CHARGES } from '../domain/ports.ts';
import { type CoverRefusal, coverAttempt, MOST_ASKS, mayAsk } from './cover-attempt.ts';
import { refusalError, skipReasonOf } from './cover-refusal.ts';
import type { SkippedTarget } from './plan-attempts.ts';
import type { Planned } from './plan-request.ts';
import type { Stage } from './stage.ts';

export interface BudgetReserved extends Planned {
  readonly claim: Claim;
}

/**
 * Holds the worst case of the first attempt on every budget that applies, or refuses before anything is spent. An attempt
 * that credits or the allowance cannot pay for is left out. What is held is changed before every further attempt.
 */
export const reserveBudget: Stage<Planned, BudgetReserved> = {
  name: 'reserve-budget',
  enter: (exchange, { ledger, clock }) => {
    const { principal, requestId, plan, task } = exchange;
    const nowMs = clock.now();
    const platform = plan.attempts.some(({ connection }) => connection.access === 'platform');
    const claim = ledger.open({ requestId, principal, managed: task.operation, platform, nowMs });
    if (claim instanceof Promise)
      return claim.then((opened) => reserved({ exchange: { ...exchange, claim: opened }, nowMs }));
    return claim.isReal || platform ? reserved({ exchange: { ...exchange, claim }, nowMs }) : { ...exchange, claim };
  },
  leave: ({ claim }, { attempts }) => {
    if (!claim.isReal) return;
    if (attempts.length === 0) claim.release();
    else claim.settle(chargesOf(attempts));
  },
};

interface Reservation {
  readonly exchange: BudgetReserved;
  readonly nowMs: number;
  readonly asks?: number;
}

/** Finds the first attempt that can be paid for. Nothing is held when it throws. */
function reserved({ exchange, nowMs, asks = 0 }: Reservation): BudgetReserved | Promise<BudgetReserved> {
  const { plan, principal, claim } = exchange;
  const unpaid: SkippedTarget[] = [];
  let first: CoverRefusal | undefined;
  for (const [index, target] of plan.attempts.entries()) {
    const { refusal } = coverAttempt({ exchange, target, before: NO_CHARGES, atMs: nowMs });
    if (refusal === undefined) {
      if (unpaid.length === 0) return exchange;
      const attempts = plan.attempts.slice(index);
      return { ...exchange, plan: { ...plan, attempts, skipped: [...plan.skipped, ...unpaid] } };
    }
    if (mayAsk(refusal) && asks < MOST_ASKS) {
      return claim.grow().then(() => reserved({ exchange, nowMs, asks: asks + 1 }));
    }
    first ??= refusal;
    // A budget is for the request as a whole: it does not quietly become another, cheaper one.
    if (refusal.kind === 'budget') break;
    unpaid.push({ target, reason: skipReasonOf(refusal), untilMs: undefined });
  }
  if (first === undefined) return exchange;
  throw refusalError({ refusal: first, plan: principal.plan });
}
