import { expect, test } from 'vitest';
import { MalformedAnswerError } from '../dialect.ts';
import { ollamaEmbed } from './dialect.ts';

const request = { input: ['a', 'b'], dimensions: undefined, user: undefined, passthrough: {} };

test('an input that is too long is refused by the server, not cut in silence', () => {
  const { body } = ollamaEmbed.writeRequest({ request, model: 'm' });
  expect(body).toEqual({ kind: 'json', value: { model: 'm', input: ['a', 'b'], truncate: false } });
});

test('unknown fields are named in a warning, known ones are sent', () => {
  const passthrough = { keep_alive: 0, truncate: true, task: 'query' };
  const { body, warnings } = ollamaEmbed.writeRequest({ request: { ...request, passthrough }, model: 'm' });
  expect(body).toMatchObject({ value: { keep_alive: 0, truncate: true } });
  expect(warnings.map(({ param }) => param)).toEqual(['task']);
});

test.each([
  ['fewer embeddings than inputs', { embeddings: [[1]] }],
  ['no embeddings', { model: 'm' }],
  ['something that is no vector', { embeddings: [[1], ['x']] }],
  ['an error inside a 200', { error: 'runner stopped' }],
  ['text', 'hi'],
])('%s is malformed', (_name, body) => {
  expect(() => ollamaEmbed.readAnswer({ body, request })).toThrow(MalformedAnswerError);
});

test('missing usage is undefined, an explicit zero stays zero', () => {
  const embeddings = [[1], [2]];
  expect(ollamaEmbed.readAnswer({ body: { embeddings }, request }).usage).toBeUndefined();
  expect(ollamaEmbed.readAnswer({ body: { embeddings, prompt_eval_count: 0 }, request }).usage?.inputTokens).toBe(0);
});
