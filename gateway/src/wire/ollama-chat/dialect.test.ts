import { describe, expect, test } from 'vitest';
import type { ChatRequest, ContentPart } from '../../domain/chat.ts';
import { createAnswerCollector } from '../../domain/collect-answer.ts';
import { ollamaChat } from './dialect.ts';

function write({ content, ...fields }: Partial<ChatRequest> & { readonly content?: readonly ContentPart[] }) {
  const request: ChatRequest = {
    messages: [{ role: 'user', content: content ?? [{ type: 'text', text: 'hello' }] }],
    maxTokens: undefined,
    temperature: undefined,
    topP: undefined,
    stop: undefined,
    seed: undefined,
    tools: [],
    toolChoice: undefined,
    parallelToolCalls: undefined,
    responseFormat: undefined,
    reasoning: undefined,
    user: undefined,
    metadata: undefined,
    passthrough: {},
    ...fields,
  };
  const draft = ollamaChat.writeRequest({
    request,
    model: 'm',
    stream: true,
    connection: 'c',
    maxOutputTokens: undefined,
  });
  return { body: draft.body, params: draft.warnings.map(({ param }) => param) };
}

function read(chunks: readonly unknown[]) {
  const reader = ollamaChat.createEventReader();
  const collector = createAnswerCollector({ connection: undefined });
  for (const chunk of chunks) {
    const data = typeof chunk === 'string' ? chunk : JSON.stringify(chunk);
    for (const event of reader.push({ event: undefined, data })) collector.add(event);
  }
  return { answer: collector.answer(), complete: reader.isComplete() };
}

const ofClass = (name: string) => expect.objectContaining({ failure: expect.objectContaining({ class: name }) });

describe('a part that cannot be sent fails the attempt, so that the route can try another', () => {
  test.each<[string, ContentPart]>([
    [
      'an image by its address',
      { type: 'image', source: { kind: 'url', url: 'https://a.example/b' }, detail: undefined },
    ],
    ['a file', { type: 'file', mimeType: 'application/pdf', data: 'AA', fileId: undefined, filename: undefined }],
  ])('%s', (_name, part) => {
    expect(() => write({ content: [part] })).toThrow(RangeError);
  });
});

test('audio stands beside the text like an image', () => {
  const { body } = write({ content: [{ type: 'audio', data: 'UklGRg==', format: 'wav' }] });
  expect(body.messages).toEqual([{ role: 'user', content: '', images: ['UklGRg=='] }]);
});

describe('reasoning', () => {
  const think = (effort: 'none' | 'minimal' | 'high' | 'xhigh' | undefined, budgetTokens: number | undefined) => {
    const { body, params } = write({ reasoning: { effort, budgetTokens } });
    return [body.think, params];
  };

  test('is a switch and levels; a budget is told apart', () => {
    expect(think('none', undefined)).toEqual([false, []]);
    expect(think('minimal', undefined)).toEqual(['low', ['reasoning.effort']]);
    expect(think('high', undefined)).toEqual(['high', []]);
    expect(think('xhigh', undefined)).toEqual(['max', []]);
    expect(think(undefined, 900)).toEqual([true, ['reasoning.budget_tokens']]);
    expect(think(undefined, 0)).toEqual([false, []]);
    expect(think(undefined, undefined)).toEqual([undefined, []]);
  });
});

test('a conversation that is too long is refused by the server, not cut in silence; the caller may ask for the cut', () => {
  expect(write({}).body.truncate).toBe(false);
  expect(write({ passthrough: { truncate: true } }).body.truncate).toBe(true);
});

test('reasoning state of another provider is left out with a warning', () => {
  const { params } = write({
    messages: [
      {
        role: 'assistant',
        content: [],
        toolCalls: [],
        reasoning: '',
        reasoningState: [{ format: 'anthropic-messages', connection: 'x', data: {} }],
      },
    ],
  });
  expect(params).toEqual(['messages.reasoning_details']);
});

describe('an answer', () => {
  test('without any count has no usage; one count alone means that the other is zero', () => {
    expect(read([{ done: true, done_reason: 'stop' }]).answer.usage).toBeUndefined();
    const { answer } = read([{ done: true, done_reason: 'stop', eval_count: 5 }]);
    expect(answer.usage).toMatchObject({ inputTokens: 0, outputTokens: 5 });
  });

  test('that is done without a reason is a good one', () => {
    const { answer, complete } = read(['not json', { message: { content: 'a' } }, { done: true }]);
    expect(answer).toMatchObject({ content: 'a', finishReason: 'stop', rawFinishReason: undefined });
    expect(complete).toBe(true);
  });

  test('that ends for an unknown reason is malformed, and says what it used', () => {
    const ended = () => read([{ done: true, done_reason: 'tired', eval_count: 2 }]);
    expect(ended).toThrow(ofClass('malformed_response'));
    expect(ended).toThrow(expect.objectContaining({ usage: expect.objectContaining({ outputTokens: 2 }) }));
  });

  test('of only bad lines is not complete', () => {
    expect(read(['{', '[]', '']).complete).toBe(false);
  });

  test('in one piece that is not done, or is an error, fails', () => {
    expect(() => ollamaChat.readAnswer({ message: { content: 'a' }, done: false })).toThrow(
      ofClass('malformed_response'),
    );
    expect(() => ollamaChat.readAnswer({ error: 'model runner has stopped' })).toThrow(ofClass('server_error'));
    expect(() => ollamaChat.readAnswer('hi')).toThrow(ofClass('malformed_response'));
  });

  test('with arguments as text, as some servers send them, keeps the text', () => {
    const call = { function: { name: 'f', arguments: '{"a": 1}' } };
    const { answer } = read([{ message: { tool_calls: [call] } }, { done: true }]);
    expect(answer.toolCalls).toEqual([{ id: 'call_0', name: 'f', arguments: '{"a": 1}' }]);
  });
});
