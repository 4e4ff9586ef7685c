import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../domain/json.ts';
import { adjustForClaude } from './adjust-for-claude.ts';

function adjust(model: string, body: JsonObject) {
  const draft = { body: { model, max_tokens: 40_000, messages: [], ...body }, warnings: [] };
  const adjusted = adjustForClaude(draft, { model, stream: false });
  return { ...adjusted, params: adjusted.warnings.map(({ param }) => param) };
}

const ADAPTIVE = { thinking: { type: 'adaptive' }, output_config: { effort: 'high' } };
const TOOL = { tool_choice: { type: 'tool', name: 'f', disable_parallel_tool_use: true } };

describe('thinking', () => {
  test('becomes a budget on a model that only knows budgets', () => {
    const { body, params } = adjust('claude-haiku-4-5', ADAPTIVE);
    expect(body).toMatchObject({ thinking: { type: 'enabled', budget_tokens: 16_384 } });
    expect(body).not.toHaveProperty('output_config');
    expect(params).toEqual([]);
  });

  test('is left out where max_tokens has no room for the budget', () => {
    const { body, params } = adjust('claude-haiku-4-5', { ...ADAPTIVE, max_tokens: 1000 });
    expect(body).not.toHaveProperty('thinking');
    expect(params).toEqual(['reasoning']);
  });

  test('is left out on a model that cannot think', () => {
    const { body, params } = adjust('claude-3-5-haiku-20241022', ADAPTIVE);
    expect(body).not.toHaveProperty('thinking');
    expect(params).toEqual(['reasoning']);
  });

  test('by a budget becomes an effort on a model without budgets', () => {
    const { body, params } = adjust('claude-opus-4-8', { thinking: { type: 'enabled', budget_tokens: 5000 } });
    expect(body).toMatchObject({
      thinking: { type: 'adaptive', display: 'summarized' },
      output_config: { effort: 'medium' },
    });
    expect(params).toEqual(['reasoning.budget_tokens']);
  });

  test('keeps its budget, or its adaptive form, on a model that takes either', () => {
    const budget = { thinking: { type: 'enabled', budget_tokens: 5000 } };
    expect(adjust('claude-opus-4-6', budget).body).toMatchObject(budget);
    expect(adjust('claude-opus-4-6', ADAPTIVE).body).toMatchObject(ADAPTIVE);
  });

  test('that cannot be turned off is asked for at the lowest effort', () => {
    const { body, params } = adjust('claude-opus-5-5', { thinking: { type: 'disabled' } });
    expect(body).not.toHaveProperty('thinking');
    expect(body).toMatchObject({ output_config: { effort: 'low' } });
    expect(params).toEqual(['reasoning.effort']);
  });

  test('is turned off where that can be done', () => {
    expect(adjust('claude-opus-5', { thinking: { type: 'disabled' } }).body.thinking).toEqual({ type: 'disabled' });
  });
});

describe('a forced tool call', () => {
  test('excludes thinking', () => {
    const { body, params } = adjust('claude-opus-5', { ...ADAPTIVE, ...TOOL });
    expect(body).not.toHaveProperty('thinking');
    expect(body).toMatchObject(TOOL);
    expect(params).toEqual(['reasoning']);
  });

  test('becomes a choice where the model refuses force', () => {
    const { body, params } = adjust('claude-sonnet-5-5', { ...ADAPTIVE, ...TOOL });
    expect(body.tool_choice).toEqual({ type: 'auto', disable_parallel_tool_use: true });
    expect(body).toMatchObject({ thinking: { type: 'adaptive' } });
    expect(params).toEqual(['tool_choice']);
  });
});

describe('sampling parameters', () => {
  const SAMPLING = { temperature: 0.5, top_p: 0.5, top_k: 5 };

  test('are left out where the model refuses them, whatever else is asked', () => {
    const { body, params } = adjust('claude-sonnet-5', SAMPLING);
    expect(body).not.toHaveProperty('temperature');
    expect(params).toEqual(['temperature', 'top_p', 'top_k']);
  });

  test('that say what the model does anyway are kept', () => {
    const { body, params } = adjust('claude-opus-5-5', { temperature: 1, top_p: 0.99 });
    expect(body).toMatchObject({ temperature: 1, top_p: 0.99 });
    expect(params).toEqual([]);
  });

  test('are left out while an older model thinks', () => {
    expect(adjust('claude-opus-4-6', { ...ADAPTIVE, ...SAMPLING }).params).toEqual(['temperature', 'top_p', 'top_k']);
  });

  test('go one at a time to the fourth generation', () => {
    const { body, params } = adjust('claude-sonnet-4-5', SAMPLING);
    expect(body).toMatchObject({ temperature: 0.5, top_k: 5 });
    expect(params).toEqual(['top_p']);
  });

  test('go together to the third', () => {
    expect(adjust('claude-3-haiku-20240307', SAMPLING).params).toEqual([]);
  });
});

describe('a conversation that ends with the assistant', () => {
  const messages = [{ role: 'assistant', content: [{ type: 'text', text: 'Once upon' }] }];

  test('is continued by a model that can', () => {
    expect(adjust('claude-sonnet-4-5', { messages }).body.messages).toEqual(messages);
  });

  test('gets a last word of the user for a model that cannot', () => {
    const { body, params } = adjust('claude-sonnet-4-6', { messages });
    expect(body.messages).toMatchObject([{ role: 'assistant' }, { role: 'user' }]);
    expect(params).toEqual(['messages']);
  });

  test('with open tool calls stays as it is: the results are missing, and no word can replace them', () => {
    const open = [{ role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'f', input: {} }] }];
    expect(adjust('claude-opus-5', { messages: open }).body.messages).toEqual(open);
  });
});

test('a model without structured output is told the schema, and the caller that nothing enforces it', () => {
  const { body, params } = adjust('claude-sonnet-4-20250514', {
    output_config: { format: { type: 'json_schema', schema: { type: 'object' } } },
    tools: [{ name: 'f', input_schema: {}, strict: true }],
  });
  expect(body).not.toHaveProperty('output_config');
  expect(body.system).toEqual([{ type: 'text', text: expect.stringContaining('{"type":"object"}') }]);
  expect(body.tools).toEqual([{ name: 'f', input_schema: {} }]);
  expect(params).toEqual(['tools', 'response_format']);
});

test('the draft itself is not changed: the next attempt starts from the same request', () => {
  const body = { model: 'claude-opus-5-5', max_tokens: 10, messages: [], temperature: 0.2, ...TOOL };
  const copy = structuredClone(body);
  adjustForClaude({ body, warnings: [] }, { model: 'claude-opus-5-5', stream: true });
  expect(body).toEqual(copy);
});
