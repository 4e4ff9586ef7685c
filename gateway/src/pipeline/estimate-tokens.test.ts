import { expect, test } from 'vitest';
import { readChatBody } from '../wire/latentkit/read-request.ts';
import { estimateInputTokens } from './estimate-tokens.ts';

const tokensOf = (part: object) => {
  const body = { messages: [{ role: 'user', content: [part] }] };
  return estimateInputTokens(readChatBody(JSON.stringify(body)).task);
};

test('text, images, sound and files all count: what a request holds must not leave out the dearest part of it', () => {
  expect(tokensOf({ type: 'text', text: 'x'.repeat(400) })).toBe(100);
  expect(tokensOf({ type: 'image_url', image_url: { url: 'https://example.com/a.png' } })).toBe(800);
  expect(tokensOf({ type: 'input_audio', input_audio: { data: 'A'.repeat(40_000), format: 'mp3' } })).toBe(40);
  const fileData = `data:application/pdf;base64,${'A'.repeat(60_000)}`;
  expect(tokensOf({ type: 'file', file: { filename: 'a.pdf', file_data: fileData } })).toBe(200);
});
