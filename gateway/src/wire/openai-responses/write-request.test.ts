import { expect, test } from 'vitest';
import type { ChatRequest, Message } from '../../domain/chat.ts';
import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import type { ChatDraftInput } from '../dialect.ts';
import { openaiResponses } from './dialect.ts';

const USER: Message = { role: 'user', content: [{ type: 'text', text: 'Hello' }] };

const EMPTY: ChatRequest = {
  messages: [USER],
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

function write(request: Partial<ChatRequest>, rest: Partial<ChatDraftInput> = {}) {
  return openaiResponses.writeRequest({
    request: { ...EMPTY, ...request },
    model: 'm',
    stream: false,
    connection: 'mine',
    maxOutputTokens: undefined,
    ...rest,
  });
}

const params = ({ warnings }: ReturnType<typeof write>) => warnings.map(({ param }) => param);

test('a request without wishes stores nothing, and asks for reasoning that can be put back', () => {
  const draft = write({});
  expect(draft.body).toEqual({
    model: 'm',
    input: [{ role: 'user', content: 'Hello' }],
    store: false,
    include: ['reasoning.encrypted_content'],
  });
  expect(draft.warnings).toEqual([]);
});

test.each([{ store: true }, { store: false }, { previous_response_id: 'resp_1' }, { conversation: 'conv_1' }])(
  'who says %j decides what is stored',
  (passthrough) => {
    const { body } = write({ passthrough });
    expect(body).toMatchObject(passthrough);
    expect(body.store).toBe(passthrough.store);
  },
);

test('unknown fields go to the server, but never replace what the gateway decides', () => {
  const passthrough = { model: 'other', input: 'x', service_tier: 'flex', background: true, logit_bias: {} };
  const draft = write({ passthrough });
  expect(draft.body).toMatchObject({ model: 'm', input: [{ role: 'user', content: 'Hello' }], service_tier: 'flex' });
  expect(draft.body).not.toHaveProperty('background');
  expect(params(draft)).toEqual(['background', 'logit_bias']);
});

test('a summary is asked for only by the request: organisations that are not verified are refused it', () => {
  const reasoning = { effort: 'low', budgetTokens: undefined } as const;
  expect(write({ reasoning }).body.reasoning).toEqual({ effort: 'low' });
  const passthrough = { reasoning_summary: 'auto', reasoning_effort: 'high', reasoning_mode: 'pro' };
  expect(write({ passthrough }).body.reasoning).toEqual({ summary: 'auto', effort: 'high', mode: 'pro' });
  expect(write({ reasoning, passthrough }).body.reasoning).toMatchObject({ effort: 'low' });
});

test.each([
  [5, undefined, 16, 1],
  [16, undefined, 16, 0],
  [9_000, 4_096, 4_096, 1],
] as const)('a bound of %i tokens, of at most %s, is sent as %i', (maxTokens, maxOutputTokens, sent, warned) => {
  const { body, warnings } = write({ maxTokens }, { maxOutputTokens });
  expect(body.max_output_tokens).toBe(sent);
  expect(warnings).toHaveLength(warned);
});

test('a tool is strict only if it is said to be, though the format thinks otherwise', () => {
  const tool = { name: 'f', description: undefined, parameters: undefined };
  const { body } = write({ tools: [{ ...tool, strict: undefined }], toolChoice: { name: 'f' } });
  expect(body).toMatchObject({
    tools: [{ type: 'function', name: 'f', strict: false, parameters: { type: 'object' } }],
    tool_choice: { type: 'function', name: 'f' },
  });
  expect(write({ tools: [{ ...tool, strict: true }] }).body).toMatchObject({ tools: [{ strict: true }] });
  expect(params(write({ toolChoice: 'required' }))).toEqual(['tool_choice']);
});

test('a long user is hashed, always to the same', () => {
  const draft = write({ user: 'u'.repeat(65) });
  expect(draft.body.safety_identifier).toMatch(/^[0-9a-f]{64}$/);
  expect(draft.body).toEqual(write({ user: 'u'.repeat(65) }).body);
  expect(params(draft)).toEqual(['user']);
});

test('leading system text becomes instructions, unless it is all there is', () => {
  const system = (text: string): Message => ({ role: 'system', content: [{ type: 'text', text }] });
  expect(write({ messages: [system('A.'), system('B.'), USER, system('C.')] }).body).toMatchObject({
    instructions: 'A.\n\nB.',
    input: [
      { role: 'user', content: 'Hello' },
      { role: 'developer', content: 'C.' },
    ],
  });
  const alone = write({ messages: [system('A.'), system('B.')] }).body;
  expect(alone.input).toEqual([
    { role: 'developer', content: 'A.' },
    { role: 'developer', content: 'B.' },
  ]);
  expect(alone).not.toHaveProperty('instructions');
});

test('audio fails the attempt instead of being left out', () => {
  const audio = { type: 'audio', data: 'UklGRgAA', format: 'wav' } as const;
  expect(() => write({ messages: [{ role: 'user', content: [audio] }] })).toThrow(RangeError);
});

test('a tool result may hold an image, and a file may be an address or an image', () => {
  const image = { type: 'image', source: { kind: 'url', url: 'https://a.example/b.png' }, detail: undefined } as const;
  const file = { type: 'file', mimeType: undefined, fileId: undefined, filename: undefined } as const;
  const content = [
    image,
    { ...file, data: 'https://a.example/c.pdf' },
    { ...file, data: 'AAAA', mimeType: 'image/png' },
    { ...file, data: 'JVBERi0x' },
  ];
  expect(write({ messages: [USER, { role: 'tool', toolCallId: 'c1', content }] }).body).toMatchObject({
    input: [
      { role: 'user' },
      {
        type: 'function_call_output',
        call_id: 'c1',
        output: [
          { type: 'input_image', image_url: 'https://a.example/b.png' },
          { type: 'input_file', file_url: 'https://a.example/c.pdf' },
          { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
          { type: 'input_file', filename: 'document.pdf', file_data: 'data:application/pdf;base64,JVBERi0x' },
        ],
      },
    ],
  });
});

test("another provider's long call id becomes a short one, the same for the call and its result", () => {
  const id = `call_${'x'.repeat(80)}`;
  const call = { ...TURN, reasoningState: [], toolCalls: [{ id, name: 'f', arguments: '{}' }] };
  const messages: Message[] = [USER, call, { role: 'tool', toolCallId: id, content: [] }];
  const ids = inputOf({ messages }).flatMap((item) => (item.call_id === undefined ? [] : [item.call_id]));
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
  expect(String(ids[0]).length).toBeLessThanOrEqual(64);
});

const REASONING = { id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: 'ZQ==' };
const OUTPUT: readonly JsonObject[] = [
  { id: 'msg_1', type: 'message', status: 'completed', phase: 'commentary', text_length: 3 },
  REASONING,
  { id: 'fc_1', type: 'function_call', status: 'completed', call_id: 'c1' },
  { ...REASONING, id: 'rs_2' },
  { id: 'msg_2', type: 'message', status: 'completed', text_length: 4 },
];
const TURN: Extract<Message, { role: 'assistant' }> = {
  role: 'assistant',
  content: [{ type: 'text', text: 'Hm.Two.' }],
  toolCalls: [{ id: 'c1', name: 'f', arguments: '{"a":1}' }],
  reasoning: 'I thought.',
  reasoningState: [{ format: 'openai-responses', connection: 'mine', data: { output: OUTPUT } }],
};

function inputOf(request: Partial<ChatRequest>): JsonObject[] {
  const { input } = write(request).body;
  return Array.isArray(input) ? input.filter(isJsonObject) : [];
}

const shape = (item: JsonObject) => item.id ?? item.type ?? item.role;
const textIn = (item: JsonObject | undefined) => (Array.isArray(item?.content) ? item.content[0]?.text : undefined);

test('an earlier output is put back item by item, in its order and with its ids', () => {
  const items = inputOf({ messages: [TURN] });
  expect(items.map(shape)).toEqual(['msg_1', 'rs_1', 'fc_1', 'rs_2', 'msg_2']);
  expect(items[0]).toMatchObject({ role: 'assistant', phase: 'commentary' });
  expect(items[0]).not.toHaveProperty('text_length');
  expect(items.map(textIn)).toEqual(['Hm.', undefined, undefined, undefined, 'Two.']);
  expect(items[1]).toEqual(REASONING);
  expect(items[2]).toMatchObject({ call_id: 'c1', name: 'f', arguments: '{"a":1}' });
  expect(write({ messages: [TURN] }).warnings).toEqual([]);
});

test.each(['Hm.Two', 'Hm.Two. More.'])('text that a client changed to %j still finds its message', (text) => {
  const toolCalls = [...TURN.toolCalls, { id: 'c2', name: 'g', arguments: '{}' }];
  const items = inputOf({ messages: [{ ...TURN, content: [{ type: 'text', text }], toolCalls }] });
  expect(items.map(shape)).toEqual(['msg_1', 'rs_1', 'fc_1', 'rs_2', 'msg_2', 'function_call']);
  expect(items.map(textIn).join('')).toBe(text);
});

test.each([
  ['its call is gone', { ...TURN, toolCalls: [] }, ['assistant']],
  ['its text is gone', { ...TURN, content: [] }, ['function_call']],
  [
    'its reasoning has no encrypted content',
    { ...TURN, reasoningState: stateOf([{ id: 'rs_1', type: 'reasoning' }]) },
    ['assistant', 'function_call'],
  ],
  [
    'another connection wrote it',
    { ...TURN, reasoningState: stateOf(OUTPUT, 'theirs') },
    ['assistant', 'function_call'],
  ],
  ['it is of another format', { ...TURN, reasoningState: stateOf('what?') }, ['assistant', 'function_call']],
] as const)(
  'where %s, the kept output is left out whole, without its ids, and that is warned of',
  (_why, turn, left) => {
    const draft = write({ messages: [turn] });
    expect(inputOf({ messages: [turn] }).map(shape)).toEqual(left);
    expect(params(draft)).toEqual(['messages.reasoning_details']);
  },
);

function stateOf(output: unknown, connection = 'mine') {
  return [{ format: 'openai-responses', connection, data: { output } }];
}

test('text that no kept message holds stands before the calls that were added', () => {
  const reasoningState = stateOf([REASONING, { id: 'fc_1', type: 'function_call', call_id: 'c1' }]);
  expect(inputOf({ messages: [{ ...TURN, reasoningState }] }).map(shape)).toEqual(['rs_1', 'fc_1', 'assistant']);
});
