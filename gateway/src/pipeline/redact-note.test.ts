import { expect, test } from 'vitest';
import { readChatBody } from '../wire/latentkit/read-request.ts';
import { redactNote } from './redact-note.ts';

const { task } = readChatBody(
  JSON.stringify({ messages: [{ role: 'user', content: 'My patient, born 1 May 1950, has a rare disease.' }] }),
);
const credential = { api_key: 'upstream-key-0123456789' };

test('a credential that the provider quotes is taken out, by its value', () => {
  const note = redactNote({ note: 'Incorrect API key provided: upstream-key-0123456789.', credential, task });
  expect(note).toBe('Incorrect API key provided: […].');
});

test('what the provider quotes of the task is taken out; its own words stay', () => {
  const note = redactNote({
    note: 'Invalid prompt at position 3: "My patient, born 1 May 1950, has a rare disease." (code 17)',
    credential,
    task,
  });
  expect(note).toMatch(/^Invalid prompt at position 3: /);
  expect(note).toContain('(code 17)');
  expect(note).not.toMatch(/patient|1950|disease/);
});

test('a note that quotes nothing stays as it is', () => {
  const note = 'This model supports at most 4097 tokens.';
  expect(redactNote({ note, credential, task })).toBe(note);
});
