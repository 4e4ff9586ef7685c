import { expect, test } from 'vitest';
import { readChatBody } from '../wire/latentkit/read-request.ts';
import { mayUseAudio } from './may-use-audio.ts';
import { readNeeds } from './read-needs.ts';

const AUDIO = { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } };

test.each([
  ['text', { messages: [{ role: 'user', content: 'x' }] }, false],
  [
    'a picture',
    { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://x.example/a.png' } }] }] },
    false,
  ],
  ['sound in it', { messages: [{ role: 'user', content: [AUDIO] }] }, true],
  ['a spoken answer', { messages: [{ role: 'user', content: 'x' }], modalities: ['text', 'audio'] }, true],
])('a hold counts the price of audio for a request with %s: %#', (_what, body, expected) => {
  const { task } = readChatBody(JSON.stringify(body));
  expect(mayUseAudio({ task, needs: readNeeds({ task, profile: undefined }) })).toBe(expected);
});
