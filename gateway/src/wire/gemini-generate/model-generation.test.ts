import { expect, test } from 'vitest';
import { isGeminiThreeOrLater, lowestThinkingLevel, thinkingControl } from './model-generation.ts';

test.each([
  ['gemini-1.5-pro', false, 'none'],
  ['gemini-2.0-flash', false, 'none'],
  ['gemini-2.5-flash-lite', false, 'budget'],
  ['gemini-robotics-er-1.5-preview', false, 'none'],
  ['gemini-3-pro-preview', true, 'level'],
  ['gemini-3.8-flash', true, 'level'],
  ['gemini-11-pro', true, 'level'],
  ['gemini-flash-latest', true, 'level'],
  ['models/gemini-4-flash', true, 'level'],
  ['gemma-3-27b-it', false, 'none'],
])('%s takes what its generation takes; an unknown id counts as a new model', (model, isNew, control) => {
  expect(isGeminiThreeOrLater(model)).toBe(isNew);
  expect(thinkingControl(model)).toBe(control);
});

test.each([
  ['gemini-3-flash-preview', 'minimal'],
  ['gemini-3.6-flash', 'minimal'],
  ['gemini-3.7-flash', 'low'],
  ['gemini-3.8-flash-lite', 'minimal'],
  ['gemini-3.1-pro-preview', 'low'],
  ['gemini-4-flash', 'low'],
  ['gemini-flash-latest', 'low'],
])('the lowest thinking level that %s takes is %s', (model, level) => {
  expect(lowestThinkingLevel(model)).toBe(level);
});
