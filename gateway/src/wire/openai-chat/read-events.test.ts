import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChatAnswer, ChatEvent } from '../../domain/chat.ts';
import { createAnswerCollector } from '../../domain/collect-answer.ts';
import { MalformedAnswerError } from '../dialect.ts';
import { createOpenaiChat, openaiChat } from './dialect.ts';

function fold(events: readonly ChatEvent[]): ChatAnswer {
  const collector = createAnswerCollector({ connection: undefined });
  for (const event of events) collector.add(event);
  return collector.answer();
}

function chunk(delta: unknown, finish: string | null = null): string {
  return JSON.stringify({ model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] });
}

function cutAt(text: string, places: readonly number[]): string[] {
  const cuts = [0, ...places.map((place) => place % (text.length + 1)).toSorted((a, b) => a - b), text.length];
  return cuts.slice(1).map((cut, place) => text.slice(cuts[place], cut));
}

test('however text, reasoning and tool arguments are cut into deltas, the stream gives the whole answer', () => {
  const places = fc.array(fc.nat(200), { maxLength: 8 });
  const call = fc.record({ id: fc.string({ minLength: 1, maxLength: 6 }), arguments: fc.json(), places });
  const input = fc.record({ text: fc.string(), thought: fc.string(), calls: fc.array(call, { maxLength: 4 }), places });
  fc.assert(
    fc.property(input, ({ text, thought, calls, places: cuts }) => {
      const named = calls.map((entry, index) => ({ ...entry, id: `${entry.id}-${index}`, name: `tool_${index}` }));
      const message = {
        content: text,
        reasoning: thought,
        tool_calls: named.map(({ id, name, arguments: json }) => ({ id, function: { name, arguments: json } })),
      };
      const whole = fold(openaiChat.readAnswer({ model: 'm', choices: [{ message, finish_reason: 'stop' }] }));

      const reader = openaiChat.createEventReader();
      const deltas = [
        ...cutAt(thought, cuts).map((piece) => ({ reasoning: piece })),
        ...cutAt(text, cuts).map((piece) => ({ content: piece })),
        ...named.flatMap(({ id, name, arguments: json, places: at }, index) => [
          { tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] },
          ...cutAt(json, at).map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
        ]),
      ];
      const frames = [...deltas.map((delta) => chunk(delta)), chunk({}, 'stop'), '[DONE]'];
      const events = frames.flatMap((data) => reader.push({ event: undefined, data }));
      expect(reader.isComplete()).toBe(true);
      expect(fold([...events, ...reader.end()])).toEqual(whole);
    }),
  );
});

test('one bad line is skipped, and the answer goes on', () => {
  const reader = openaiChat.createEventReader();
  const frames = [chunk({ content: 'a' }), '{"choices":[{"del', '7', 'null', chunk({ content: 'b' }, 'stop')];
  expect(fold(frames.flatMap((data) => reader.push({ event: undefined, data }))).content).toBe('ab');
  expect(reader.isComplete()).toBe(true);
});

test('the model is told once, not with every chunk', () => {
  const reader = openaiChat.createEventReader();
  const events = [chunk({ content: 'a' }), chunk({ content: 'b' }, 'stop')].flatMap((data) =>
    reader.push({ event: undefined, data }),
  );
  expect(events.filter((event) => event.type === 'model')).toEqual([{ type: 'model', model: 'm' }]);
});

test('an error event ends the answer in failure, whatever its data', () => {
  const reader = openaiChat.createEventReader();
  expect(() => reader.push({ event: 'error', data: 'try again later' })).toThrow('try again later');
});

test('other choices than the first are not mixed into the answer', () => {
  const message = (content: string) => ({ content });
  const choices = [
    { index: 1, message: message('b'), finish_reason: 'stop' },
    { index: 0, message: message('a'), finish_reason: 'stop' },
  ];
  expect(fold(openaiChat.readAnswer({ choices })).content).toBe('a');
});

test('an error in a stream keeps the usage that came with it', () => {
  const reader = openaiChat.createEventReader();
  const data = JSON.stringify({
    error: { code: 502, message: 'gone' },
    choices: [],
    usage: { prompt_tokens: 9, completion_tokens: 2 },
  });
  const read = () => reader.push({ event: undefined, data });
  expect(read).toThrow(MalformedAnswerError);
  try {
    read();
  } catch (error) {
    expect(error).toMatchObject({ usage: { inputTokens: 9, outputTokens: 2 }, failure: { class: 'server_error' } });
  }
});

test('the end marker without a finish reason completes only where the server may leave the reason out', () => {
  const frames = [chunk({ content: 'a' }), '[DONE]'];
  const complete = [openaiChat, createOpenaiChat({ finishReasonOptional: true })].map((dialect) => {
    const reader = dialect.createEventReader();
    for (const data of frames) reader.push({ event: undefined, data });
    return reader.isComplete();
  });
  expect(complete).toEqual([false, true]);
});

test('arguments that come before the name of their call wait for it', () => {
  const reader = openaiChat.createEventReader();
  const calls = [
    { index: 0, id: 'c1', function: { arguments: '{"a"' } },
    { index: 0, function: { name: 'f', arguments: ':1}' } },
  ];
  const frames = [...calls.map((call) => chunk({ tool_calls: [call] })), chunk({}, 'tool_calls')];
  const { toolCalls } = fold(frames.flatMap((data) => reader.push({ event: undefined, data })));
  expect(toolCalls).toEqual([{ id: 'c1', name: 'f', arguments: '{"a":1}' }]);
});
