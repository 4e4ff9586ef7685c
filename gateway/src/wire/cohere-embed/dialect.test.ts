import { expect, test } from 'vitest';
import { MalformedAnswerError } from '../dialect.ts';
import { cohereEmbed } from './dialect.ts';

function requestOf(inputs: number) {
  return {
    input: Array.from({ length: inputs }, (_, n) => `text ${n}`),
    dimensions: undefined,
    user: 'u',
    passthrough: {},
  };
}

test('more inputs than the API takes are sent whole and named: the refusal lets another attempt serve them', () => {
  const at = (inputs: number) => cohereEmbed.writeRequest({ request: requestOf(inputs), model: 'm' });
  expect(at(96).warnings.map(({ param }) => param)).toEqual(['user']);
  expect(at(97).warnings.map(({ param }) => param)).toEqual(['input', 'user']);
  const message = 'invalid request: total number of texts must be at most 96 - received 97';
  expect(cohereEmbed.readFailure({ status: 400, headers: {}, body: { message } }).class).toBe('payload_too_large');
});

test('texts are embedded for search unless the request says otherwise', () => {
  expect(cohereEmbed.writeRequest({ request: requestOf(1), model: 'm' }).body).toMatchObject({
    value: { input_type: 'search_document', embedding_types: ['float'] },
  });
});

test('vectors come by type, or plain from older models', () => {
  const read = (embeddings: unknown) =>
    cohereEmbed.readAnswer({ body: { embeddings }, request: requestOf(2) }).embeddings;
  expect(read({ float: [[1], [2]] })).toEqual([[1], [2]]);
  expect(read([[1], [2]])).toEqual([[1], [2]]);
});

test.each([null, { message: 'x' }, { embeddings: { float: [[1]] } }, { embeddings: { float: [[1], ['a']] } }])(
  'an answer that lacks a vector is none: %j',
  (body) => {
    expect(() => cohereEmbed.readAnswer({ body, request: requestOf(2) })).toThrow(MalformedAnswerError);
  },
);
