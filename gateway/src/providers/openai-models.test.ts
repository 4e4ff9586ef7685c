import { expect, test } from 'vitest';
import type { JsonObject } from '../domain/json.ts';
import { fitToChatModel, fitToReasoningModel, openaiEfforts } from './openai-models.ts';

test.each([
  ['gpt-4o', []],
  ['o3', ['low', 'medium', 'high']],
  ['ft:o4-mini-2025-04-16:acme::x', ['low', 'medium', 'high']],
  ['gpt-5-mini-2025-08-07', ['minimal', 'low', 'medium', 'high']],
  ['gpt-5-chat-latest', []],
  ['gpt-5-pro', ['high']],
  ['gpt-5.1', ['none', 'low', 'medium', 'high']],
  ['gpt-5.2-chat-latest', ['medium']],
  ['gpt-5.4-pro', ['medium', 'high', 'xhigh']],
  ['gpt-5.6-terra', ['none', 'low', 'medium', 'high', 'xhigh']],
  ['my-deployment', []],
])('%s knows the levels %j', (model, efforts) => {
  expect(openaiEfforts(model)).toEqual(efforts);
});

const fit = (model: string, body: JsonObject) => fitToReasoningModel({ body, warnings: [] }, model);

test.each(['o3', 'gpt-5-mini', 'gpt-5.2-pro', 'gpt-5.3-chat-latest', 'gpt-5.5'])(
  '%s reasons by default, so it gets no sampling parameters',
  (model) => {
    const { body, warnings } = fit(model, { temperature: 0.7, top_p: 0.9, top_logprobs: 2 });
    expect(body).toEqual({});
    expect(warnings.map(({ param }) => param)).toEqual(['temperature', 'top_p', 'top_logprobs']);
  },
);

test('values that are the default anyway go without a warning', () => {
  expect(fit('gpt-5', { temperature: 1, top_p: 1 })).toEqual({ body: {}, warnings: [] });
});

test.each(['gpt-5.1', 'gpt-5.4'])('%s does not reason unless it is told to, so it keeps its temperature', (model) => {
  expect(fit(model, { temperature: 0.7 })).toEqual({ body: { temperature: 0.7 }, warnings: [] });
});

test('gpt-5.1 that is told to reason loses it, and gpt-5.5 that is told not to keeps it', () => {
  expect(fit('gpt-5.1', { temperature: 0.7, reasoning: { effort: 'low' } }).body).toEqual({
    reasoning: { effort: 'low' },
  });
  expect(fit('gpt-5.5', { temperature: 0.7, reasoning: { effort: 'none' } }).body.temperature).toBe(0.7);
});

test('tools and reasoning go together, also where Chat Completions would end the reasoning', () => {
  const body = { tools: [{}], reasoning: { effort: 'high' }, parallel_tool_calls: true };
  expect(fit('gpt-5.6', body)).toEqual({ body, warnings: [] });
  expect(fit('o3', body).warnings.map(({ param }) => param)).toEqual(['parallel_tool_calls']);
});

test('metadata is sent in Chat Completions only where the answer is stored', () => {
  const body = { metadata: { a: 'b' }, store: true };
  expect(fitToChatModel({ body: { metadata: { a: 'b' } }, warnings: [] }, 'gpt-4.1').body).toEqual({});
  expect(fitToChatModel({ body, warnings: [] }, 'gpt-4.1').body).toEqual(body);
});

test('at a proxy that has only Chat Completions, a reasoning model keeps its tools and loses its reasoning, with a warning', () => {
  const draft = { body: { tools: [{}], temperature: 0.7, stop: ['x'] }, warnings: [] };
  const newest = fitToChatModel(draft, 'gpt-5.6');
  expect(newest.body).toEqual({ tools: [{}], temperature: 0.7, stop: ['x'], reasoning_effort: 'none' });
  expect(newest.warnings.map(({ param }) => param)).toEqual(['reasoning']);
  const first = fitToChatModel(draft, 'gpt-5-mini');
  expect(first.body).toEqual({ tools: [{}] });
  expect(first.warnings.map(({ param }) => param)).toEqual(['temperature', 'stop']);
});
