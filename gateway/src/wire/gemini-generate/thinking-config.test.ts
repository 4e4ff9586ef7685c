import { expect, test } from 'vitest';
import type { ReasoningEffort } from '../../domain/chat.ts';
import { collectWarnings } from '../collect-warnings.ts';
import { writeThinkingConfig } from './thinking-config.ts';

interface Wish {
  readonly model: string;
  readonly effort?: ReasoningEffort;
  readonly budgetTokens?: number;
}

function configOf({ model, effort, budgetTokens }: Wish) {
  const { warn, warnings } = collectWarnings();
  const config = writeThinkingConfig({ reasoning: { effort, budgetTokens }, model, warn });
  return { config, warned: warnings().map(({ param }) => param) };
}

const shown = { includeThoughts: true };

test.each<[Wish, object | undefined, string[]]>([
  [{ model: 'gemini-3.1-pro-preview', effort: 'medium' }, { thinkingLevel: 'medium', ...shown }, []],
  [{ model: 'gemini-3-flash-preview', effort: 'minimal' }, { thinkingLevel: 'minimal', ...shown }, []],
  [{ model: 'gemini-3.8-flash', effort: 'minimal' }, { thinkingLevel: 'low', ...shown }, ['reasoning.effort']],
  [{ model: 'gemini-3.8-flash', effort: 'none' }, { thinkingLevel: 'low' }, ['reasoning']],
  [
    { model: 'gemini-3.8-flash', budgetTokens: 9_000 },
    { thinkingLevel: 'high', ...shown },
    ['reasoning.budget_tokens'],
  ],
  [{ model: 'gemini-3.8-flash', budgetTokens: 0 }, { thinkingLevel: 'low' }, ['reasoning.budget_tokens', 'reasoning']],
  [
    { model: 'gemini-3.8-flash', effort: 'low', budgetTokens: 9_000 },
    { thinkingLevel: 'low', ...shown },
    ['reasoning.budget_tokens'],
  ],
  [{ model: 'gemini-2.5-flash', effort: 'none' }, { thinkingBudget: 0 }, []],
  [{ model: 'gemini-2.5-flash', effort: 'xhigh' }, { thinkingBudget: 24_576, ...shown }, []],
  [{ model: 'gemini-2.5-pro', effort: 'none' }, { thinkingBudget: 128 }, ['reasoning']],
  [{ model: 'gemini-2.5-pro', budgetTokens: 99_999 }, { thinkingBudget: 32_768, ...shown }, ['reasoning']],
  [
    { model: 'gemini-2.5-flash', effort: 'high', budgetTokens: 700 },
    { thinkingBudget: 700, ...shown },
    ['reasoning.effort'],
  ],
  [{ model: 'gemini-2.0-flash', effort: 'high' }, undefined, ['reasoning']],
  [{ model: 'gemini-2.0-flash', effort: 'none' }, undefined, []],
  [{ model: 'gemini-3.8-flash' }, undefined, []],
])('%o becomes %o and never sets both fields', (wish, config, warned) => {
  expect(configOf(wish)).toEqual({ config, warned });
});
