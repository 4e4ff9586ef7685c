import { describe, expect, test } from 'vitest';
import type { ChatRequest, Message, Tool } from '../../domain/chat.ts';
import type { FailureClass } from '../../domain/failure.ts';
import { totalInputTokens, totalOutputTokens } from '../../domain/usage.ts';
import { type ChatRun, chatRequest, chatWithSandbox } from './run-sandbox.fixture.ts';
import type { TriggerWord } from './triggers.ts';

const WEATHER: Tool = {
  name: 'get_weather',
  description: undefined,
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' }, unit: { enum: ['celsius', 'fahrenheit'] } },
    required: ['city', 'unit'],
  },
  strict: undefined,
};
const CLOCK: Tool = { name: 'get_time', description: undefined, parameters: undefined, strict: undefined };

function both(request: ChatRequest): { whole: ChatRun; streamed: ChatRun } {
  return {
    whole: chatWithSandbox({ request, stream: false }),
    streamed: chatWithSandbox({ request, stream: true }),
  };
}

function answerTo(changes: Parameters<typeof chatRequest>[0]) {
  const { whole, streamed } = both(chatRequest(changes));
  expect(streamed.answer, 'stream and whole answer are the same').toEqual(whole.answer);
  if (whole.answer === undefined) throw new Error('no answer');
  return whole.answer;
}

describe('an ordinary answer', () => {
  test('is friendly, says that it is the sandbox, and echoes the last user message', () => {
    const answer = answerTo({ text: 'How are you?' });
    expect(answer.content).toBe(
      'Hello from the sandbox: no provider was called and nothing was charged. You said: How are you?',
    );
    expect(answer).toMatchObject({ finishReason: 'stop', model: 'sandbox', toolCalls: [], reasoning: '' });
  });

  test('is the same for the same request, and has other ids for another', () => {
    const first = answerTo({ text: 'a', tools: [WEATHER], toolChoice: 'required' });
    expect(answerTo({ text: 'a', tools: [WEATHER], toolChoice: 'required' })).toEqual(first);
    const other = answerTo({ text: 'b', tools: [WEATHER], toolChoice: 'required' });
    expect(other.toolCalls[0]?.id).not.toBe(first.toolCalls[0]?.id);
  });

  test('counts about four characters a token', () => {
    const answer = answerTo({ text: 'x'.repeat(400) });
    if (answer.usage === undefined) throw new Error('no usage');
    expect(totalInputTokens(answer.usage)).toBe(100);
    expect(totalOutputTokens(answer.usage)).toBe(Math.ceil(answer.content.length / 4));
  });

  test('comes as a stream in several pieces, each in a batch of its own', () => {
    const { streamed } = both(chatRequest({ text: 'one two three' }));
    expect(streamed.calls.filter((call) => call === 'frames').length).toBeGreaterThan(15);
    expect(streamed.frames.at(-1)).toBe('[DONE]');
  });

  test('says how many images, sounds and files came with the message', () => {
    const content: Message['content'] = [
      { type: 'text', text: 'look' },
      { type: 'image', source: { kind: 'url', url: 'https://example.com/a.png' }, detail: undefined },
      { type: 'image', source: { kind: 'base64', mimeType: 'image/png', data: 'AAAA' }, detail: 'low' },
      { type: 'audio', data: 'AAAA', format: 'wav' },
    ];
    const answer = answerTo({ messages: [{ role: 'user', content }] });
    expect(answer.content).toContain('You attached 2 images, 1 audio clip. You said: look');
  });

  test('ends before a stop text', () => {
    expect(answerTo({ text: 'x', stop: ['no provider'] }).content).toBe('Hello from the sandbox: ');
  });

  test('keeps to max_tokens, whatever it says', () => {
    for (const maxTokens of [1, 5, 10]) {
      for (const changes of [{}, { tools: [WEATHER], toolChoice: 'required' as const }, { reasoning: EFFORT }]) {
        const answer = answerTo({ ...changes, maxTokens });
        expect(answer.finishReason).toBe('length');
        expect(answer.usage === undefined ? 0 : totalOutputTokens(answer.usage)).toBeLessThanOrEqual(maxTokens);
      }
    }
    expect(answerTo({ maxTokens: 1_000 }).finishReason).toBe('stop');
  });

  test('thinks when reasoning is wished for, and counts it', () => {
    const answer = answerTo({ reasoning: EFFORT });
    expect(answer.reasoning).not.toBe('');
    expect(answer.usage?.reasoningTokens).toBe(Math.ceil(answer.reasoning.length / 4));
  });
});

const EFFORT = { effort: 'low', budgetTokens: undefined } as const;

describe('structured output', () => {
  test('a JSON object is asked for, and comes', () => {
    expect(JSON.parse(answerTo({ responseFormat: { type: 'json_object' } }).content)).toMatchObject({ sandbox: true });
  });

  test('the text satisfies the schema', () => {
    const schema = { type: 'object', properties: { n: { type: 'integer', minimum: 3 } }, required: ['n'] };
    const responseFormat = { type: 'json_schema', name: 'x', description: undefined, schema, strict: true } as const;
    expect(JSON.parse(answerTo({ responseFormat }).content)).toEqual({ n: 3 });
  });
});

describe('tools', () => {
  test('one is called when a call is required, with arguments that satisfy its schema', () => {
    const answer = answerTo({ tools: [WEATHER, CLOCK], toolChoice: 'required' });
    expect(answer.finishReason).toBe('tool_calls');
    expect(answer.content).toBe('');
    expect(answer.toolCalls).toHaveLength(1);
    expect(answer.toolCalls[0]?.name).toBe('get_weather');
    expect(JSON.parse(answer.toolCalls[0]?.arguments ?? '')).toEqual({ city: 'sandbox', unit: 'celsius' });
  });

  test('the named one is called', () => {
    const answer = answerTo({ tools: [WEATHER, CLOCK], toolChoice: { name: 'get_time' } });
    expect(answer.toolCalls).toMatchObject([{ name: 'get_time', arguments: '{}' }]);
  });

  test('none is called unless that is asked for', () => {
    expect(answerTo({ tools: [WEATHER] }).toolCalls).toEqual([]);
    expect(answerTo({ tools: [WEATHER], toolChoice: 'none', text: 'sandbox:tool_call' }).content).toContain(
      'needs tools',
    );
    expect(answerTo({ text: 'sandbox:tool_call' }).content).toContain('needs tools');
  });

  test('two are called in parallel, unless that is forbidden; a single one is called twice, with other arguments', () => {
    const text = 'sandbox:parallel_tool_calls';
    expect(answerTo({ text, tools: [WEATHER, CLOCK] }).toolCalls.map(({ name }) => name)).toEqual([
      'get_weather',
      'get_time',
    ]);
    expect(answerTo({ text, tools: [WEATHER, CLOCK], parallelToolCalls: false }).toolCalls).toHaveLength(1);
    const [first, second] = answerTo({ text, tools: [WEATHER] }).toolCalls;
    expect(first?.name).toBe(second?.name);
    expect(first?.id).not.toBe(second?.id);
    expect(first?.arguments).not.toBe(second?.arguments);
  });

  test('once the result is there, the loop ends with an answer', () => {
    const messages: Message[] = [
      { role: 'user', content: [{ type: 'text', text: 'sandbox:tool_call' }] },
      {
        role: 'assistant',
        content: [],
        toolCalls: [{ id: 'c1', name: 'get_weather', arguments: '{}' }],
        reasoning: '',
        reasoningState: [],
      },
      { role: 'tool', toolCallId: 'c1', content: [{ type: 'text', text: '21 degrees' }] },
    ];
    const answer = answerTo({ messages, tools: [WEATHER] });
    expect(answer.toolCalls).toEqual([]);
    expect(answer.content).toContain('The tools answered: 21 degrees');
  });
});

test('an unknown trigger, and several at once, are answered with what there is', () => {
  const unknown = answerTo({ text: 'sandbox:foo' }).content;
  expect(unknown).toContain('no trigger "sandbox:foo"');
  expect(unknown).toContain('sandbox:rate_limited [seconds in Retry-After]');
  expect(answerTo({ text: 'sandbox:slow and sandbox:401' }).content).toContain('one trigger a message');
});

/** What a run has to look like, streamed and whole. `failure`: the class in which the dialect reads it. */
interface Expected {
  readonly failure?: FailureClass;
  readonly whole?: (run: ChatRun) => void;
  readonly streamed?: (run: ChatRun) => void;
  readonly both?: (run: ChatRun) => void;
}

const failsAs = (failure: FailureClass): Expected => ({ failure });
const stalls = (run: ChatRun): void => {
  expect(run.answer).toBeUndefined();
  expect(run.calls).not.toContain('end');
  expect(run.calls).not.toContain('fault');
};
const faults = (run: ChatRun): void => {
  expect(run.fault?.kind).toBe('reset');
};
const saidSomething = (run: ChatRun): void => {
  expect(run.partial.content).toBe('Hello from the ');
  expect(run.answer).toBeUndefined();
};
const saidNothing = (run: ChatRun): void => {
  expect(run.partial.content).toBe('');
  expect(run.answer).toBeUndefined();
};

/** Each trigger has a row: a new one does not compile without. */
const EXPECTED: Readonly<Record<TriggerWord, Expected>> = {
  help: { both: ({ answer }) => expect(answer?.content).toContain('sandbox:stall_after_content') },
  tool_call: { both: ({ answer }) => expect(answer?.toolCalls).toHaveLength(1) },
  parallel_tool_calls: { both: ({ answer }) => expect(answer?.toolCalls).toHaveLength(2) },
  reasoning: { both: ({ answer }) => expect(answer?.reasoning).toContain('thinking') },
  long_stream: {
    both: ({ answer }) => expect(answer?.content.trim().split(' ')).toHaveLength(200),
    streamed: ({ passedMs }) => expect(passedMs).toBe(4_000),
  },
  large: {
    both: ({ answer }) => expect(answer?.content).toHaveLength(1_024 * 1_024),
    streamed: ({ frames }) => expect(frames.length).toBe(256 + 4),
  },
  unicode: { both: ({ answer }) => expect(answer?.content).toContain('नमस्ते! 👩‍👩‍👧‍👦') },
  length: { both: ({ answer }) => expect(answer).toMatchObject({ finishReason: 'length' }) },
  empty: { both: ({ answer }) => expect(answer).toMatchObject({ content: '', finishReason: 'stop' }) },
  content_filter: { both: ({ answer }) => expect(answer?.finishReason).toBe('content_filter') },
  refusal: {
    both: ({ answer }) =>
      expect(answer).toMatchObject({
        finishReason: 'content_filter',
        content: 'The sandbox was told to decline this.',
      }),
  },
  slow: { both: ({ passedMs, answer }) => expect([passedMs >= 2_000, answer?.finishReason]).toEqual([true, 'stop']) },
  slow_stream: {
    both: ({ answer }) => expect(answer?.finishReason).toBe('stop'),
    whole: ({ passedMs }) => expect(passedMs).toBe(500),
    streamed: ({ passedMs, frames }) => expect(passedMs).toBe((frames.length - 4) * 500),
  },
  endless: {
    whole: stalls,
    streamed(run) {
      stalls(run);
      expect(run.frames.length).toBeGreaterThan(1_000);
    },
  },
  timeout: {
    both(run) {
      stalls(run);
      expect(run.calls).toEqual([]);
    },
  },
  stall: {
    both: stalls,
    streamed(run) {
      saidNothing(run);
      expect(run.status).toBe(200);
    },
  },
  stall_after_content: { both: stalls, streamed: saidSomething },
  connect_refused: { both: ({ fault }) => expect(fault?.kind).toBe('connect_refused') },
  reset: { both: faults },
  cut_before_content: {
    streamed(run) {
      saidNothing(run);
      expect(run.calls.at(-1)).toBe('end');
    },
    whole: ({ failure }) => expect(failure?.class).toBe('malformed_response'),
  },
  cut_after_content: {
    streamed(run) {
      saidSomething(run);
      expect(run.calls.at(-1)).toBe('end');
    },
    whole: ({ failure }) => expect(failure?.class).toBe('malformed_response'),
  },
  resume: {
    streamed(run) {
      saidSomething(run);
      expect(run.calls.at(-1)).toBe('end');
    },
    whole: ({ answer }) => expect(answer?.finishReason).toBe('stop'),
  },
  reset_after_content: { both: faults, streamed: saidSomething },
  error_first: {
    failure: 'server_error',
    both: ({ status, partial }) => expect([status, partial.content]).toEqual([200, '']),
  },
  error_after_content: { failure: 'server_error', streamed: saidSomething },
  malformed: { failure: 'malformed_response', both: ({ body }) => expect(body).toContain('<!doctype html>') },
  bad_line: {
    both: ({ answer }) => expect(answer?.content).toContain('Hello from the sandbox: no provider'),
    streamed: ({ frames }) => expect(frames.some((frame) => frame.endsWith('"del'))).toBe(true),
  },
  bad_request: failsAs('bad_request'),
  unsupported_parameter: failsAs('unsupported_parameter'),
  context_length: failsAs('context_length'),
  content_policy: failsAs('content_filter'),
  invalid_image: failsAs('invalid_media'),
  unauthorized: failsAs('auth_upstream'),
  forbidden: failsAs('permission'),
  model_not_found: failsAs('model_not_found'),
  conflict: failsAs('conflict'),
  too_large: failsAs('payload_too_large'),
  rate_limited: { failure: 'rate_limited', both: ({ headers }) => expect(headers['retry-after']).toBe('2') },
  quota: failsAs('quota_exhausted'),
  server_error: failsAs('server_error'),
  overloaded: failsAs('overloaded'),
  error: { both: ({ answer }) => expect(answer?.content).toContain('sandbox:error <code> [reason]') },
};

describe('triggers', () => {
  test.each(Object.entries(EXPECTED))('sandbox:%s does what its row says', (word, expected) => {
    const { whole, streamed } = both(chatRequest({ text: `sandbox:${word}`, tools: [WEATHER, CLOCK] }));
    for (const run of [whole, streamed]) {
      if (expected.failure !== undefined) expect(run.failure?.class).toBe(expected.failure);
      expected.both?.(run);
      if (run.answer !== undefined && run.calls.length > 0) expect(run.failure).toBeUndefined();
    }
    expected.whole?.(whole);
    expected.streamed?.(streamed);
    if (whole.answer !== undefined && streamed.answer !== undefined) expect(streamed.answer).toEqual(whole.answer);
  });

  test('a stream that is to be long is, however many pieces it is to have', () => {
    const { passedMs, frames } = chatWithSandbox({
      request: chatRequest({ text: 'sandbox:long_stream 2000' }),
      stream: true,
    });
    expect(passedMs).toBe(40_000);
    expect(frames.length).toBeGreaterThan(2_000);
  });

  test('the seconds of Retry-After can be chosen', () => {
    const run = chatWithSandbox({ request: chatRequest({ text: 'sandbox:429 17' }), stream: true });
    expect([run.status, run.headers['retry-after']]).toEqual([429, '17']);
  });

  test('a trigger in an earlier message does nothing', () => {
    const say = (text: string): Message => ({ role: 'user', content: [{ type: 'text', text }] });
    expect(answerTo({ messages: [say('sandbox:500'), say('and now?')] }).content).toContain('You said: and now?');
  });
});
