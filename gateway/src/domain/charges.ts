import type { NanoUsd } from './money.ts';
import type { Charges } from './ports.ts';
import type { AttemptRecord } from './request-record.ts';
import type { Usage } from './usage.ts';

/** Whether an attempt counts against the allowance of the plan: its output reached the caller, or would have. */
export function usesAllowance({ fundedBy, outcome, usage }: AttemptRecord): boolean {
  if (fundedBy !== 'allowance') return false;
  return outcome === 'answered' || (outcome === 'cut' && usage?.estimated === false) || isUsedUp({ outcome, usage });
}

function isUsedUp({ outcome, usage }: Pick<AttemptRecord, 'outcome' | 'usage'>): boolean {
  return outcome === 'cancelled' && usage !== undefined;
}

/** What the attempts of one request are charged together. */
export function chargesOf(attempts: readonly AttemptRecord[]): Charges {
  let nanoUsd = 0;
  let creditsNanoUsd = 0;
  let usedAllowance = false;
  for (const attempt of attempts) {
    const cost = attempt.costNanoUsd ?? 0;
    nanoUsd += cost;
    if (attempt.fundedBy === 'credits') creditsNanoUsd += cost;
    usedAllowance ||= usesAllowance(attempt);
  }
  return { nanoUsd, creditsNanoUsd, usedAllowance };
}

/** What a request used and costs: the sum over the attempts that used something. */
export interface RequestTotals {
  readonly usage: Usage | undefined;
  /** Undefined: nothing was used, or no price of what was used is known. */
  readonly costNanoUsd: NanoUsd | undefined;
  /** The last attempt that used something. */
  readonly last: AttemptRecord | undefined;
}

export function totalsOf(attempts: readonly AttemptRecord[]): RequestTotals {
  const last = attempts.findLast(({ usage }) => usage !== undefined);
  // Nearly every request has one attempt that used something.
  const before = attempts.filter((attempt) => attempt.usage !== undefined && attempt !== last);
  if (before.length === 0) return { usage: last?.usage, costNanoUsd: last?.costNanoUsd, last };
  let { usage, costNanoUsd } = last ?? {};
  for (const attempt of before) {
    usage = sum(usage, attempt.usage);
    if (attempt.costNanoUsd !== undefined) costNanoUsd = (costNanoUsd ?? 0) + attempt.costNanoUsd;
  }
  return { usage, costNanoUsd, last };
}

function sum(left: Usage | undefined, right: Usage | undefined): Usage | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return {
    inputTokens: left.inputTokens + right.inputTokens,
    cachedInputTokens: left.cachedInputTokens + right.cachedInputTokens,
    cacheWrite5mTokens: left.cacheWrite5mTokens + right.cacheWrite5mTokens,
    cacheWrite1hTokens: left.cacheWrite1hTokens + right.cacheWrite1hTokens,
    audioInputTokens: left.audioInputTokens + right.audioInputTokens,
    outputTokens: left.outputTokens + right.outputTokens,
    reasoningTokens: left.reasoningTokens + right.reasoningTokens,
    audioOutputTokens: left.audioOutputTokens + right.audioOutputTokens,
    images: left.images + right.images,
    estimated: left.estimated || right.estimated,
  };
}
