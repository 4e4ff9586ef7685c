import { expect, test } from 'vitest';
import { azureOpenai } from './azure-openai.ts';
import { chatOperationOf } from './chat-operation-of.ts';
import { groq } from './groq.ts';
import { openai } from './openai.ts';
import type { ProviderAdapter } from './provider-adapter.ts';

const AZURE = 'https://acme.openai.azure.com/openai/v1';
const pathOf = (adapter: ProviderAdapter, model: string, baseUrl = adapter.defaultBaseUrl ?? AZURE) =>
  chatOperationOf({ adapter, model, baseUrl })?.path({ model, stream: false, edit: false });

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
  expect(chatOperationOf({ adapter: groq, model: 'gpt-5', baseUrl: groq.defaultBaseUrl })).toBe(groq.chat);
});

test.each(['http://127.0.0.1:8080/v1', 'https://proxy.example/v1', 'https://api.openai.com.example/v1'])(
  'at another address (%s) the resource path is /chat/completions for every model',
  (baseUrl) => {
    expect([openai, azureOpenai].map((adapter) => pathOf(adapter, 'gpt-5-mini', baseUrl))).toEqual([
      '/chat/completions',
      '/chat/completions',
    ]);
  },
);

test('a region of the provider is its own address', () => {
  expect(pathOf(openai, 'gpt-5-mini', 'https://eu.api.openai.com/v1')).toBe('/responses');
});
