import { expect, test } from 'vitest';
import { azureOpenai } from './azure-openai.ts';
import { apiKeyCredential, bearerAuth, optionalApiKeyCredential } from './credentials.ts';

test('a key is sent as a bearer token, and no key as no header', () => {
  expect(bearerAuth({ api_key: 'k1' })).toEqual({ authorization: 'Bearer k1' });
  expect(bearerAuth({})).toEqual({});
});

test('an Azure key goes into a header of its own', () => {
  expect(azureOpenai.authHeaders({ api_key: 'k1' })).toEqual({ 'api-key': 'k1' });
});

test('only local servers may go without a key', () => {
  expect(apiKeyCredential.safeParse({}).success).toBe(false);
  expect(optionalApiKeyCredential.safeParse({}).success).toBe(true);
  expect(optionalApiKeyCredential.safeParse({ api_key: '' }).success).toBe(false);
});

test('the key is marked as a secret, for forms and for logs', () => {
  expect(apiKeyCredential.shape.api_key.meta()).toMatchObject({ secret: true });
});
