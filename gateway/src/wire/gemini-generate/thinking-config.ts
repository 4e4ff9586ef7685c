import type { ChatRequest, ReasoningEffort } from '../../domain/chat.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Warn } from '../collect-warnings.ts';
import { lowestThinkingLevel, thinkingBudgetRange, thinkingControl } from './model-generation.ts';

type Reasoning = NonNullable<ChatRequest['reasoning']>;

/** Budgets that the API's OpenAI-compatible surface documents for each effort, tokens. */
const BUDGET: Readonly<Record<ReasoningEffort, number>> = {
  none: 0,
  minimal: 1_024,
  low: 1_024,
  medium: 8_192,
  high: 24_576,
  xhigh: 32_768,
};

interface ThinkingInput {
  readonly reasoning: Reasoning;
  readonly model: string;
  readonly warn: Warn;
}

/** `thinkingConfig`: levels from Gemini 3 on, token budgets for 2.5. Undefined where nothing is asked or possible. */
export function writeThinkingConfig(input: ThinkingInput): JsonObject | undefined {
  const { effort, budgetTokens } = input.reasoning;
  if (effort === undefined && budgetTokens === undefined) return undefined;
  switch (thinkingControl(input.model)) {
    case 'level':
      return withLevel(input);
    case 'budget':
      return withBudget(input);
    case 'none':
      if (effort !== 'none') input.warn({ param: 'reasoning', message: 'This model has no thinking to control.' });
      return undefined;
  }
}

function withLevel({ reasoning, model, warn }: ThinkingInput): JsonObject {
  const { effort, budgetTokens } = reasoning;
  if (budgetTokens !== undefined) {
    warn({ param: 'reasoning.budget_tokens', message: 'This model takes a thinking level instead of a token budget.' });
  }
  const wanted = effort ?? effortForBudget(budgetTokens ?? 0);
  const lowest = lowestThinkingLevel(model);
  switch (wanted) {
    case 'none':
      warn({ param: 'reasoning', message: `This model cannot stop thinking; its lowest level is "${lowest}".` });
      return { thinkingLevel: lowest };
    case 'minimal':
      if (lowest !== 'minimal') {
        warn({ param: 'reasoning.effort', message: 'The lowest thinking level of this model is "low".' });
      }
      return { thinkingLevel: lowest, includeThoughts: true };
    case 'xhigh':
      warn({ param: 'reasoning.effort', message: 'The highest thinking level of this model is "high".' });
      return { thinkingLevel: 'high', includeThoughts: true };
    case 'low':
    case 'medium':
    case 'high':
      return { thinkingLevel: wanted, includeThoughts: true };
  }
}

function effortForBudget(tokens: number): ReasoningEffort {
  if (tokens === 0) return 'none';
  if (tokens <= BUDGET.low) return 'low';
  return tokens <= BUDGET.medium ? 'medium' : 'high';
}

function withBudget({ reasoning, model, warn }: ThinkingInput): JsonObject {
  const { effort, budgetTokens } = reasoning;
  if (effort !== undefined && budgetTokens !== undefined) {
    warn({ param: 'reasoning.effort', message: '"budget_tokens" decides where both are given.' });
  }
  const { min, max, mayStop } = thinkingBudgetRange(model);
  const wanted = budgetTokens ?? Math.min(BUDGET[effort ?? 'medium'], max);
  if (wanted === 0 && mayStop) return { thinkingBudget: 0 };
  const budget = Math.min(Math.max(wanted, min), max);
  if (budget !== wanted) {
    warn({ param: 'reasoning', message: `The thinking budget of this model is ${min} to ${max} tokens.` });
  }
  return wanted === 0 ? { thinkingBudget: budget } : { thinkingBudget: budget, includeThoughts: true };
}
