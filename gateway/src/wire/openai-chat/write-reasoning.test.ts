import { expect, test } from 'vitest';
import { chooseEffort, effortField, effortOfBudget, nearestEffort } from './write-reasoning.ts';

test.each([
  ['xhigh', ['low', 'medium', 'high'], 'high'],
  ['minimal', ['none', 'low', 'high'], 'low'],
  ['medium', ['low', 'high'], 'high'],
  ['none', ['low', 'medium'], 'low'],
  ['low', ['low'], 'low'],
  ['high', [], undefined],
] as const)('%s among %j is sent as %s', (wanted, known, sent) => {
  expect(nearestEffort({ wanted, known })).toBe(sent);
});

test('a level that the model knows is sent without a warning', () => {
  const reasoning = { effort: 'low', budgetTokens: undefined } as const;
  expect(chooseEffort({ reasoning, known: ['low', 'high'] })).toEqual({ effort: 'low', warnings: [] });
});

test('a budget becomes a level, and both the reading and a changed level are warned of', () => {
  const { effort, warnings } = chooseEffort({ reasoning: { effort: undefined, budgetTokens: 500 }, known: ['low'] });
  expect(effort).toBe('low');
  expect(warnings.map(({ param }) => param)).toEqual(['reasoning.budget_tokens', 'reasoning.effort']);
});

test('a level outranks a budget, which is warned of', () => {
  const reasoning = { effort: 'high', budgetTokens: 100 } as const;
  const written = effortField(() => ['low', 'high'])({ reasoning, model: 'm' });
  expect(written.fields).toEqual({ reasoning_effort: 'high' });
  expect(written.warnings.map(({ param }) => param)).toEqual(['reasoning.budget_tokens']);
});

test('a model without levels gets none, and the wish is warned of', () => {
  const written = effortField(() => [])({ reasoning: { effort: 'high', budgetTokens: undefined }, model: 'm' });
  expect(written).toMatchObject({ fields: {}, warnings: [{ param: 'reasoning' }] });
});

test('a larger budget never gives a lower level', () => {
  const levels = [0, 1_024, 1_025, 4_096, 4_097, 12_288, 12_289, 32_768, 32_769].map(effortOfBudget);
  expect(levels).toEqual(['none', 'minimal', 'low', 'low', 'medium', 'medium', 'high', 'high', 'xhigh']);
});
