/**
 * What a Gemini model id says about the request fields that its model takes. Ids are open-ended, so only older models
 * are named: an unknown Gemini id is taken for a new one (ai.google.dev/gemini-api/docs/thinking, …/thought-signatures).
 */

/** How the model's thinking is controlled; the API refuses a request that sets both fields. */
export type ThinkingControl = 'level' | 'budget' | 'none';

const GEMINI = /(?:^|\/)gemini-/;
const GENERATION = /(?:^|\/)gemini-(?:robotics-er-)?(\d+)(?:\.(\d+))?(?:-|$)/;
const EARLIEST_LEVELS = 3;
/** From this minor version of generation 3 on, only the lite models take the level `minimal`. */
const FIRST_WITHOUT_MINIMAL = 7;

interface Generation {
  readonly major: number;
  readonly minor: number;
}

function generationOf(model: string): Generation | undefined {
  const found = GENERATION.exec(model);
  return found === null ? undefined : { major: Number(found[1]), minor: Number(found[2] ?? 0) };
}

export function isGeminiThreeOrLater(model: string): boolean {
  return GEMINI.test(model) && (generationOf(model)?.major ?? EARLIEST_LEVELS) >= EARLIEST_LEVELS;
}

export function thinkingControl(model: string): ThinkingControl {
  if (isGeminiThreeOrLater(model)) return 'level';
  const generation = generationOf(model);
  return generation?.major === 2 && generation.minor === 5 ? 'budget' : 'none';
}

/** The lowest level that the model takes: none of generation 3 and later can stop thinking. */
export function lowestThinkingLevel(model: string): 'minimal' | 'low' {
  if (model.includes('-flash-lite')) return 'minimal';
  const generation = generationOf(model);
  if (!model.includes('-flash') || generation === undefined) return 'low';
  return generation.major === 3 && generation.minor < FIRST_WITHOUT_MINIMAL ? 'minimal' : 'low';
}

/** Thinking budgets of the 2.5 models, tokens. `mayStop`: a budget of 0 turns thinking off. */
export function thinkingBudgetRange(model: string): {
  readonly min: number;
  readonly max: number;
  readonly mayStop: boolean;
} {
  if (model.includes('-pro')) return { min: 128, max: 32_768, mayStop: false };
  if (model.includes('-flash-lite')) return { min: 512, max: 24_576, mayStop: true };
  return { min: 1, max: 24_576, mayStop: true };
}
