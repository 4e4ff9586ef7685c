import { expect, test } from 'vitest';
import { createReasoningDetails } from './reasoning-details.ts';

test('pieces of one block are joined, and its signature is kept', () => {
  const details = createReasoningDetails();
  details.add([{ type: 'reasoning.text', index: 0, text: 'Let', signature: null, format: 'f' }]);
  details.add([{ type: 'reasoning.text', index: 0, text: ' me', signature: 's', format: 'f' }]);
  details.add([{ type: 'reasoning.text', index: 0, text: null, signature: null, format: null }]);
  expect(details.take()).toEqual([{ type: 'reasoning.text', index: 0, text: 'Let me', signature: 's', format: 'f' }]);
});

test.each([
  ['another index', { type: 'reasoning.text', index: 1, text: 'b' }],
  ['another type', { type: 'reasoning.summary', index: 0, summary: 'b' }],
  ['another id', { type: 'reasoning.text', index: 0, id: 'r2', text: 'b' }],
  ['no index', { type: 'reasoning.text', text: 'b' }],
])('%s begins another block', (_what, second) => {
  const details = createReasoningDetails();
  const first = { type: 'reasoning.text', index: 0, id: 'r1', text: 'a' };
  details.add([first, second]);
  expect(details.take()).toEqual([first, second]);
  expect(details.take()).toEqual([]);
});
