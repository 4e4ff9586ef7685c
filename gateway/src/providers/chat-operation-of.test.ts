import { expect, test } from 'vitest';
import { azureOpenai } from './azure-openai.ts';
import { chatOperationOf } from './chat-operation-of.ts';
import { groq } from './groq.ts';
import { openai } from './openai.ts';
import type { ProviderAdapter } from './provider-adapter.ts';

const pathOf = (adapter: ProviderAdapter, model: string) =>
  chatOperationOf({ adapter, model })?.path({ model, stream: false, edit: false });

test.each([
  'o3',
  'o4-mini-2025-04-16',
  'gpt-5',
  'gpt-5-pro',
  'gpt-5.1-chat-latest',
  'gpt-5.6-terra',
  'ft:o4-mini:acme::x',
])('%s reasons, so it is spoken to in Responses', (model) => {
  expect([openai, azureOpenai].map((adapter) => pathOf(adapter, model))).toEqual(['/responses', '/responses']);
});

test.each(['gpt-4.1', 'gpt-4o-mini', 'gpt-audio', 'gpt-5-chat-latest', 'gpt-5-search-api', 'front-desk', 'omni'])(
  '%s does not reason, or is not known, so it is spoken to in Chat Completions',
  (model) => {
    const path = '/chat/completions';
    expect([openai, azureOpenai].map((adapter) => pathOf(adapter, model))).toEqual([path, path]);
  },
);

test('a provider with one dialect is spoken to in it, whatever the model', () => {
  expect(chatOperationOf({ adapter: groq, model: 'gpt-5' })).toBe(groq.chat);
});
