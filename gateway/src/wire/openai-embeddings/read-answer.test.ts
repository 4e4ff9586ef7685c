import { expect, test } from 'vitest';
import { createOpenaiEmbeddings } from './dialect.ts';

const dialect = createOpenaiEmbeddings();
const request = { input: ['a', 'b'], dimensions: undefined, user: undefined, passthrough: {} };
const read = (body: unknown) => dialect.readAnswer({ body, request });
const entry = (index: number, embedding: unknown) => ({ index, embedding });

test('vectors come back in the order of the inputs', () => {
  expect(read({ data: [entry(1, [2]), entry(0, [1])] }).embeddings).toEqual([[1], [2]]);
});

test.each([
  ['one too few', { data: [entry(0, [1])] }],
  ['one too many', { data: [entry(0, [1]), entry(1, [1]), entry(2, [1])] }],
  ['the same place twice', { data: [entry(0, [1]), entry(0, [1])] }],
  ['a place beyond the inputs', { data: [entry(0, [1]), entry(5, [1])] }],
  ['a place that is none', { data: [entry(0, [1]), entry(-1, [1])] }],
  ['a vector of words', { data: [entry(0, ['x']), entry(1, [1])] }],
  ['an empty vector', { data: [entry(0, []), entry(1, [1])] }],
  ['half a float', { data: [entry(0, 'AAA='), entry(1, [1])] }],
  ['no list', {}],
  ['an error in a 200', { error: { message: 'no', code: 'insufficient_quota' } }],
])('%s is no answer', (_what, body) => {
  expect(() => read(body)).toThrow();
});

test('missing usage is missing, not zero', () => {
  expect(read({ data: [entry(0, [1]), entry(1, [2])] }).usage).toBeUndefined();
});
