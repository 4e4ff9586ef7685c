import type { Capability } from '@latentkit/contract/capability';
import type { FundedBy } from '../domain/ledger.ts';
import type { NanoUsd } from '../domain/money.ts';
import type { Charges, Claim, HoldRefusal } from '../domain/ports.ts';
import type { AttemptTarget, Principal } from '../domain/route.ts';
import type { Needs, Task } from '../domain/task.ts';
import { worstCaseOf } from '../domain/worst-case.ts';
import { fundingOf } from './fund-attempt.ts';
import { mayUseAudio } from './may-use-audio.ts';

/** The longest answer, in tokens, where neither the caller nor the model bounds it, or the budget has no room for more. */
export const DEFAULT_OUTPUT_TOKENS = 4_096;

export type CoverRefusal = HoldRefusal | { readonly kind: 'plan'; readonly lacks: Capability };

export type Cover =
  | {
      readonly refusal: undefined;
      readonly fundedBy: FundedBy;
      /** What is set aside for this attempt. */
      readonly nanoUsd: NanoUsd;
      /** The bound on the answer that was put into the task, so that it cannot cost more; undefined: it has its own. */
      readonly maxTokens: number | undefined;
    }
  | { readonly refusal: CoverRefusal };

/** Whether the other gateways may have left some of what there was not enough of. */
export function mayAsk(refusal: CoverRefusal): boolean {
  return refusal.kind !== 'plan' && refusal.askable === true;
}

/** So often a request asks before it takes no for an answer: others may be quicker to use what it got. */
export const MOST_ASKS = 8;

interface CoverInput {
  readonly exchange: {
    readonly claim: Claim;
    readonly principal: Principal;
    readonly task: Task;
    readonly needs: Needs;
  };
  readonly target: AttemptTarget;
  readonly before: Charges;
  readonly atMs: number;
}

/** Sets aside what an attempt may cost at worst, on everything that applies, or says what has no room for it. */
export function coverAttempt({ exchange, target, before, atMs }: CoverInput): Cover {
  const { claim, principal, task, needs } = exchange;
  const { access } = target.connection;
  const { capabilities } = needs;
  const funding = fundingOf({ access, plan: principal.plan, managed: task.operation, capabilities });
  if (funding.fundedBy === undefined) return { refusal: { kind: 'plan', lacks: funding.lacks } };
  const { fundedBy } = funding;
  if (!claim.isReal) return { refusal: undefined, fundedBy, nanoUsd: 0, maxTokens: undefined };
  const cover = (outputTokens: number, maxTokens: number | undefined): Cover => {
    const nanoUsd = worstOf({ target, task, needs, outputTokens, atMs });
    const refusal = claim.cover({ nanoUsd, fundedBy, before });
    return refusal ? { refusal } : { refusal, fundedBy, nanoUsd, maxTokens };
  };
  if (task.operation !== 'chat') return cover(0, undefined);
  const { maxTokens } = task.request;
  if (maxTokens !== undefined) return cover(maxTokens, undefined);
  const own = target.maxOutputTokens;
  if (own === undefined) return cover(DEFAULT_OUTPUT_TOKENS, DEFAULT_OUTPUT_TOKENS);
  const covered = cover(own, undefined);
  // A model that may write a book must not make a small budget look used up.
  const isShort = covered.refusal && !mayAsk(covered.refusal);
  return isShort && own > DEFAULT_OUTPUT_TOKENS ? cover(DEFAULT_OUTPUT_TOKENS, DEFAULT_OUTPUT_TOKENS) : covered;
}

function worstOf({
  target,
  task,
  needs,
  outputTokens,
  atMs,
}: {
  readonly target: AttemptTarget;
  readonly task: Task;
  readonly needs: Needs;
  readonly outputTokens: number;
  readonly atMs: number;
}): NanoUsd {
  const { prices, connection } = target;
  if (prices === undefined) return 0;
  return worstCaseOf({
    prices,
    atMs,
    access: connection.access,
    inputTokens: needs.estimatedInputTokens,
    outputTokens,
    images: task.operation === 'image' ? task.request.n : 0,
    mayUseAudio: mayUseAudio({ task, needs }),
  });
}
