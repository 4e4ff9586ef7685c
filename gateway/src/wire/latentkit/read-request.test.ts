import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../domain/gateway-error.ts';
import { NO_USAGE } from '../../domain/usage.ts';
import { readEmbeddingsBody } from './read-embeddings-request.ts';
import { readImageBody } from './read-image-request.ts';
import { readChatBody, readCompleteBody, readVisionBody } from './read-request.ts';
import { type AnswerMetadata, writeMetadata } from './write-metadata.ts';

function refusalOf(read: () => unknown): GatewayError | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

const METADATA: AnswerMetadata = {
  requestId: 'req_1',
  model: 'm',
  provider: 'p',
  usage: NO_USAGE,
  costNanoUsd: undefined,
  billedTo: 'byok',
  routeName: 'r',
  routeVersion: 1,
  position: 1,
  profile: 'balanced',
  resumedFrom: undefined,
  warnings: [],
};
const user = (content: unknown) => ({ role: 'user', content });
const chatRefusal = (body: unknown) => refusalOf(() => readChatBody(JSON.stringify(body)));

test.each([
  [{ messages: 'hello' }, '"messages" must be a list, not a text.'],
  [
    { messages: [{ role: 'usr', content: 'x' }] },
    '"messages[0].role" must be one of system, developer, user, assistant, tool (user, perhaps).',
  ],
  [{ messages: [{ content: 'x' }] }, '"messages[0].role" is missing.'],
  [{ messages: [{ role: 'user', content: 'x' }], temperature: 3 }, '"temperature" must be at most 2.'],
])('says in words what is wrong: %j', (body, message) => {
  expect(refusalOf(() => readChatBody(JSON.stringify(body)))?.message).toBe(message);
});

describe('a refused body names the field, by its path', () => {
  test.each([
    [{}, 'missing_field', 'messages'],
    [{ messages: 'hello' }, 'wrong_type', 'messages'],
    [{ messages: [] }, 'out_of_range', 'messages'],
    [{ messages: [{ role: 'user' }] }, 'missing_field', 'messages[0].content'],
    [{ messages: [user('x')], max_tokens: 0 }, 'out_of_range', 'max_tokens'],
    [{ messages: [user('x')], max_tokens: '10' }, 'wrong_type', 'max_tokens'],
    [{ messages: [user('x')], temperature: 3 }, 'out_of_range', 'temperature'],
    [{ messages: [user('x')], response_profile: 'quick' }, 'out_of_range', 'response_profile'],
    [{ messages: [user([{ type: 'text' }])] }, 'missing_field', 'messages[0].content[0].text'],
    [{ messages: [user('x'), { role: 'tool', content: 'x' }] }, 'missing_field', 'messages[1].tool_call_id'],
    [{ messages: [user('x')], tools: [{ type: 'function', function: {} }] }, 'missing_field', 'tools[0].function.name'],
    [
      { messages: [user([{ type: 'image_url', image_url: { url: 'ftp://x/y.png' } }])] },
      'unsupported_media',
      'messages[0].content[0].image_url',
    ],
    [{ messages: [user('x')], reasoning: { effort: 'low', depth: 3 } }, 'unknown_field', 'reasoning.depth'],
  ])('%j', (body, reason, param) => {
    expect(chatRefusal(body)).toMatchObject({ code: 'validation_error', status: 400, reason, param });
  });

  test.each(['model', 'provider', 'route', 'policy', 'models', 'route_id'])('%s is a forbidden field', (field) => {
    const refusal = chatRefusal({ messages: [user('x')], [field]: 'gpt' });
    expect(refusal).toMatchObject({ reason: 'forbidden_field', param: field });
    expect(refusal?.hint).toContain('route');
  });

  test.each(['', '{', '[]', '"text"', 'null', "{'a': 1}"])('%j is no JSON object', (text) => {
    expect(['invalid_json', 'wrong_type']).toContain(refusalOf(() => readChatBody(text))?.reason);
  });

  test('a byte order mark is called what it is', () => {
    const refusal = refusalOf(() => readChatBody('\ufeff{"messages": []}'));
    expect(refusal).toMatchObject({
      reason: 'invalid_json',
      hint: expect.stringContaining('without a byte order mark'),
    });
    expect(refusal?.message).toContain('begins with a byte order mark');
  });

  test('every field that is wrong is named, the first of them in the usual places', () => {
    const refusal = chatRefusal({ messages: 'x', temperature: 9, max_tokens: '1' });
    expect(refusal).toMatchObject({ param: 'messages', reason: 'wrong_type' });
    expect(refusal?.message).toBe('"messages" must be a list, not a text. "problems" names 2 more.');
    expect(refusal?.extra?.problems).toEqual([
      { param: 'messages', message: 'must be a list, not a text' },
      { param: 'max_tokens', message: 'must be a number, not a text' },
      { param: 'temperature', message: 'must be at most 2' },
    ]);
    expect(chatRefusal({ messages: 'x' })?.extra).toBeUndefined();
    const many = Object.fromEntries(Array.from({ length: 99 }, (_, at) => [`x${at}`, { role: 1 }]));
    const listed = chatRefusal({ messages: Object.values(many) })?.extra?.problems;
    expect(listed).toHaveLength(20);
  });

  test('what V8 quotes of a broken body stays here: it may be a prompt', () => {
    const refusal = refusalOf(() => readChatBody('{"messages": [{"role": "user", "content": "my secret plan" oops'));
    expect(JSON.stringify([refusal?.message, refusal?.hint])).not.toContain('secret');
  });
});

describe('a secret that stands where a field belongs is not repeated', () => {
  const SECRET = `sk-proj-${'5ecre7'.repeat(7)}`;
  test.each<[string, unknown]>([
    ['as an unknown field', { messages: [user('x')], reasoning: { effort: 'low', [SECRET]: 3 } }],
    ['on the way to a wrong key', { messages: [user('x')], [SECRET]: { constructor: {} } }],
    [
      'on the way to what is too deep',
      { messages: [user('x')], [SECRET]: JSON.parse('['.repeat(70) + ']'.repeat(70)) },
    ],
    ['as a name with a value of the wrong type', { messages: [user('x')], tools: [{ type: 'function', [SECRET]: 1 }] }],
  ])('%s', (_, body) => {
    const { message, hint, param } = chatRefusal(body) ?? {};
    expect(param).toBeDefined();
    expect(JSON.stringify([message, hint, param])).not.toContain(SECRET.slice(9));
  });

  test('in a warning', () => {
    const warnings = [{ param: `messages[0].content.${SECRET}`, message: 'It was left out.' }];
    const written = writeMetadata({ ...METADATA, warnings });
    expect(written.warnings).toEqual([{ param: 'messages[0].content.sk-proj-…', message: 'It was left out.' }]);
  });
});

describe('null counts as absent, since the published clients send it for what was not set', () => {
  test('complete', () => {
    const { task } = readCompleteBody('{"prompt": "x", "system": null, "max_tokens": 9, "temperature": 0.7}');
    expect(task).toMatchObject({ operation: 'chat', request: { maxTokens: 9, messages: [{ role: 'user' }] } });
  });
  test('embeddings', () => {
    const { task } = readEmbeddingsBody(
      '{"input": "x", "encoding_format": null, "dimensions": null, "user": null, "later": null}',
    );
    expect(task).toMatchObject({ request: { input: ['x'], dimensions: undefined, passthrough: {} } });
    expect(Object.keys(task.request.passthrough)).toEqual([]);
  });
  test('image', () => {
    const { task } = readImageBody('{"prompt": "x", "size": null, "style": null, "n": null, "response_format": null}');
    expect(task).toMatchObject({ request: { n: 1, size: undefined } });
  });
  test('vision', () => {
    const { task } = readVisionBody('{"prompt": "x", "image_url": null, "image_base64": "iVBORw0KGgoAAAA="}');
    expect(task).toMatchObject({
      request: { messages: [{ content: [{ type: 'text' }, { type: 'image', source: { mimeType: 'image/png' } }] }] },
    });
  });
});

test('an assistant turn of ours goes back unchanged, reasoning state included', () => {
  const turn = {
    id: 'req_1',
    role: 'assistant',
    content: 'Sure.',
    reasoning: 'Hm.',
    reasoning_details: [{ format: 'some-dialect', connection: 'main', data: { signature: 'abc' } }],
    tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'look', arguments: '{}' } }],
    model: 'm-1',
    provider: 'p',
    usage: { input_tokens: 1 },
    cost: { usd: '0.1' },
    route: { name: 'default' },
  };
  const { task } = readChatBody(JSON.stringify({ messages: [user('x'), turn] }));
  expect(task).toMatchObject({
    request: {
      messages: [
        {},
        {
          role: 'assistant',
          reasoning: 'Hm.',
          reasoningState: [{ format: 'some-dialect', connection: 'main', data: { signature: 'abc' } }],
          toolCalls: [{ id: 'call_1', name: 'look', arguments: '{}' }],
        },
      ],
    },
  });
});

test.each([
  [{ n: 3 }, 'n'],
  [{ n: '3' }, 'n'],
  [{ n: 0 }, 'n'],
  [{ candidate_count: 2 }, 'candidate_count'],
  [{ generationConfig: { candidateCount: 2 } }, 'generationConfig.candidateCount'],
])('several answers at once are refused before anything is spent: %j', (more, param) => {
  const refusal = { reason: 'out_of_range', param, message: `"${param}" must be 1: a request gets one answer.` };
  const read = (body: object) => JSON.stringify({ ...body, ...more });
  expect(chatRefusal({ messages: [user('x')], ...more })).toMatchObject(refusal);
  expect(refusalOf(() => readCompleteBody(read({ prompt: 'x' })))).toMatchObject(refusal);
  expect(refusalOf(() => readVisionBody(read({ prompt: 'x', image: 'https://x.example/y.png' })))).toMatchObject(
    refusal,
  );
});

test('one answer may be asked for', () => {
  expect(chatRefusal({ messages: [user('x')], n: 1 })).toBeUndefined();
  expect(chatRefusal({ messages: [user('x')], n: null, generation_config: { candidateCount: 1 } })).toBeUndefined();
});

test('fields that the contract does not know pass through', () => {
  const { task } = readChatBody(JSON.stringify({ messages: [user('x')], top_k: 4, logit_bias: { '1': 2 } }));
  expect(task.request.passthrough).toEqual({ top_k: 4, logit_bias: { '1': 2 } });
});

test('vision needs an image', () => {
  expect(refusalOf(() => readVisionBody('{"prompt": "x"}'))).toMatchObject({ reason: 'missing_field', param: 'image' });
  expect(refusalOf(() => readVisionBody('{"messages": [{"role": "user", "content": "x"}]}'))?.param).toBe('messages');
});
