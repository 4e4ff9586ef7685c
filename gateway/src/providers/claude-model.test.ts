import { expect, test } from 'vitest';
import { claudeAbilities } from './claude-model.ts';

// Each row as the model's page or migration guide has it.
test.each([
  ['claude-3-5-sonnet-20241022', 'none', 'disabled', undefined],
  ['claude-3-7-sonnet-20250219', 'budget', 'disabled', undefined],
  ['claude-sonnet-4-20250514', 'budget', 'disabled', undefined],
  ['claude-haiku-4-5-20251001', 'budget', 'disabled', undefined],
  ['us.anthropic.claude-opus-4-5-20251101-v1:0', 'budget', 'disabled', 'to_high'],
  ['claude-sonnet-4-6', 'either', 'disabled', 'to_high'],
  ['anthropic/claude-opus-4.7', 'adaptive', 'disabled', 'to_xhigh'],
  ['claude-opus-4-8@20260528', 'adaptive', 'disabled', 'to_xhigh'],
  ['claude-sonnet-5', 'adaptive', 'disabled', 'to_xhigh'],
  ['claude-opus-5', 'adaptive', 'disabled', 'to_xhigh'],
  ['claude-haiku-5-5', 'adaptive', 'disabled', 'to_xhigh'],
  ['claude-sonnet-5-5', 'adaptive', 'between_tools', 'to_xhigh'],
  ['claude-opus-5-5', 'adaptive', undefined, 'to_xhigh'],
  ['claude-fable-5', 'adaptive', undefined, 'to_xhigh'],
  ['claude-mythos-preview', 'adaptive', undefined, 'to_xhigh'],
  ['an-alias', 'adaptive', undefined, 'to_xhigh'],
])('%s: how it thinks', (model, thinking, thinkingOff, effort) => {
  expect(claudeAbilities(model)).toMatchObject({ thinking, thinkingOff, effort });
});

test.each([
  ['claude-3-opus-20240229', false, false, true, true],
  ['claude-sonnet-4-5', false, true, true, true],
  ['claude-opus-4-6', false, true, true, false],
  ['claude-opus-4-7', true, false, true, false],
  ['claude-opus-5', true, false, true, false],
  ['claude-fable-5', true, false, true, false],
  ['claude-fable-5-1', true, false, false, false],
  ['claude-opus-5-5', true, false, false, false],
  ['claude-haiku-5-5', true, false, true, false],
  ['claude-2.1', false, false, true, true],
])('%s: sampling, forced tools, prefill', (model, refusesSampling, oneSamplingParameter, forcedTools, prefill) => {
  expect(claudeAbilities(model)).toMatchObject({ refusesSampling, oneSamplingParameter, forcedTools, prefill });
});
