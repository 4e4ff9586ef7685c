import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChatAnswer, ChatEvent } from '../../domain/chat.ts';
import { isContent } from '../../domain/chat.ts';
import { createAnswerCollector } from '../../domain/collect-answer.ts';
import type { JsonObject } from '../../domain/json.ts';
import { openaiResponses } from './dialect.ts';

function fold(events: readonly ChatEvent[]): ChatAnswer {
  const collector = createAnswerCollector({ connection: 'mine' });
  for (const event of events) collector.add(event);
  return collector.answer();
}

function readAll(frames: readonly JsonObject[]): { answer: ChatAnswer; complete: boolean; events: ChatEvent[] } {
  const reader = openaiResponses.createEventReader();
  const events = frames.flatMap((frame) => reader.push({ event: undefined, data: JSON.stringify(frame) }));
  events.push(...reader.end());
  return { answer: fold(events), complete: reader.isComplete(), events };
}

function cutAt(text: string, places: readonly number[]): string[] {
  const cuts = [0, ...places.map((place) => place % (text.length + 1)).toSorted((a, b) => a - b), text.length];
  return cuts.slice(1).map((cut, place) => text.slice(cuts[place], cut));
}

const reasoning = (id: string, text: string) => ({
  id,
  type: 'reasoning',
  summary: text === '' ? [] : [{ type: 'summary_text', text }],
  encrypted_content: `e-${id}`,
});
const message = (id: string, text: string) => ({ id, type: 'message', content: [{ type: 'output_text', text }] });
const call = (id: string, json: string) => ({
  id,
  type: 'function_call',
  call_id: `c-${id}`,
  name: 'f',
  arguments: json,
});
const completed = (output: readonly JsonObject[]) => ({
  type: 'response.completed',
  response: { model: 'm', status: 'completed', output },
});

type Item = ReturnType<typeof reasoning> | ReturnType<typeof message> | ReturnType<typeof call>;

function streamOf({ item, index, cuts }: { item: Item; index: number; cuts: readonly number[] }): JsonObject[] {
  const at = { output_index: index, item_id: item.id };
  const piece = (delta: string): JsonObject => {
    if ('arguments' in item) return { ...at, type: 'response.function_call_arguments.delta', delta };
    if ('summary' in item) return { ...at, type: 'response.reasoning_summary_text.delta', summary_index: 0, delta };
    return { ...at, type: 'response.output_text.delta', content_index: 0, delta };
  };
  const text =
    'arguments' in item ? item.arguments : 'summary' in item ? item.summary[0]?.text : (item.content[0]?.text ?? '');
  const begun = 'arguments' in item ? { ...item, arguments: '' } : { ...item, content: [], summary: [] };
  return [
    { ...at, type: 'response.output_item.added', item: begun },
    ...(text === undefined ? [] : cutAt(text, cuts).map(piece)),
    { ...at, type: 'response.output_item.done', item },
  ];
}

test('however the items are ordered and cut into deltas, and whichever of their ends is lost, the stream gives the whole answer', () => {
  const kind = fc.constantFrom('reasoning', 'message', 'call');
  const entry = fc.record({
    kind,
    text: fc.string(),
    cuts: fc.array(fc.nat(200), { maxLength: 5 }),
    lost: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 6 }), (entries) => {
      const items = entries.map(({ kind: type, text }, index): Item => {
        if (type === 'reasoning') return reasoning(`rs_${index}`, text);
        return type === 'message' ? message(`msg_${index}`, text) : call(`fc_${index}`, JSON.stringify({ text }));
      });
      const frames = items.flatMap((item, index) => {
        const frames_ = streamOf({ item, index, cuts: entries[index]?.cuts ?? [] });
        return entries[index]?.lost ? frames_.slice(0, -1) : frames_;
      });
      const { answer, complete } = readAll([...frames, completed(items)]);
      expect(complete).toBe(true);
      expect(answer).toEqual(fold(openaiResponses.readAnswer({ model: 'm', status: 'completed', output: items })));
      expect(answer.content).toBe(
        entries.flatMap(({ kind: type, text }) => (type === 'message' ? [text] : [])).join(''),
      );
    }),
  );
});

test('what is read can be put back as it was', () => {
  const output = [reasoning('rs_0', ''), message('msg_1', 'Hm.'), call('fc_2', '{"a":1}'), reasoning('rs_3', '')];
  const items = [...output, message('msg_4', 'Two.')];
  const read = fold(openaiResponses.readAnswer({ status: 'completed', output: items }));
  const { body } = openaiResponses.writeRequest({
    request: {
      messages: [{ role: 'assistant', ...read, content: [{ type: 'text', text: read.content }] }],
      ...{ maxTokens: undefined, temperature: undefined, topP: undefined, stop: undefined, seed: undefined, tools: [] },
      ...{ toolChoice: undefined, parallelToolCalls: undefined, responseFormat: undefined, reasoning: undefined },
      ...{ user: undefined, metadata: undefined, passthrough: {} },
    },
    model: 'm',
    stream: false,
    connection: 'mine',
    maxOutputTokens: undefined,
  });
  expect(body.input).toMatchObject(items);
});

test('the beginning of a response is no content, so an attempt can still fail over', () => {
  const begun = { response: { model: 'm', status: 'in_progress', output: [] } };
  const thought = streamOf({ item: reasoning('rs_0', ''), index: 0, cuts: [] });
  const { events } = readAll([
    { type: 'response.created', ...begun },
    { type: 'response.in_progress', ...begun },
    ...thought,
  ]);
  expect(events).toEqual([{ type: 'model', model: 'm' }]);
  expect(events.some(isContent)).toBe(false);
});

test('a stream that ends without the end of its response is cut, whatever else it says', () => {
  const frames = streamOf({ item: message('msg_0', 'Hello'), index: 0, cuts: [] });
  const reader = openaiResponses.createEventReader();
  for (const frame of frames) reader.push({ event: undefined, data: JSON.stringify(frame) });
  reader.push({ event: undefined, data: '[DONE]' });
  expect(reader.isComplete()).toBe(false);
});

test('one bad line is skipped, and the text is not mended into something else', () => {
  const frames = streamOf({ item: message('msg_0', 'abcdef'), index: 0, cuts: [2, 4] });
  const lost = frames.filter((frame) => frame.delta !== 'cd');
  const { answer, complete } = readAll([...lost, completed([message('msg_0', 'abcdef')])]);
  expect(answer.content).toBe('abef');
  expect(complete).toBe(true);
});

test.each([
  ['response.output_text.delta', { type: 'text', text: 'a' }],
  ['response.refusal.delta', { type: 'text', text: 'a' }],
  ['response.reasoning_text.delta', { type: 'reasoning', text: 'a' }],
  ['response.reasoning_summary_text.delta', { type: 'reasoning', text: 'a' }],
] as const)('%s is passed on as it comes', (type, event) => {
  const frame = { type, output_index: 0, content_index: 0, summary_index: 0, delta: 'a' };
  expect(readAll([frame]).events).toEqual([event]);
});

test('a field that is null in the answer is not kept: it would be refused in the next turn', () => {
  const output = [{ ...reasoning('rs_0', ''), status: null, content: null }, message('msg_1', 'a')];
  const { reasoningState } = fold(openaiResponses.readAnswer({ status: 'completed', output }));
  expect(reasoningState[0]?.data).toEqual({ output: [reasoning('rs_0', ''), expect.anything()] });
});

test('nothing is read after the end', () => {
  const { answer } = readAll([
    completed([message('msg_0', 'a')]),
    ...streamOf({ item: message('x', 'b'), index: 1, cuts: [] }),
  ]);
  expect(answer.content).toBe('a');
});

test('reasoning that nothing follows is not kept: it would be refused in the next turn', () => {
  const read = (output: readonly JsonObject[]) => fold(openaiResponses.readAnswer({ status: 'completed', output }));
  expect(read([message('msg_0', 'a'), reasoning('rs_1', '')]).reasoningState).toEqual([]);
  expect(read([reasoning('rs_0', ''), message('msg_1', 'a'), reasoning('rs_2', '')]).reasoningState).toMatchObject([
    { format: 'openai-responses', connection: 'mine', data: { output: [{ id: 'rs_0' }, { id: 'msg_1' }] } },
  ]);
});

test('a failed response keeps the usage that it reports', () => {
  const response = {
    status: 'failed',
    error: { code: 'server_error', message: 'x' },
    usage: { input_tokens: 9, output_tokens: 2 },
  };
  expect(thrownBy(() => readAll([{ type: 'response.failed', response }]))).toMatchObject({
    usage: { inputTokens: 9, outputTokens: 2 },
    failure: { class: 'server_error' },
  });
});

test('an error event ends the answer in failure, whatever its data', () => {
  const reader = openaiResponses.createEventReader();
  expect(() => reader.push({ event: 'error', data: 'try again later' })).toThrow('try again later');
});

test('a reported zero stays zero, and nothing reported stays unknown', () => {
  const usage = (value: unknown) =>
    fold(openaiResponses.readAnswer({ status: 'completed', output: [], usage: value })).usage;
  expect(usage({ input_tokens: 0, output_tokens: 0 })).toMatchObject({ inputTokens: 0, outputTokens: 0 });
  expect(usage(null)).toBeUndefined();
  expect(usage({})).toBeUndefined();
});

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
