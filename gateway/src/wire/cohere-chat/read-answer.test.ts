import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChatEvent } from '../../domain/chat.ts';
import { createAnswerCollector } from '../../domain/collect-answer.ts';
import { MalformedAnswerError } from '../dialect.ts';
import { readCohereAnswer } from './read-answer.ts';
import { createCohereEventReader } from './read-events.ts';

function fold(events: readonly ChatEvent[]) {
  const collector = createAnswerCollector({ connection: 'here' });
  for (const event of events) collector.add(event);
  return collector.answer();
}

function stream(events: readonly object[]) {
  const reader = createCohereEventReader();
  const read = events.flatMap((event) => reader.push({ event: undefined, data: JSON.stringify(event) }));
  return { answer: fold(read), complete: reader.isComplete() };
}

function answerOf(finish_reason: string, message: object = {}) {
  return { id: 'g', finish_reason, message: { role: 'assistant', ...message } };
}

function failureOf(read: () => unknown) {
  try {
    read();
  } catch (error) {
    if (error instanceof MalformedAnswerError) return error.failure;
  }
  throw new Error('nothing was thrown');
}

test.each([
  ['COMPLETE', 'stop'],
  ['STOP_SEQUENCE', 'stop'],
  ['MAX_TOKENS', 'length'],
  ['TOOL_CALL', 'tool_calls'],
  ['ERROR_TOXIC', 'content_filter'],
])('%s means %s', (raw, reason) => {
  expect(fold(readCohereAnswer(answerOf(raw)))).toMatchObject({ finishReason: reason, rawFinishReason: raw });
});

test.each([
  ['ERROR', 'server_error'],
  ['TIMEOUT', 'timeout'],
  ['ERROR_LIMIT', 'context_length'],
  ['toString', 'malformed_response'],
])('%s leaves no answer: %s', (raw, failureClass) => {
  expect(failureOf(() => readCohereAnswer(answerOf(raw)))).toMatchObject({ class: failureClass, code: raw });
});

test('tool calls without an id get one from their place, and finish as tool calls', () => {
  const tool_calls = [{ function: { name: 'a', arguments: '{"x":1}' } }, { id: '', function: { name: 'b' } }];
  expect(fold(readCohereAnswer(answerOf('COMPLETE', { tool_calls })))).toMatchObject({
    finishReason: 'tool_calls',
    toolCalls: [
      { id: 'call_0', name: 'a', arguments: '{"x":1}' },
      { id: 'call_1', name: 'b', arguments: '{}' },
    ],
  });
});

test.each([
  [{ tokens: { input_tokens: 0, output_tokens: 0 } }, { inputTokens: 0, outputTokens: 0 }],
  [
    { tokens: { input_tokens: 9, output_tokens: 2 }, cached_tokens: 4 },
    { inputTokens: 5, cachedInputTokens: 4 },
  ],
  [{ billed_units: { input_tokens: 3, output_tokens: 1 } }, { inputTokens: 3, outputTokens: 1 }],
  [
    { billed_units: { input_tokens: 3, output_tokens: 1 }, tokens: { input_tokens: 900, output_tokens: 20 } },
    { inputTokens: 3, outputTokens: 1 },
  ],
  [
    { billed_units: { search_units: 1 }, tokens: { input_tokens: 9, output_tokens: 2 } },
    { inputTokens: 9, outputTokens: 2 },
  ],
])('usage %j', (usage, expected) => {
  expect(fold(readCohereAnswer({ ...answerOf('COMPLETE'), usage })).usage).toMatchObject(expected);
});

test.each([undefined, {}, { billed_units: {} }])('missing usage stays missing: %j', (usage) => {
  expect(fold(readCohereAnswer({ ...answerOf('COMPLETE'), usage })).usage).toBeUndefined();
});

test('an error body in a 200 is no answer, and its words go to the log', () => {
  const failure = failureOf(() => readCohereAnswer({ id: 'e', message: 'internal error' }));
  expect(failure).toMatchObject({ class: 'server_error', message: 'internal error' });
  expect(failureOf(() => readCohereAnswer(null)).class).toBe('malformed_response');
  expect(failureOf(() => readCohereAnswer({ message: {} })).class).toBe('malformed_response');
});

test('text that comes with the start of its block is not lost', () => {
  const { answer } = stream([
    { type: 'content-start', index: 0, delta: { message: { content: { type: 'text', text: 'Hel' } } } },
    { type: 'content-delta', index: 0, delta: { message: { content: { text: 'lo' } } } },
    { type: 'message-end', delta: { finish_reason: 'COMPLETE' } },
  ]);
  expect(answer.content).toBe('Hello');
});

test('tool calls in a list are read like a single one', () => {
  const call = (index: number, tool_calls: unknown, type: string) => ({
    type,
    index,
    delta: { message: { tool_calls } },
  });
  const { answer } = stream([
    call(0, [{ id: 'a', function: { name: 'f', arguments: '' } }], 'tool-call-start'),
    call(0, [{ function: { arguments: '{"x":' } }], 'tool-call-delta'),
    call(0, { function: { arguments: '1}' } }, 'tool-call-delta'),
    { type: 'message-end', delta: { finish_reason: 'TOOL_CALL' } },
  ]);
  expect(answer.toolCalls).toEqual([{ id: 'a', name: 'f', arguments: '{"x":1}' }]);
});

test('an end without a reason is a failure, not an end', () => {
  const reader = createCohereEventReader();
  const push = () => reader.push({ event: 'message-end', data: '{"type":"message-end","delta":{}}' });
  expect(failureOf(push).class).toBe('malformed_response');
  expect(reader.isComplete()).toBe(false);
});

test('events that are new to us are passed over', () => {
  const { answer, complete } = stream([
    { type: 'debug', prompt: 'x' },
    { type: 'mood-start', delta: { message: { mood: 'sly' } } },
    { type: 'message-end', delta: { finish_reason: 'COMPLETE' } },
  ]);
  expect(complete).toBe(true);
  expect(answer.content).toBe('');
});

const pieces = fc.array(fc.string(), { maxLength: 6 });

test('a stream gives the same answer as the whole of it, however its pieces are cut', () => {
  const calls = fc.array(fc.record({ id: fc.uuid(), name: fc.string({ minLength: 1 }), pieces }), { maxLength: 3 });
  fc.assert(
    fc.property(pieces, pieces, pieces, calls, (thinking, text, plan, toolCalls) => {
      const content = [
        { type: 'thinking', thinking: thinking.join('') },
        { type: 'text', text: text.join('') },
      ];
      const usage = { tokens: { input_tokens: 3, output_tokens: 4 }, billed_units: { input_tokens: 1 } };
      const tool_calls = toolCalls.map(({ id, name, pieces }) => ({
        id,
        function: { name, arguments: pieces.join('') },
      }));
      const whole = { ...answerOf('COMPLETE', { content, tool_plan: plan.join(''), tool_calls }), usage };
      const delta = (type: string, index: number, message: object) => ({ type, index, delta: { message } });
      const events = [
        { type: 'message-start', id: 'g', delta: { message: {} } },
        ...thinking.map((piece) => delta('content-delta', 0, { content: { thinking: piece } })),
        ...text.map((piece) => delta('content-delta', 1, { content: { text: piece } })),
        ...plan.map((piece) => delta('tool-plan-delta', 0, { tool_plan: piece })),
        ...toolCalls.flatMap(({ id, name, pieces }, index) => [
          delta('tool-call-start', index, { tool_calls: { id, function: { name, arguments: '' } } }),
          ...pieces.map((piece) => delta('tool-call-delta', index, { tool_calls: { function: { arguments: piece } } })),
        ]),
        { type: 'message-end', delta: { finish_reason: 'COMPLETE', usage } },
      ];
      expect(stream(events)).toEqual({ answer: fold(readCohereAnswer(whole)), complete: true });
    }),
  );
});
