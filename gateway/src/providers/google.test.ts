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

test('models without a system instruction get its text before the first message', () => {
  const system = { systemInstruction: { parts: [{ text: 'Be brief.' }] } };
  const draft = { body: { ...system, contents: [{ role: 'user', parts: [{ text: 'Hi.' }] }] }, warnings: [] };
  const adjusted = google.chat?.adjust?.(draft, { model: 'gemma-3-27b-it', stream: false });
  expect(adjusted?.body).toEqual({ contents: [{ role: 'user', parts: [{ text: 'Be brief.' }, { text: 'Hi.' }] }] });
  expect(adjusted?.warnings).toMatchObject([{ param: 'system' }]);
  const answered = { ...draft, body: { ...system, contents: [{ role: 'model', parts: [{ text: 'Ahoy.' }] }] } };
  expect(google.chat?.adjust?.(answered, { model: 'gemma-3-4b-it', stream: false }).body).toEqual({
    contents: [
      { role: 'user', parts: [{ text: 'Be brief.' }] },
      { role: 'model', parts: [{ text: 'Ahoy.' }] },
    ],
  });
  expect(google.chat?.adjust?.(draft, { model: 'gemini-3.8-flash', stream: false })).toBe(draft);
  expect(google.chat?.adjust?.(draft, { model: 'gemma-4-31b-it', stream: false })).toBe(draft);
});
