import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChatEvent } from '../../domain/chat.ts';
import { createAnswerCollector } from '../../domain/collect-answer.ts';
import { MalformedAnswerError } from '../dialect.ts';
import { readGeminiAnswer } from './read-answer.ts';
import { createGeminiEventReader } from './read-events.ts';

type Part = Record<string, unknown>;

function chunkOf({ parts, finishReason }: { parts: readonly Part[]; finishReason?: string }) {
  return { candidates: [{ content: { role: 'model', parts }, ...(finishReason ? { finishReason } : {}) }] };
}

function fold(events: readonly ChatEvent[]) {
  const collector = createAnswerCollector({ connection: 'here' });
  for (const event of events) collector.add(event);
  return collector.answer();
}

function stream(chunks: readonly unknown[]) {
  const reader = createGeminiEventReader();
  const events = chunks.flatMap((chunk) => reader.push({ event: undefined, data: JSON.stringify(chunk) }));
  return { events, complete: reader.isComplete() };
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
  ['STOP', 'stop'],
  ['MAX_TOKENS', 'length'],
  ...[
    'SAFETY',
    'RECITATION',
    'LANGUAGE',
    'BLOCKLIST',
    'PROHIBITED_CONTENT',
    'SPII',
    'MODEL_ARMOR',
    'IMAGE_SAFETY',
    'IMAGE_PROHIBITED_CONTENT',
    'IMAGE_RECITATION',
  ].map((raw) => [raw, 'content_filter']),
])('%s means %s', (raw, reason) => {
  const answer = readGeminiAnswer(chunkOf({ parts: [{ text: 'x' }], finishReason: raw }));
  expect(fold(answer)).toMatchObject({ finishReason: reason, rawFinishReason: raw });
});

test.each(['MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL', 'TOO_MANY_TOOL_CALLS', 'OTHER', 'constructor', 'NEWS'])(
  '%s is a broken answer, never a silent stop',
  (raw) => {
    const read = () => readGeminiAnswer(chunkOf({ parts: [{ text: 'x' }], finishReason: raw }));
    expect(failureOf(read)).toMatchObject({ class: 'malformed_response', code: raw });
  },
);

test('a missing signature is the request, not the target', () => {
  const read = () => readGeminiAnswer(chunkOf({ parts: [], finishReason: 'MISSING_THOUGHT_SIGNATURE' }));
  expect(failureOf(read).class).toBe('bad_request');
});

test('a blocked prompt is a failure of content, in a 200', () => {
  const body = { promptFeedback: { blockReason: 'SAFETY' }, usageMetadata: { promptTokenCount: 3 } };
  expect(failureOf(() => readGeminiAnswer(body))).toMatchObject({ class: 'content_filter', code: 'SAFETY' });
});

test('an error body in a 200 has its own class', () => {
  const error = { code: 503, status: 'UNAVAILABLE', message: 'overloaded' };
  expect(failureOf(() => readGeminiAnswer({ error })).class).toBe('overloaded');
  expect(failureOf(() => readGeminiAnswer([{ error }])).class).toBe('overloaded');
});

test.each([null, 'text', [], {}, { candidates: [] }, chunkOf({ parts: [{ text: 'x' }] })])(
  'a body without a finish reason is no answer: %j',
  (body) => {
    expect(failureOf(() => readGeminiAnswer(body)).class).toBe('malformed_response');
  },
);

test('a list of chunks, as streams without SSE are, reads as one answer', () => {
  const chunks = [chunkOf({ parts: [{ text: 'a' }] }), chunkOf({ parts: [{ text: 'b' }], finishReason: 'STOP' })];
  expect(fold(readGeminiAnswer(chunks)).content).toBe('ab');
});

test('a finish reason on every chunk is told once, and again if calls turn it into tool_calls', () => {
  const { events, complete } = stream([
    chunkOf({ parts: [{ text: 'a' }], finishReason: 'STOP' }),
    chunkOf({ parts: [{ text: 'b' }], finishReason: 'STOP' }),
    chunkOf({ parts: [{ functionCall: { name: 'find' } }], finishReason: 'STOP' }),
  ]);
  expect(complete).toBe(true);
  expect(events.flatMap((event) => (event.type === 'finish' ? [event.reason] : []))).toEqual(['stop', 'tool_calls']);
});

test('one bad line is skipped', () => {
  const reader = createGeminiEventReader();
  expect(reader.push({ event: undefined, data: '{"candidates":[{"co' })).toEqual([]);
  expect(reader.push({ event: undefined, data: JSON.stringify(chunkOf({ parts: [{ text: 'a' }] })) })).toHaveLength(1);
});

test('usage: explicit zeros stay, a missing count stays missing, the last figures count', () => {
  const usageMetadata = { promptTokenCount: 0, candidatesTokenCount: 0 };
  const end = chunkOf({ parts: [], finishReason: 'STOP' });
  expect(fold(readGeminiAnswer({ ...end, usageMetadata })).usage).toMatchObject({ inputTokens: 0, outputTokens: 0 });
  expect(fold(readGeminiAnswer(end)).usage).toBeUndefined();
  expect(fold(readGeminiAnswer({ ...end, usageMetadata: { totalTokenCount: 9 } })).usage).toBeUndefined();
  const counted = (candidatesTokenCount: number) => ({
    ...end,
    usageMetadata: { promptTokenCount: 7, candidatesTokenCount },
  });
  expect(fold(stream([counted(2), counted(5)]).events).usage).toMatchObject({ inputTokens: 7, outputTokens: 5 });
});

test('usage: cached and plain audio are counted once', () => {
  const usageMetadata = {
    promptTokenCount: 100,
    cachedContentTokenCount: 60,
    promptTokensDetails: [
      { modality: 'TEXT', tokenCount: 50 },
      { modality: 'AUDIO', tokenCount: 50 },
    ],
    cacheTokensDetails: [{ modality: 'AUDIO', tokenCount: 20 }],
    candidatesTokenCount: 30,
    candidatesTokensDetails: [{ modality: 'AUDIO', tokenCount: 25 }],
  };
  expect(
    fold(readGeminiAnswer({ ...chunkOf({ parts: [], finishReason: 'STOP' }), usageMetadata })).usage,
  ).toMatchObject({
    inputTokens: 10,
    cachedInputTokens: 60,
    audioInputTokens: 30,
    outputTokens: 5,
    audioOutputTokens: 25,
  });
});

const part = fc.oneof(
  fc.record({ text: fc.string() }),
  fc.record({ text: fc.string(), thought: fc.constant(true) }),
  fc.record({ text: fc.string(), thoughtSignature: fc.base64String({ minLength: 4 }) }),
  fc.record({
    functionCall: fc.record({ name: fc.string({ minLength: 1 }), args: fc.dictionary(fc.string(), fc.jsonValue()) }),
  }),
  fc.record({ inlineData: fc.record({ mimeType: fc.constant('image/png'), data: fc.base64String() }) }),
);

test('a stream gives the same answer as the whole of it, however its parts are spread over chunks', () => {
  fc.assert(
    fc.property(fc.array(fc.array(part, { maxLength: 4 }), { minLength: 1, maxLength: 6 }), (groups) => {
      const last = groups.length - 1;
      const chunks = groups.map((parts, index) =>
        chunkOf({ parts, ...(index === last ? { finishReason: 'STOP' } : {}) }),
      );
      const whole = chunkOf({ parts: groups.flat(), finishReason: 'STOP' });
      expect(fold(stream(JSON.parse(JSON.stringify(chunks))).events)).toEqual(
        fold(readGeminiAnswer(JSON.parse(JSON.stringify(whole)))),
      );
    }),
  );
});
