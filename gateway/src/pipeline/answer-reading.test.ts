import { expect, test } from 'vitest';
import { buildTarget } from '../../tests/support/build-target.ts';
import { anthropic } from '../providers/anthropic.ts';
import { readChatBody } from '../wire/latentkit/read-request.ts';
import { createAnswerReading } from './answer-reading.ts';

const TARGET = buildTarget();

function read(frames: readonly unknown[]) {
  const { task } = readChatBody(JSON.stringify({ messages: [{ role: 'user', content: 'hello' }], stream: true }));
  const reading = createAnswerReading({ task, target: TARGET, adapter: anthropic });
  reading.readFrames(frames.map((frame) => ({ event: undefined, data: JSON.stringify(frame) })));
  return reading.usage();
}

const START = {
  type: 'message_start',
  message: { usage: { input_tokens: 900, cache_read_input_tokens: 40, output_tokens: 1 } },
};
const TEXT = {
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'text_delta', text: 'forty letters or so of an answer that is' },
};

test('a cut answer keeps the input that the provider reported, and its output is counted from the text', () => {
  const usage = read([START, TEXT]);
  expect(usage).toMatchObject({ inputTokens: 900, cachedInputTokens: 40, estimated: true });
  expect(usage.outputTokens).toBeGreaterThan(5);
});

test('figures that the provider reported at the end are not guessed again, zero included', () => {
  const done = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 0 } };
  expect(read([START, TEXT, done])).toMatchObject({ inputTokens: 900, outputTokens: 0, estimated: false });
});

test('the texts of a stream that nobody will continue are counted, not kept', () => {
  const { task } = readChatBody(JSON.stringify({ messages: [{ role: 'user', content: 'hello' }], stream: true }));
  const frames = [
    { type: 'message_start', message: { id: 'm', type: 'message', role: 'assistant', model: 'm', content: [] } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'twelve chars'.repeat(100) } },
  ].map((frame) => ({ event: undefined, data: JSON.stringify(frame) }));
  const [keeping, forgetting] = [false, true].map((forgetsTexts) => {
    const reading = createAnswerReading({ task, target: TARGET, adapter: anthropic, forgetsTexts });
    reading.readFrames(frames);
    return reading;
  });
  expect(forgetting?.partial().content).toBe('');
  expect(forgetting?.usage()).toEqual(keeping?.usage());
  expect(forgetting?.usage().outputTokens).toBeGreaterThan(200);
});
