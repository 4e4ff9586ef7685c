import { describe, expect, test } from 'vitest';
import { GatewayError } from '../domain/gateway-error.ts';
import { readBearer } from './read-bearer.ts';

const KEY = 'lk_live_0123456789abcdefghijklmn';

function refusalOf(authorization: string | undefined, strayCredentialHeader?: string): GatewayError | undefined {
  try {
    readBearer({ authorization, strayCredentialHeader });
    return undefined;
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

describe('readBearer', () => {
  test.each([`Bearer ${KEY}`, `bearer ${KEY}`, `  BEARER   ${KEY} `])('reads %j', (authorization) => {
    expect(readBearer({ authorization, strayCredentialHeader: undefined })).toBe(KEY);
  });

  test.each([
    [undefined, 'missing_api_key', 'Authorization: Bearer'],
    ['', 'missing_api_key', 'Authorization: Bearer'],
    ['Bearer ', 'missing_api_key', 'variable'],
    [KEY, 'invalid_api_key', 'no scheme'],
    [`Basic ${KEY}`, 'invalid_api_key', 'must be Bearer'],
    [`Bearer "${KEY}"`, 'invalid_api_key', 'quotes'],
    [`Bearer '${KEY}'`, 'invalid_api_key', 'quotes'],
    [`Bearer ${KEY} ${KEY}`, 'invalid_api_key', 'spaces'],
    [`Bearer lk_live_${'x'.repeat(300)}`, 'invalid_api_key', 'starts with'],
    ['Bearer sk-proj-0123456789', 'invalid_api_key', 'provider key'],
    ["Bearer ' OR 1=1 --", 'invalid_api_key', 'quotes'],
  ])('%j is refused as %s, and the hint speaks of "%s"', (authorization, code, hint) => {
    const refusal = refusalOf(authorization);
    expect(refusal?.code).toBe(code);
    expect(refusal?.hint).toContain(hint);
  });

  test('names the header that a key was sent in by mistake', () => {
    expect(refusalOf(undefined, 'x-api-key')?.hint).toContain('x-api-key');
  });

  test('never repeats what was sent', () => {
    const refusal = refusalOf('Bearer sk-proj-very-secret-value');
    expect(`${refusal?.message} ${refusal?.hint}`).not.toContain('very-secret');
  });
});
