import { expect, test } from 'vitest';
import type { ChatRequest, Message } from '../../domain/chat.ts';
import type { ChatDraftInput } from '../dialect.ts';
import { createOpenaiChat, openaiChat } from './dialect.ts';

const EMPTY: ChatRequest = {
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
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

function input(request: Partial<ChatRequest>, rest: Partial<ChatDraftInput> = {}): ChatDraftInput {
  const request_ = { ...EMPTY, ...request };
  return { request: request_, model: 'm', stream: false, connection: 'mine', maxOutputTokens: undefined, ...rest };
}

test('a request without wishes is a model and its messages', () => {
  const { body, warnings } = openaiChat.writeRequest(input({}));
  expect(body).toEqual({ model: 'm', messages: [{ role: 'user', content: 'Hello' }] });
  expect(warnings).toEqual([]);
});

test('unknown fields go to the server, but never replace what the gateway decides', () => {
  const passthrough = { model: 'other', messages: [], top_k: 3, n: 4 };
  const { body, warnings } = openaiChat.writeRequest(input({ passthrough }));
  expect(body).toEqual({ model: 'm', messages: [{ role: 'user', content: 'Hello' }], top_k: 3 });
  expect(warnings.map(({ param }) => param)).toEqual(['n']);
});

test('more tokens than the model writes are cut down, with a warning', () => {
  const { body, warnings } = openaiChat.writeRequest(input({ maxTokens: 9_000 }, { maxOutputTokens: 4_096 }));
  expect(body.max_tokens).toBe(4_096);
  expect(warnings).toMatchObject([{ param: 'max_tokens' }]);
});

test('stop texts beyond what the server takes are left out, with a warning', () => {
  const { body, warnings } = openaiChat.writeRequest(input({ stop: ['a', 'b', 'c', 'd', 'e'] }));
  expect(body.stop).toEqual(['a', 'b', 'c', 'd']);
  expect(warnings).toMatchObject([{ param: 'stop' }]);
});

test('a tool that is required but not given is warned of', () => {
  expect(openaiChat.writeRequest(input({ toolChoice: 'required' }))).toMatchObject({
    warnings: [{ param: 'tool_choice' }],
  });
});

const assistant: Message = {
  role: 'assistant',
  content: [{ type: 'text', text: 'Hm.' }],
  toolCalls: [],
  reasoning: 'I thought.',
  reasoningState: [
    { format: 'openai-chat', connection: 'mine', data: { reasoning_details: [{ type: 'reasoning.text', text: 'a' }] } },
    {
      format: 'openai-chat',
      connection: 'theirs',
      data: { reasoning_details: [{ type: 'reasoning.text', text: 'b' }] },
    },
    { format: 'anthropic-messages', connection: 'mine', data: { reasoning_details: [{ type: 'x' }] } },
    { format: 'openai-chat', connection: 'mine', data: 'broken' },
  ],
};

test('opaque state goes back only to the connection that wrote it', () => {
  const { body } = openaiChat.writeRequest(input({ messages: [assistant] }));
  expect(body.messages).toEqual([
    { role: 'assistant', content: 'Hm.', reasoning_details: [{ type: 'reasoning.text', text: 'a' }] },
  ]);
});

test.each([
  ['reasoning_content', { content: 'Hm.', reasoning_content: 'I thought.' }],
  ['reasoning', { content: 'Hm.', reasoning: 'I thought.' }],
  [
    'thinking_chunk',
    {
      content: [
        { type: 'thinking', thinking: [{ type: 'text', text: 'I thought.' }] },
        { type: 'text', text: 'Hm.' },
      ],
    },
  ],
] as const)('earlier reasoning goes back as %s', (reasoningBack, written) => {
  const dialect = createOpenaiChat({ reasoningBack });
  const messages = [{ ...assistant, reasoningState: [] }];
  expect(dialect.writeRequest(input({ messages })).body.messages).toEqual([{ role: 'assistant', ...written }]);
});

test('media outside of user messages is left out, with the place in the warning', () => {
  const image = { type: 'image', source: { kind: 'url', url: 'https://a.example/b.png' }, detail: undefined } as const;
  const messages: Message[] = [{ role: 'tool', toolCallId: 'c1', content: [{ type: 'text', text: 'see' }, image] }];
  const { body, warnings } = openaiChat.writeRequest(input({ messages }));
  expect(body.messages).toEqual([{ role: 'tool', tool_call_id: 'c1', content: 'see' }]);
  expect(warnings).toMatchObject([{ param: 'messages[0]' }]);
});
