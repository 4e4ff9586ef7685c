import { expect, test } from 'vitest';
import { google } from './google.ts';

const call = (model: string, stream = false) => ({ model, stream, edit: false });

test('each operation has its method on the model', () => {
  expect(google.chat?.path(call('gemini-3.8-flash'))).toBe('/v1beta/models/gemini-3.8-flash:generateContent');
  expect(google.chat?.path(call('gemini-3.8-flash', true))).toBe(
    '/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse',
  );
  expect(google.embeddings?.path(call('gemini-embedding-001'))).toBe(
    '/v1beta/models/gemini-embedding-001:batchEmbedContents',
  );
  expect(google.image?.path(call('gemini-3-pro-image'))).toBe('/v1beta/models/gemini-3-pro-image:generateContent');
  expect(google.chat?.path(call('tunedModels/mine'))).toBe('/v1beta/tunedModels/mine:generateContent');
});

test('a model id cannot change the path or add a query', () => {
  expect(google.chat?.path(call('a?key=x#y'))).toBe('/v1beta/models/a%3Fkey%3Dx%23y:generateContent');
  expect(() => google.chat?.path(call('../../v1/files'))).toThrow(RangeError);
});

test('the key travels in a header, never in the address', () => {
  expect(google.authHeaders({ api_key: 'k-1' })).toEqual({ 'x-goog-api-key': 'k-1' });
  expect(google.chat?.path(call('m'))).not.toContain('key');
});
