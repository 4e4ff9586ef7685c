import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { sampleJson } from './sample-json.ts';

/** zod reads JSON Schema back, so that nobody but a validator says what satisfies it. */
function expectValid(schema: Record<string, unknown>, index = 0): unknown {
  const value = sampleJson({ schema, index });
  const checked = z.fromJSONSchema(schema).safeParse(value);
  expect(checked.error?.message, JSON.stringify(value)).toBeUndefined();
  return value;
}

describe('the value satisfies its schema', () => {
  test.each<[string, Record<string, unknown>]>([
    [
      'a tool with required and optional properties',
      {
        type: 'object',
        properties: {
          city: { type: 'string', minLength: 3 },
          unit: { type: 'string', enum: ['celsius', 'fahrenheit'] },
          days: { type: 'integer', minimum: 1, maximum: 14 },
          note: { type: 'string' },
        },
        required: ['city', 'unit', 'days'],
        additionalProperties: false,
      },
    ],
    [
      'nested lists and objects',
      {
        type: 'object',
        properties: {
          items: {
            type: 'array',
            minItems: 2,
            items: { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] },
          },
          pair: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], items: false },
        },
        required: ['items', 'pair'],
      },
    ],
    [
      'references',
      {
        type: 'object',
        properties: { from: { $ref: '#/$defs/place' }, to: { $ref: '#/$defs/place' } },
        required: ['from', 'to'],
        $defs: { place: { type: 'object', properties: { lat: { type: 'number' } }, required: ['lat'] } },
      },
    ],
    ['choices', { anyOf: [{ type: 'object', properties: { a: { const: 1 } }, required: ['a'] }, { type: 'null' }] }],
    ['several types', { type: ['string', 'null'] }],
    [
      'a merge',
      {
        allOf: [
          { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
          { type: 'object', properties: { b: { type: 'integer' } }, required: ['b'] },
        ],
      },
    ],
    [
      'formats',
      {
        type: 'object',
        properties: {
          day: { type: 'string', format: 'date' },
          at: { type: 'string', format: 'date-time' },
          mail: { type: 'string', format: 'email' },
          link: { type: 'string', format: 'uri' },
          id: { type: 'string', format: 'uuid' },
        },
        required: ['day', 'at', 'mail', 'link', 'id'],
      },
    ],
    ['text bounds', { type: 'string', minLength: 20, maxLength: 22 }],
    ['a short text', { type: 'string', maxLength: 2 }],
    ['a whole number above', { type: 'integer', exclusiveMinimum: 5 }],
    ['a whole number below', { type: 'integer', exclusiveMaximum: -5 }],
    ['a multiple', { type: 'integer', minimum: 7, multipleOf: 5 }],
    ['a multiple below', { type: 'integer', maximum: -3, multipleOf: 5 }],
    ['a share', { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 }],
    ['a number with one choice', { type: 'number', minimum: 4, maximum: 4 }],
    ['a number above', { type: 'number', exclusiveMinimum: 10 }],
    ['a number below', { type: 'number', maximum: -10 }],
  ])('%s', (_name, schema) => {
    expectValid(schema);
    expectValid(schema, 1);
  });
});

test('properties that are not required are left out, defaults are taken', () => {
  const schema = {
    type: 'object',
    properties: { a: { type: 'string', default: 'x' }, b: { type: 'string' } },
    required: ['a'],
  };
  expect(sampleJson({ schema })).toEqual({ a: 'x' });
});

test('another index gives another value where the schema has room', () => {
  const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
  expect(sampleJson({ schema, index: 0 })).not.toEqual(sampleJson({ schema, index: 1 }));
});

test('a schema that contains itself comes to an end', () => {
  const tree = {
    type: 'object',
    properties: {
      left: { anyOf: [{ $ref: '#' }, { type: 'null' }] },
      right: { anyOf: [{ $ref: '#' }, { type: 'null' }] },
    },
    required: ['left', 'right'],
  };
  expect(JSON.stringify(expectValid(tree)).length).toBeLessThan(10_000);
});

test('a schema that demands without end gets a small value', () => {
  const endless = { type: 'object', properties: { next: { $ref: '#' } }, required: ['next'] };
  const wide = { type: 'array', minItems: 1e9, items: { type: 'array', minItems: 1e9, items: { $ref: '#' } } };
  const merging = { allOf: [{ $ref: '#' }, { $ref: '#' }, { $ref: '#' }] };
  const choosing = { anyOf: [{ $ref: '#' }, { $ref: '#' }] };
  const long = { type: 'array', minItems: 1e9, items: { type: 'string', minLength: 1e9 } };
  for (const schema of [endless, wide, merging, choosing, long]) {
    expect((JSON.stringify(sampleJson({ schema })) ?? '').length).toBeLessThan(600_000);
  }
});

test('whatever stands in a schema, a value comes back', () => {
  for (const schema of [undefined, null, true, false, {}, { type: 7 }, { $ref: 'http://example.com' }, { enum: [] }]) {
    expect(() => JSON.stringify(sampleJson({ schema }))).not.toThrow();
  }
  expect(sampleJson({ schema: { type: 'object', required: ['constructor', '__proto__'] } })).toBeInstanceOf(Object);
});
