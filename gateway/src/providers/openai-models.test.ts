import { expect, test } from 'vitest';
import type { JsonObject } from '../domain/json.ts';
import { fitToOpenaiModel, openaiEfforts } from './openai-models.ts';

test.each([
  ['gpt-4o', []],
  ['o3', ['low', 'medium', 'high']],
  ['ft:o4-mini-2025-04-16:acme::x', ['low', 'medium', 'high']],
  ['gpt-5-mini-2025-08-07', ['minimal', 'low', 'medium', 'high']],
  ['gpt-5-chat-latest', []],
  ['gpt-5-pro', ['high']],
  ['gpt-5.1', ['none', 'low', 'medium', 'high']],
  ['gpt-5.6-terra', ['none', 'low', 'medium', 'high', 'xhigh']],
  ['my-deployment', []],
])('%s knows the levels %j', (model, efforts) => {
  expect(openaiEfforts(model)).toEqual(efforts);
});

const fit = (model: string, body: JsonObject) => fitToOpenaiModel({ body, warnings: [] }, model);

test.each(['o3', 'gpt-5-mini', 'gpt-5.5'])('%s reasons by default, so it gets no sampling parameters', (model) => {
  const { body, warnings } = fit(model, { temperature: 0.7, top_p: 0.9, stop: ['x'], logit_bias: {} });
  expect(body).toEqual({});
  expect(warnings.map(({ param }) => param)).toEqual(['temperature', 'top_p', 'logit_bias', 'stop']);
});

test('values that are the default anyway go without a warning', () => {
  expect(fit('gpt-5', { temperature: 1, top_p: 1 })).toEqual({ body: {}, warnings: [] });
});

test.each(['gpt-4.1', 'gpt-5-chat-latest', 'gpt-5.1', 'my-deployment'])('%s keeps its temperature', (model) => {
  expect(fit(model, { temperature: 0.7 })).toEqual({ body: { temperature: 0.7 }, warnings: [] });
});

test('gpt-5.1 that is told to reason loses it', () => {
  expect(fit('gpt-5.1', { temperature: 0.7, reasoning_effort: 'low' }).body).toEqual({ reasoning_effort: 'low' });
});

test.each([
  ['gpt-5.4', undefined, []],
  ['gpt-5.4', 'high', ['reasoning']],
  ['gpt-5.6', undefined, ['reasoning']],
  ['gpt-5.6', 'none', []],
])('%s with tools and effort %s answers without reasoning', (model, effort, params) => {
  const { body, warnings } = fit(model, { tools: [{}], ...(effort ? { reasoning_effort: effort } : {}) });
  expect(body.reasoning_effort).toBe('none');
  expect(warnings.map(({ param }) => param)).toEqual(params);
});

test('metadata is sent only where the answer is stored', () => {
  expect(fit('gpt-4.1', { metadata: { a: 'b' } }).body).toEqual({});
  expect(fit('gpt-4.1', { metadata: { a: 'b' }, store: true }).body).toEqual({ metadata: { a: 'b' }, store: true });
});
