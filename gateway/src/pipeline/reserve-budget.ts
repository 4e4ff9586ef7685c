import { GatewayError } from '../domain/gateway-error.ts';
import type { Hold } from '../domain/ports.ts';
import { costOf } from '../domain/price.ts';
import type { AttemptTarget } from '../domain/route.ts';
import { NO_USAGE } from '../domain/usage.ts';
import type { Planned } from './plan-request.ts';
import type { Stage } from './stage.ts';

export interface BudgetReserved extends Planned {
  readonly hold: Extract<Hold, { held: true }>;
}

/** What an answer may cost where neither the caller nor the model bounds its length. */
const DEFAULT_OUTPUT_TOKENS = 4_096;

/** Holds the worst case of the dearest attempt on every budget that applies, or refuses before anything is spent. */
export const reserveBudget: Stage<Planned, BudgetReserved> = {
  name: 'reserve-budget',
  enter: (exchange, { ledger, clock }) => {
    const { principal, requestId } = exchange;
    const budgeted = principal.budget ?? principal.workspaceBudget ?? exchange.route.budget;
    const nanoUsd = budgeted ? worstCase(exchange) : 0;
    const hold = ledger.hold({ requestId, principal, nanoUsd, nowMs: clock.now() });
    if (hold instanceof Promise) return hold.then((known) => reserved({ exchange, hold: known }));
    return reserved({ exchange, hold });
  },
  leave: ({ hold }, outcome) => {
    if (outcome.attempts.length === 0) hold.release();
    else hold.settle(outcome.attempts.reduce((sum, attempt) => sum + (attempt.costNanoUsd ?? 0), 0));
  },
};

function reserved({ exchange, hold }: { exchange: Planned; hold: Hold }): BudgetReserved {
  if (hold.held) return { ...exchange, hold };
  const until = hold.resetsAtMs === undefined ? undefined : new Date(hold.resetsAtMs).toISOString();
  const whose = hold.reason.replace('_budget', '');
  throw new GatewayError('budget_exceeded', {
    reason: hold.reason,
    message: `The budget of the ${whose} has no room for this request.`,
    hint: until ? `Raise the budget of the ${whose}, or wait until ${until}.` : `Raise the budget of the ${whose}.`,
    extra: until ? { resets_at: until } : undefined,
  });
}

function worstCase(exchange: Planned): number {
  const { task, needs, plan } = exchange;
  const outputOf = (target: AttemptTarget) => {
    if (task.operation !== 'chat') return 0;
    return task.request.maxTokens ?? target.maxOutputTokens ?? DEFAULT_OUTPUT_TOKENS;
  };
  const images = task.operation === 'image' ? task.request.n : 0;
  return Math.max(
    0,
    ...plan.attempts.map((target) => {
      const usage = { ...NO_USAGE, inputTokens: needs.estimatedInputTokens, outputTokens: outputOf(target), images };
      return target.price ? costOf({ usage, price: target.price }) : 0;
    }),
  );
}
