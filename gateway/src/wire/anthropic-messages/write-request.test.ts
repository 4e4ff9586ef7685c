import { describe, expect, test } from 'vitest';
import type { ChatRequest, Message } from '../../domain/chat.ts';
import { writeRequest } from './write-request.ts';

const EMPTY: ChatRequest = {
  messages: [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }],
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
};

function write({
  maxOutputTokens,
  ...fields
}: Partial<ChatRequest> & { readonly maxOutputTokens?: number | undefined }) {
  const request = { ...EMPTY, ...fields };
  const draft = writeRequest({ request, model: 'm', stream: false, connection: 'main', maxOutputTokens });
  return { body: draft.body, params: draft.warnings.map(({ param }) => param) };
}

const text = (value: string) => ({ type: 'text' as const, text: value });
const assistant = (fields: Partial<Extract<Message, { role: 'assistant' }>>): Message => ({
  role: 'assistant',
  content: [],
  toolCalls: [],
  reasoning: '',
  reasoningState: [],
  ...fields,
});

describe('max_tokens', () => {
  test('is always there: the caller, else the model, else 4096', () => {
    expect(write({ maxTokens: 10, maxOutputTokens: 64_000 }).body).toMatchObject({ max_tokens: 10 });
    expect(write({ maxOutputTokens: 64_000 }).body).toMatchObject({ max_tokens: 64_000 });
    expect(write({}).body).toMatchObject({ max_tokens: 4096 });
  });

  test('leaves room to think where nobody knows a bound', () => {
    const reasoning = { effort: 'high', budgetTokens: undefined } as const;
    expect(write({ reasoning }).body).toMatchObject({ max_tokens: 4096 + 16_384 });
  });

  test('beyond the model is lowered, and the caller is told', () => {
    const { body, params } = write({ maxTokens: 100_000, maxOutputTokens: 64_000 });
    expect(body).toMatchObject({ max_tokens: 64_000 });
    expect(params).toEqual(['max_tokens']);
  });
});

describe('a thinking budget', () => {
  const thinking = (budgetTokens: number, maxTokens: number) =>
    write({ maxTokens, reasoning: { effort: undefined, budgetTokens } });

  test('is sent as it is where it fits', () => {
    const { body, params } = thinking(2000, 8000);
    expect(body.thinking).toEqual({ type: 'enabled', budget_tokens: 2000 });
    expect(params).toEqual([]);
  });

  test('stays between 1024 and max_tokens, and the caller is told', () => {
    expect(thinking(1, 8000).body.thinking).toEqual({ type: 'enabled', budget_tokens: 1024 });
    expect(thinking(9000, 8000).body.thinking).toEqual({ type: 'enabled', budget_tokens: 6000 });
    expect(thinking(9000, 1200).body.thinking).toBeUndefined();
    expect(thinking(9000, 1200).params).toEqual(['reasoning.budget_tokens']);
  });

  test('of zero turns thinking off', () => {
    expect(thinking(0, 8000).body.thinking).toEqual({ type: 'disabled' });
  });
});

describe('content that the format cannot carry', () => {
  test.each([
    ['audio', { type: 'audio' as const, data: 'AAAA', format: 'wav' }],
    [
      'an office file',
      { type: 'file' as const, mimeType: 'application/msword', data: 'AAAA', fileId: undefined, filename: 'a.doc' },
    ],
  ])('fails the attempt, so that the route can try another: %s', (_name, part) => {
    expect(() => write({ messages: [{ role: 'user', content: [part] }] })).toThrow(RangeError);
  });
});

describe('a conversation', () => {
  test('keeps tool results directly behind the calls, before other words of the user', () => {
    const { body } = write({
      messages: [
        assistant({ toolCalls: [{ id: 'a', name: 'f', arguments: '{}' }] }),
        { role: 'user', content: [text('hurry')] },
        { role: 'tool', content: [text('done')], toolCallId: 'a' },
      ],
    });
    expect(body.messages).toMatchObject([
      { role: 'assistant' },
      { role: 'user', content: [{ type: 'tool_result' }, { text: 'hurry' }] },
    ]);
  });

  test('moves a late system message to the top and says so', () => {
    const { body, params } = write({
      messages: [
        { role: 'user', content: [text('one')] },
        { role: 'system', content: [text('be brief')] },
        { role: 'user', content: [text('two')] },
      ],
    });
    expect(body.system).toEqual([text('be brief')]);
    expect(body.messages).toEqual([{ role: 'user', content: [text('one'), text('two')] }]);
    expect(params).toEqual(['messages']);
  });

  test('leaves out empty text and turns without content, which the format refuses', () => {
    const { body } = write({
      messages: [{ role: 'user', content: [text('')] }, assistant({ content: [text('yes')] })],
    });
    expect(body.messages).toEqual([{ role: 'assistant', content: [text('yes')] }]);
  });

  test('keeps broken arguments of an earlier call as text', () => {
    const { body, params } = write({
      messages: [assistant({ toolCalls: [{ id: 'a', name: 'f', arguments: '[1]' }] })],
    });
    expect(body.messages).toMatchObject([{ content: [{ input: { raw_arguments: '[1]' } }] }]);
    expect(params).toEqual(['messages.tool_calls.function.arguments']);
  });

  test('warns of the same thing once', () => {
    const named: Message = { role: 'user', content: [text('hi')], name: 'ann' };
    expect(write({ messages: [named, named] }).params).toEqual(['messages.name']);
  });
});

describe('reasoning state', () => {
  const block = { type: 'thinking', thinking: 'hm', signature: 'c2ln' };
  const stateOf = (format: string, connection: string | undefined) =>
    write({ messages: [assistant({ content: [text('ok')], reasoningState: [{ format, connection, data: block }] })] });

  test.each(['main', undefined])('of this connection leads its turn again (connection %s)', (connection) => {
    const { body, params } = stateOf('anthropic-messages', connection);
    expect(body.messages).toEqual([{ role: 'assistant', content: [block, text('ok')] }]);
    expect(params).toEqual([]);
  });

  test.each([
    ['another connection', 'anthropic-messages', 'other'],
    ['another format', 'gemini-generate', 'main'],
  ])('of %s is left out with a warning', (_name, format, connection) => {
    const { body, params } = stateOf(format, connection);
    expect(body.messages).toEqual([{ role: 'assistant', content: [text('ok')] }]);
    expect(params).toEqual(['messages.reasoning_details']);
  });
});

test('a schema is sent in the subset that the format enforces, and the rest is told to the model and the caller', () => {
  const { body, params } = write({
    responseFormat: {
      type: 'json_schema',
      name: 'n',
      description: undefined,
      strict: undefined,
      schema: {
        type: 'object',
        properties: { minimum: { type: 'array', items: { type: 'integer', minimum: 1 } }, at: { format: 'week' } },
        oneOf: [{ type: 'object', additionalProperties: true }],
      },
    },
  });
  expect(body.output_config).toEqual({
    format: {
      type: 'json_schema',
      schema: {
        type: 'object',
        properties: {
          minimum: { type: 'array', items: { type: 'integer', description: 'minimum: 1' } },
          at: { description: 'format: "week"' },
        },
        anyOf: [{ type: 'object', additionalProperties: false }],
        additionalProperties: false,
      },
    },
  });
  expect(params).toEqual(['response_format']);
});

test("the format's own fields pass through, others are named in a warning", () => {
  const { body, params } = write({
    passthrough: { thinking: { type: 'adaptive' }, output_config: { effort: 'max' }, service_tier: 'auto', n: 2 },
  });
  expect(body).toMatchObject({
    thinking: { type: 'adaptive' },
    output_config: { effort: 'max' },
    service_tier: 'auto',
  });
  expect(body).not.toHaveProperty('n');
  expect(params).toEqual(['n']);
});
