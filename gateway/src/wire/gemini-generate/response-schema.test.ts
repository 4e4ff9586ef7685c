import { expect, test } from 'vitest';
import { writeResponseSchema } from './response-schema.ts';

test('every const becomes an enum of one value, and everything else stays', () => {
  const schema = {
    type: 'object',
    properties: {
      kind: { const: 'buoy' },
      size: { anyOf: [{ const: 1 }, { type: 'null' }] },
      list: { type: 'array', items: { $ref: '#/$defs/mark' } },
    },
    $defs: { mark: { const: { a: 1 } } },
    additionalProperties: false,
  };
  expect(writeResponseSchema(schema)).toEqual({
    type: 'object',
    properties: {
      kind: { enum: ['buoy'] },
      size: { anyOf: [{ enum: [1] }, { type: 'null' }] },
      list: { type: 'array', items: { $ref: '#/$defs/mark' } },
    },
    $defs: { mark: { enum: [{ a: 1 }] } },
    additionalProperties: false,
  });
});

test('a property that is called const, and data that holds one, are left alone', () => {
  const schema = { properties: { const: { type: 'string' } }, default: { const: 1 }, enum: [{ const: 2 }] };
  expect(writeResponseSchema(schema)).toEqual(schema);
});
