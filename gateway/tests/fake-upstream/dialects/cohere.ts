import { embed, tokens } from '../complete-reply.ts';
import type { FakeDialect, FakeEvent, FullReply } from '../fake-dialect.ts';
import { field, listField, textOf } from '../read-value.ts';

const FINISH_REASONS: Record<string, string> = {
  stop: 'COMPLETE',
  length: 'MAX_TOKENS',
  tool_calls: 'TOOL_CALL',
  content_filter: 'ERROR_TOXIC',
};

/** The second version of chat and embed. */
export const cohereDialect: FakeDialect = {
  name: 'cohere',
  framing: 'sse',
  lineEnding: 'lf',
  operation: ({ path, body }) => {
    if (/\/v2\/chat(\?|$)/.test(path)) return { kind: 'chat', stream: body.stream === true };
    return /\/v2\/embed(\?|$)/.test(path) ? { kind: 'embeddings' } : undefined;
  },
  chat: (reply) => ({
    id: 'fake-id',
    finish_reason: FINISH_REASONS[reply.finishReason] ?? reply.finishReason,
    message: {
      role: 'assistant',
      ...(contentOf(reply).length === 0 ? {} : { content: contentOf(reply).map(({ whole }) => whole) }),
      ...(reply.toolCalls.length === 0 ? {} : { tool_plan: 'I will call.', tool_calls: reply.toolCalls.map(toolCall) }),
    },
    usage: usageOf(reply),
  }),
  chatEvents,
  embeddings: ({ body }) => {
    const texts = [
      ...listField(body, 'texts').map(String),
      ...listField(body, 'inputs').map((input) => textOf(field(input, 'content'))),
    ];
    const size = field(body, 'output_dimension');
    return {
      id: 'fake-id',
      texts,
      embeddings: { float: texts.map((text) => embed(text, typeof size === 'number' ? size : undefined)) },
      meta: { api_version: { version: '2' }, billed_units: { input_tokens: tokens(texts.join('')) } },
      response_type: 'embeddings_by_type',
    };
  },
  models: () => ({ models: [{ name: 'fake-model', endpoints: ['chat'] }] }),
  errorBody: ({ message }) => ({ id: 'fake-id', message }),
  errorEvent: ({ message }) => named('message-end', { delta: { error: message, finish_reason: 'ERROR' } }),
};

function named(event: string, fields: Record<string, unknown>, isTerminal = false): FakeEvent {
  return { event, data: JSON.stringify({ type: event, ...fields }), isTerminal };
}

function contentOf(reply: FullReply) {
  const thinking = {
    type: 'thinking',
    whole: { type: 'thinking', thinking: reply.reasoning },
    deltas: reply.reasoningDeltas.map((thinking) => ({ thinking })),
  };
  const text = {
    type: 'text',
    whole: { type: 'text', text: reply.text },
    deltas: reply.textDeltas.map((text) => ({ text })),
  };
  return [...(reply.reasoning === '' ? [] : [thinking]), ...(reply.text === '' ? [] : [text])];
}

function chatEvents(reply: FullReply): FakeEvent[] {
  const content = contentOf(reply).flatMap(({ type, deltas }, index) => [
    named('content-start', { index, delta: { message: { content: { type, [type]: '' } } } }),
    ...deltas.map((content) => named('content-delta', { index, delta: { message: { content } } })),
    named('content-end', { index }),
  ]);
  const plan =
    reply.toolCalls.length === 0
      ? []
      : [named('tool-plan-delta', { delta: { message: { tool_plan: 'I will call.' } } })];
  const calls = reply.toolCalls.flatMap((call, index) => {
    const { function: target, ...head } = toolCall(call);
    const half = Math.ceil(call.json.length / 2);
    const started = { ...head, function: { ...target, arguments: '' } };
    return [
      named('tool-call-start', { index, delta: { message: { tool_calls: started } } }),
      ...[call.json.slice(0, half), call.json.slice(half)].map((part) =>
        named('tool-call-delta', { index, delta: { message: { tool_calls: { function: { arguments: part } } } } }),
      ),
      named('tool-call-end', { index }),
    ];
  });
  const end = { finish_reason: FINISH_REASONS[reply.finishReason] ?? reply.finishReason, usage: usageOf(reply) };
  return [
    named('message-start', {
      id: 'fake-id',
      delta: { message: { role: 'assistant', content: [], tool_plan: '', tool_calls: [] } },
    }),
    ...content,
    ...plan,
    ...calls,
    named('message-end', { id: 'fake-id', delta: end }, true),
    { data: '[DONE]', isTerminal: true },
  ];
}

function toolCall({ id, name, json }: FullReply['toolCalls'][number]) {
  return { id, type: 'function', function: { name, arguments: json } };
}

function usageOf({ usage }: FullReply) {
  return {
    billed_units: { input_tokens: usage.input, output_tokens: usage.output },
    tokens: { input_tokens: usage.input, output_tokens: usage.output },
    ...(usage.cachedInput === undefined ? {} : { cached_tokens: usage.cachedInput }),
  };
}
