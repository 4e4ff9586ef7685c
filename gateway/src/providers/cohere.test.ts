import { expect, test } from 'vitest';
import { cohere } from './cohere.ts';

test('chat and embeddings have their own paths, and the key is a bearer', () => {
  const call = { model: 'command-a-plus-05-2026', stream: true, edit: false };
  expect(cohere.chat?.path(call)).toBe('/v2/chat');
  expect(cohere.embeddings?.path(call)).toBe('/v2/embed');
  expect(cohere.authHeaders({ api_key: 'k-1' })).toEqual({ authorization: 'Bearer k-1' });
});

test('an operation that the provider has not is absent', () => {
  expect(cohere.image).toBeUndefined();
});
