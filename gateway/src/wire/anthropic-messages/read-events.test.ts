import { describe, expect, test } from 'vitest';
import type { ChatEvent } from '../../domain/chat.ts';
import { createAnswerCollector } from '../../domain/collect-answer.ts';
import { MalformedAnswerError } from '../dialect.ts';
import { readAnswer } from './read-answer.ts';
import { createEventReader } from './read-events.ts';

const START = {
  type: 'message_start',
  message: { model: 'm', usage: { input_tokens: 9, cache_read_input_tokens: 4, output_tokens: 1 } },
};
const TEXT = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'hi' } };
const DONE = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } };
const STOP = { type: 'message_stop' };

function read(frames: readonly unknown[]) {
  const reader = createEventReader();
  const events: ChatEvent[] = [];
  for (const frame of frames) {
    const data = typeof frame === 'string' ? frame : JSON.stringify(frame);
    events.push(...reader.push({ event: undefined, data }));
  }
  events.push(...reader.end());
  const collector = createAnswerCollector({ connection: undefined });
  for (const event of events) collector.add(event);
  return {
    answer: collector.answer(),
    finishReason: events.find((event) => event.type === 'finish')?.reason,
    complete: reader.isComplete(),
  };
}

test('one bad line is skipped', () => {
  const { answer, complete } = read([START, TEXT, '{"type":"content_block_delta","ind', '[]', DONE, STOP]);
  expect(answer.content).toBe('hi');
  expect(complete).toBe(true);
});

test('a stream of only bad lines is not complete', () => {
  expect(read(['nonsense', '{', '']).complete).toBe(false);
});

describe('usage', () => {
  test('of a cut stream has the input as reported, and no output: the first figure is a placeholder', () => {
    const { answer, complete, finishReason } = read([START, TEXT]);
    expect(complete).toBe(false);
    expect(finishReason).toBeUndefined();
    expect(answer.usage).toMatchObject({ inputTokens: 9, cachedInputTokens: 4, outputTokens: 0, estimated: true });
  });

  test('is the last report, and an explicit zero stays zero', () => {
    const zero = { ...DONE, usage: { input_tokens: 0, output_tokens: 0 } };
    const { answer } = read([START, TEXT, DONE, zero, STOP]);
    expect(answer.usage).toMatchObject({ inputTokens: 0, cachedInputTokens: 4, outputTokens: 0, estimated: false });
  });

  test('that nobody reports is undefined', () => {
    const { answer } = read([{ type: 'message_start', message: { usage: {} } }, TEXT, { ...DONE, usage: {} }, STOP]);
    expect(answer.usage).toBeUndefined();
  });

  test('counts cache writes without a split as five-minute writes', () => {
    const usage = { input_tokens: 1, cache_creation_input_tokens: 70, output_tokens: 2 };
    const collector = createAnswerCollector({ connection: undefined });
    for (const event of readAnswer({ content: [], stop_reason: 'end_turn', usage })) collector.add(event);
    expect(collector.answer().usage).toMatchObject({ cacheWrite5mTokens: 70, cacheWrite1hTokens: 0 });
  });

  test('travels with a failure where the answer said it', () => {
    const unknown = { ...DONE, delta: { stop_reason: 'sunset' } };
    expect(() => read([START, TEXT, unknown])).toThrow(
      expect.objectContaining({ usage: expect.objectContaining({ inputTokens: 9, outputTokens: 3 }) }),
    );
  });
});

test('a second message_start changes nothing', () => {
  const second = { type: 'message_start', message: { model: 'other', usage: { input_tokens: 900, output_tokens: 1 } } };
  const { answer } = read([START, TEXT, second, DONE, STOP]);
  expect(answer.model).toBe('m');
  expect(answer.usage?.inputTokens).toBe(9);
});

test('a tool call without an id, and with its arguments in one piece, is whole', () => {
  const block = { type: 'tool_use', name: 'f', input: { a: 1 } };
  const { answer } = read([START, { type: 'content_block_start', index: 5, content_block: block }, DONE, STOP]);
  expect(answer.toolCalls).toEqual([{ id: 'call_0', name: 'f', arguments: '{"a":1}' }]);
});

test('a tool call without a name is malformed', () => {
  const block = { type: 'tool_use', id: 'a', input: {} };
  expect(() => read([START, { type: 'content_block_start', index: 0, content_block: block }])).toThrow(
    MalformedAnswerError,
  );
});

test('thinking without a signature is readable, but is no state', () => {
  const thought = { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'hm' } };
  const { answer } = read([START, thought, DONE, STOP]);
  expect(answer.reasoning).toBe('hm');
  expect(answer.reasoningState).toEqual([]);
});

test('nothing behind the end is read', () => {
  expect(read([START, TEXT, DONE, STOP, TEXT]).answer.content).toBe('hi');
});

test.each([
  ['an error body', { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, 'overloaded'],
  ['no content', { id: 'x' }, 'malformed_response'],
  ['no stop_reason', { content: [] }, 'malformed_response'],
  ['text', 'hello', 'malformed_response'],
])('a whole answer that is %s fails with its class', (_name, body, failureClass) => {
  expect(() => readAnswer(body)).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ class: failureClass }) }),
  );
});
