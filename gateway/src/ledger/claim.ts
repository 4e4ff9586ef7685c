import {
  type BudgetWatcher,
  type Charges,
  type Claim,
  type HoldNeed,
  type HoldRefusal,
  NO_CHARGES,
} from '../domain/ports.ts';
import type { Managed, Principal } from '../domain/route.ts';
import { type Account, hasRoomFor } from './account.ts';
import type { HoldBook, HoldLine, OpenHold } from './hold-book.ts';

/** Of requests that nothing limits, and of test keys. */
export const NO_CLAIM: Claim = Object.freeze({
  isReal: false,
  cover: () => undefined,
  settle: () => {},
  release: () => {},
});

interface ClaimInput {
  readonly requestId: string;
  readonly principal: Principal;
  readonly managed: Managed;
  readonly nowMs: number;
  /** In the order of the principal's budgets. */
  readonly budgets: readonly Account[];
  readonly credits: Account | undefined;
  readonly allowance: Account | undefined;
  readonly book: HoldBook;
  readonly watcher: BudgetWatcher | undefined;
}

/** One thing that limits the request: how much of it there is, and what a need or a charge takes of it. */
interface Line extends HoldLine {
  readonly limit: () => number;
  readonly amountOf: (charges: Charges) => number;
  readonly refusal: HoldRefusal;
}

/** A request's hold on every account that applies to it. Nothing is in the book before the first cover. */
export function createClaim(input: ClaimInput): Claim {
  const lines = linesOf(input);
  let hold: OpenHold | undefined;
  return {
    isReal: true,
    cover(need) {
      const worst = worstOf(need);
      const amounts = lines.map((line) => checked(line.amountOf(worst)));
      const full = lines.find((line, index) => !fits({ line, amount: amounts[index] ?? 0 }));
      if (full) return full.refusal;
      hold ??= input.book.open({ requestId: input.requestId, lines, nowMs: input.nowMs });
      hold.hold(amounts);
      return undefined;
    },
    settle(charges) {
      const before = input.watcher && lines.map(({ account }) => account.spent);
      const amounts = lines.map((line) => chargeable({ line, amount: line.amountOf(charges) }));
      if (hold?.close(amounts) && before) tell({ input, before });
    },
    release() {
      hold?.close(undefined);
    },
  };
}

/** What the request is charged at worst: what its attempts are charged already, and the next one's worst case. */
function worstOf({ nanoUsd, fundedBy, before = NO_CHARGES }: HoldNeed): Charges {
  return {
    nanoUsd: before.nanoUsd + nanoUsd,
    creditsNanoUsd: before.creditsNanoUsd + (fundedBy === 'credits' ? nanoUsd : 0),
    usedAllowance: before.usedAllowance || fundedBy === 'allowance',
  };
}

function fits({ line, amount }: { line: Line; amount: number }): boolean {
  const { account, held } = line;
  if (held > 0 && amount <= held) return true;
  // What does not draw on it is not kept away by it; budgets are drawn on by everything.
  if (amount === 0 && account.purpose.kind !== 'budget') return true;
  return hasRoomFor({ account, limit: line.limit(), more: amount - held });
}

function linesOf({ principal, managed, budgets, credits, allowance }: ClaimInput): Line[] {
  const lines: Line[] = [];
  budgets.forEach((account, index) => {
    const line = budgetLine({ account, principal, index });
    const same = lines.findIndex((other) => other.account === account);
    if (same < 0) lines.push(line);
    // Two budgets of one window count the same spending: the smaller one decides.
    else if (line.limit() < (lines[same]?.limit() ?? 0)) lines[same] = line;
  });
  if (credits) {
    lines.push({
      account: credits,
      held: 0,
      // Without any credits they limit nothing, but what an allowance does not pay for needs them.
      limit: () => credits.granted ?? (allowance ? 0 : Number.POSITIVE_INFINITY),
      amountOf: ({ creditsNanoUsd }) => creditsNanoUsd,
      get refusal() {
        return { kind: 'credits', hasCredits: credits.granted !== undefined } as const;
      },
    });
  }
  if (allowance) {
    lines.push({
      account: allowance,
      held: 0,
      limit: () => principal.plan?.managed[managed] ?? 0,
      amountOf: ({ usedAllowance }) => (usedAllowance ? 1 : 0),
      refusal: { kind: 'allowance', capability: managed, resetsAtMs: allowance.endMs },
    });
  }
  return lines;
}

function budgetLine({ account, principal, index }: { account: Account; principal: Principal; index: number }): Line {
  const applying = principal.budgets[index];
  if (applying === undefined) throw new TypeError('an account without its budget');
  const { scope, scopeName, budget } = applying;
  return {
    account,
    held: 0,
    limit: () => budget.nanoUsd,
    amountOf: ({ nanoUsd }) => nanoUsd,
    refusal: { kind: 'budget', scope, scopeName, window: budget.window, resetsAtMs: account.endMs },
  };
}

/** Money must not vanish through a wrong figure: what is no amount is charged as it was held. */
function chargeable({ line, amount }: { line: Line; amount: number }): number {
  return Number.isSafeInteger(amount) && amount >= 0 ? amount : line.held;
}

/** @throws RangeError */
function checked(amount: number): number {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError('no whole amount of nano-dollars');
  return amount;
}

function tell({ input, before }: { input: ClaimInput; before: readonly number[] }): void {
  input.principal.budgets.forEach((applying, index) => {
    const account = input.budgets[index];
    if (account === undefined || account.spent === before[index]) return;
    input.watcher?.spent({
      applying,
      windowStartMs: account.startMs,
      windowEndMs: account.endMs,
      beforeNanoUsd: before[index] ?? 0,
      spentNanoUsd: account.spent,
      nowMs: input.nowMs,
    });
  });
}
