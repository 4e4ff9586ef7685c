import {
  type BudgetWatcher,
  type Charges,
  type Claim,
  type HoldNeed,
  type HoldRefusal,
  NO_CHARGES,
} from '../domain/ports.ts';
import type { Managed, Principal } from '../domain/route.ts';
import { type Account, hasRoomFor, usedOfShare } from './account.ts';
import type { HoldBook, HoldLine, OpenHold } from './hold-book.ts';
import type { AccountSharing, Shortage } from './share-accounts.ts';

/** Of requests that nothing limits, and of test keys. */
export const NO_CLAIM: Claim = Object.freeze({
  isReal: false,
  cover: () => undefined,
  grow: () => Promise.resolve(),
  settle: () => {},
  release: () => {},
  recorded: () => {},
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
  /** Where other gateways draw on the accounts too. */
  readonly sharing: AccountSharing | undefined;
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
  const { sharing } = input;
  let hold: OpenHold | undefined;
  let short: readonly Shortage[] = [];
  let unrecorded: readonly number[] | undefined;
  return {
    isReal: true,
    cover(need) {
      const worst = worstOf(need);
      const amounts = lines.map((line) => checked(line.amountOf(worst)));
      const full = lines.find((line, index) => !fits({ line, amount: amounts[index] ?? 0, sharing }));
      if (full) return full.refusal;
      short = sharing ? shortagesOf({ lines, amounts, sharing }) : [];
      const [lacking] = short;
      if (lacking) return refusalOfShare({ lines, lacking });
      hold ??= input.book.open({ requestId: input.requestId, lines, nowMs: input.nowMs });
      hold.hold(amounts);
      return undefined;
    },
    async grow() {
      if (short.length > 0) await sharing?.grow(short);
    },
    settle(charges) {
      const before = input.watcher && lines.map(({ account }) => account.spent);
      const amounts = lines.map((line) => chargeable({ line, amount: line.amountOf(charges) }));
      if (!hold?.close(amounts)) return;
      unrecorded = amounts;
      if (before) tell({ input, before });
    },
    release() {
      hold?.close(undefined);
    },
    recorded() {
      for (const [index, amount] of (unrecorded ?? []).entries()) {
        const account = lines[index]?.account;
        if (account) account.unrecorded -= amount;
      }
      unrecorded = undefined;
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

interface Fitting {
  readonly line: Line;
  readonly amount: number;
  readonly sharing: AccountSharing | undefined;
}

function fits({ line, amount, sharing }: Fitting): boolean {
  const { account, held } = line;
  if (held > 0 && amount <= held) return true;
  // What does not draw on it is not kept away by it; budgets are drawn on by everything.
  if (amount === 0 && account.purpose.kind !== 'budget') return true;
  if (sharing && account.share && amount > held && sharing.isFull(account.share, amount - held)) return false;
  const hasRoom = hasRoomFor({ account, limit: line.limit(), more: amount - held });
  // Some of what is counted here may be counted twice until the store is asked: its word decides.
  return hasRoom || (sharing !== undefined && mayHaveRoom({ line, amount }));
}

/** What was charged a moment ago may be counted by the store already, and here once more. */
function mayHaveRoom({ line, amount }: { line: Line; amount: number }): boolean {
  const { account, held } = line;
  if (account.share === undefined) return false;
  return account.share.stored < line.limit() && account.share.stored + account.held + amount - held <= line.limit();
}

function shortagesOf({
  lines,
  amounts,
  sharing,
}: {
  readonly lines: readonly Line[];
  readonly amounts: readonly number[];
  readonly sharing: AccountSharing;
}): readonly Shortage[] {
  return lines.flatMap(({ account, held, limit }, index) => {
    const more = (amounts[index] ?? 0) - held;
    const { share } = account;
    // Without credits nothing limits, and nothing is shared.
    if (share === undefined || more <= 0 || limit() === Number.POSITIVE_INFINITY) return [];
    const left = share.amount - usedOfShare(account, share);
    return left >= more && sharing.isFresh(share) ? [] : [{ account, limit: limit(), amount: more }];
  });
}

function refusalOfShare({ lines, lacking }: { lines: readonly Line[]; lacking: Shortage }): HoldRefusal | undefined {
  const refusal = lines.find(({ account }) => account === lacking.account)?.refusal;
  return refusal && { ...refusal, askable: true };
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
