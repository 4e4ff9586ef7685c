import { expect, test } from 'vitest';
import { MalformedAnswerError } from '../dialect.ts';
import { geminiEmbed } from './dialect.ts';

function requestOf(inputs: number) {
  return {
    input: Array.from({ length: inputs }, (_, n) => `text ${n}`),
    dimensions: undefined,
    user: undefined,
    passthrough: {},
  };
}

test('a batch that is too large is sent whole and named: the refusal lets another attempt serve it', () => {
  const at = (inputs: number) => geminiEmbed.writeRequest({ request: requestOf(inputs), model: 'm' }).warnings;
  expect(at(100)).toEqual([]);
  expect(at(101).map(({ param }) => param)).toEqual(['input']);
});

test('a tuned model keeps its own collection', () => {
  const { body } = geminiEmbed.writeRequest({ request: requestOf(1), model: 'tunedModels/x' });
  expect(body).toMatchObject({ value: { requests: [{ model: 'tunedModels/x' }] } });
});

test('tokens are counted where the API counts them, and are unknown elsewhere', () => {
  const usageOf = (body: object) => geminiEmbed.readAnswer({ body, request: requestOf(2) }).usage;
  expect(usageOf({ embeddings: [{ values: [1] }, { values: [2] }] })).toBeUndefined();
  const counted = [1, 2].map((tokenCount) => ({ values: [1], statistics: { tokenCount } }));
  expect(usageOf({ embeddings: counted })).toMatchObject({ inputTokens: 3, outputTokens: 0 });
});

test.each([
  null,
  {},
  { embeddings: [{ values: [1] }] },
  { embeddings: [{ values: [1] }, {}] },
  { error: { code: 500 } },
])('an answer that lacks a vector is none: %j', (body) => {
  expect(() => geminiEmbed.readAnswer({ body, request: requestOf(2) })).toThrow(MalformedAnswerError);
});
