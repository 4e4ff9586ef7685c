import { expect, test } from 'vitest';
import { PROVIDERS } from './registry.gen.ts';

const OPENAI = { object: 'list', data: [{ id: 'a' }, { id: 'b/c' }, { name: 'no id' }] };

const LISTS: Readonly<Record<string, { readonly path: string; readonly body: unknown; readonly ids: string[] }>> = {
  openai: { path: '/models', body: OPENAI, ids: ['a', 'b/c'] },
  together: { path: '/models', body: OPENAI.data, ids: ['a', 'b/c'] },
  anthropic: { path: '/v1/models?limit=1000', body: OPENAI, ids: ['a', 'b/c'] },
  google: {
    path: '/v1beta/models?pageSize=1000',
    body: { models: [{ name: 'models/gemini-x' }, { name: 'tunedModels/mine' }] },
    ids: ['gemini-x', 'tunedModels/mine'],
  },
  cohere: { path: '/v1/models?page_size=1000', body: { models: [{ name: 'command-x' }] }, ids: ['command-x'] },
  ollama: { path: '/api/tags', body: { models: [{ name: 'llama:8b' }] }, ids: ['llama:8b'] },
};

test.each(Object.entries(LISTS))('%s: its list of models is found and read', (id, { path, body, ids }) => {
  const list = PROVIDERS.get(id)?.modelList;
  expect(list?.path).toBe(path);
  expect(list?.read(body)).toEqual(ids);
});

test('an answer that is no list names no models, whatever it is', () => {
  const listing = [...PROVIDERS.values()].filter(({ modelList }) => modelList !== undefined);
  expect(listing.length).toBeGreaterThan(10);
  for (const { modelList } of listing) {
    for (const body of [null, 'text', 7, [], {}, { data: 'x' }, { models: [null, { id: 4 }] }]) {
      expect(modelList?.read(body)).toEqual([]);
    }
  }
});
