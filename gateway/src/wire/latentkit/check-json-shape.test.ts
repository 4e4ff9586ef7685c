import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../domain/gateway-error.ts';
import { checkJsonShape } from './check-json-shape.ts';

function refusal(text: string): GatewayError | undefined {
  try {
    checkJsonShape({ text, value: JSON.parse(text) });
    return undefined;
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

describe('checkJsonShape', () => {
  test('lets ordinary bodies through, with quotes, colons and escapes inside texts', () => {
    expect(refusal('{"a": "x\\":\\"y", "b\\\\": ["{\\"k\\": 1}", {"a": null}], "c" : {"a": 1}}')).toBeUndefined();
  });

  test('refuses a key that is given twice, wherever it stands', () => {
    expect(refusal('{"a": {"max": 1, "b": "}", "max": 2}}')?.reason).toBe('invalid_json');
    expect(refusal('{"a": 1, "\\u0061": 2}')?.reason).toBe('invalid_json');
  });

  test('refuses 65 levels and takes 63', () => {
    expect(refusal(`{"a": ${'['.repeat(64)}${']'.repeat(64)}}`)?.reason).toBe('too_deep');
    expect(refusal(`{"a": ${'['.repeat(62)}${']'.repeat(62)}}`)).toBeUndefined();
  });

  test('survives a million levels', () => {
    expect(refusal(`{"a": ${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`)?.reason).toBe('too_deep');
  });

  test('refuses more than a hundred thousand values', () => {
    expect(refusal(`{"input": [${'1,'.repeat(100_000)}1]}`)?.reason).toBe('too_many_items');
  });

  test('refuses keys that reach into prototypes, at any depth, and names the place', () => {
    expect(refusal('{"messages": [{"__proto__": {"role": "x"}}]}')).toMatchObject({
      reason: 'forbidden_field',
      param: 'messages[0].__proto__',
    });
    expect(refusal('{"metadata": {"constructor": "x"}}')?.param).toBe('metadata.constructor');
  });

  test('a JSON Schema may describe a property called constructor', () => {
    expect(refusal('{"schema": {"properties": {"constructor": {"type": "string"}}}}')).toBeUndefined();
  });
});
