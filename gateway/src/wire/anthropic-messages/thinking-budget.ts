/** The least that the format takes for `thinking.budget_tokens`. */
export const MIN_THINKING_BUDGET = 1024;

/**
 * A thinking budget that the format accepts: at least 1,024 tokens and less than `max_tokens`, which counts thinking
 * and answer together. A budget that leaves no room is cut to three quarters. Undefined: there is no room to think.
 */
export function fitThinkingBudget({ wanted, maxTokens }: { wanted: number; maxTokens: number }): number | undefined {
  const budget = Math.max(wanted, MIN_THINKING_BUDGET);
  if (budget < maxTokens) return budget;
  const cut = Math.floor(maxTokens * 0.75);
  return cut >= MIN_THINKING_BUDGET ? cut : undefined;
}
