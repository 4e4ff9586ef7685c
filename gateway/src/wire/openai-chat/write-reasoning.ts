import type { ChatRequest, ReasoningEffort } from '../../domain/chat.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Warning } from '../dialect.ts';

const LADDER: readonly ReasoningEffort[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'];

/** The level of `known` that is closest to `wanted`; of two equally close ones the higher. Undefined if none is known. */
export function nearestEffort({
  wanted,
  known,
}: {
  wanted: ReasoningEffort;
  known: readonly ReasoningEffort[];
}): ReasoningEffort | undefined {
  const place = LADDER.indexOf(wanted);
  const distance = (effort: ReasoningEffort) => Math.abs(LADDER.indexOf(effort) - place);
  return LADDER.toReversed()
    .filter((effort) => known.includes(effort))
    .toSorted((a, b) => distance(a) - distance(b))[0];
}

/** A budget in tokens as a level, for formats that know only levels. The steps are those that vendors use the other way. */
export function effortOfBudget(budgetTokens: number): ReasoningEffort {
  if (budgetTokens === 0) return 'none';
  if (budgetTokens <= 1_024) return 'minimal';
  if (budgetTokens <= 4_096) return 'low';
  if (budgetTokens <= 12_288) return 'medium';
  if (budgetTokens <= 32_768) return 'high';
  return 'xhigh';
}

/** The wished level as one that the model knows, with a warning where it had to be changed. */
export function chooseEffort({
  reasoning,
  known,
}: {
  reasoning: NonNullable<ChatRequest['reasoning']>;
  known: readonly ReasoningEffort[];
}): { readonly effort: ReasoningEffort | undefined; readonly warnings: readonly Warning[] } {
  const { budgetTokens } = reasoning;
  const wanted = reasoning.effort ?? (budgetTokens === undefined ? undefined : effortOfBudget(budgetTokens));
  if (wanted === undefined) return { effort: undefined, warnings: [] };
  const warnings: Warning[] = [];
  const effort = nearestEffort({ wanted, known });
  if (budgetTokens !== undefined) {
    const message = reasoning.effort === undefined ? `was read as effort "${wanted}"` : 'was left out';
    warnings.push({ param: 'reasoning.budget_tokens', message: `This model takes no token budget: it ${message}.` });
  }
  if (effort === undefined) {
    warnings.push({ param: 'reasoning', message: 'The reasoning of this model cannot be set; the wish was left out.' });
  } else if (effort !== wanted) {
    warnings.push({
      param: 'reasoning.effort',
      message: `This model does not know "${wanted}"; "${effort}" was sent.`,
    });
  }
  return { effort, warnings };
}

/** The usual spelling: a top-level `reasoning_effort`, with the levels that the model knows. */
export function effortField(effortsOf: (model: string) => readonly ReasoningEffort[]) {
  return (input: {
    readonly reasoning: NonNullable<ChatRequest['reasoning']>;
    readonly model: string;
  }): { readonly fields: JsonObject; readonly warnings: readonly Warning[] } => {
    const { effort, warnings } = chooseEffort({ reasoning: input.reasoning, known: effortsOf(input.model) });
    return { fields: effort === undefined ? {} : { reasoning_effort: effort }, warnings };
  };
}
