import type { ChatRequest, ReasoningEffort } from '../../domain/chat.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Warn } from '../collect-warnings.ts';
import { fitThinkingBudget } from './thinking-budget.ts';

export interface ThinkingFields {
  readonly thinking: JsonObject | undefined;
  /** `output_config.effort` */
  readonly effort: string | undefined;
}

const EFFORT: Readonly<Record<Exclude<ReasoningEffort, 'none'>, string>> = {
  minimal: 'low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'xhigh',
};

/** True where the request wants thinking; the answer then needs room for it. */
export function wantsThinking(reasoning: ChatRequest['reasoning']): boolean {
  if (!reasoning || reasoning.effort === 'none' || reasoning.budgetTokens === 0) return false;
  return reasoning.effort !== undefined || reasoning.budgetTokens !== undefined;
}

/**
 * An effort becomes adaptive thinking with `output_config.effort`, a budget becomes manual thinking. Which of the two a
 * model takes is the adapter's knowledge; this is the format's.
 */
export function writeThinking({
  reasoning,
  maxTokens,
  warn,
}: {
  reasoning: ChatRequest['reasoning'];
  maxTokens: number;
  warn: Warn;
}): ThinkingFields {
  if (!reasoning) return { thinking: undefined, effort: undefined };
  const { effort, budgetTokens } = reasoning;
  if (effort === 'none' || budgetTokens === 0) return { thinking: { type: 'disabled' }, effort: undefined };
  if (effort === 'minimal') {
    warn({
      param: 'reasoning.effort',
      message: 'The lowest effort here is "low"; "minimal" was sent as that.',
    });
  }
  const written = effort === undefined ? undefined : EFFORT[effort];
  if (budgetTokens === undefined) {
    return { thinking: written === undefined ? undefined : { type: 'adaptive' }, effort: written };
  }
  const budget = fitThinkingBudget({ wanted: budgetTokens, maxTokens });
  if (budget !== budgetTokens) warn({ param: 'reasoning.budget_tokens', message: budgetMessage(budget) });
  return {
    thinking: budget === undefined ? undefined : { type: 'enabled', budget_tokens: budget },
    effort: written,
  };
}

function budgetMessage(budget: number | undefined): string {
  return budget === undefined
    ? 'max_tokens leaves no room to think (at least 1,024 tokens), so no thinking was asked for.'
    : `A thinking budget is at least 1,024 tokens and less than max_tokens; ${budget} was sent.`;
}
