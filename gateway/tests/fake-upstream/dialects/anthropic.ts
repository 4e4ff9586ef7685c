import type { FakeDialect, FakeEvent, FullReply } from '../fake-dialect.ts';

const STOP_REASONS: Record<string, string> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
};

const ERROR_TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

/** The Messages API. */
export const anthropicDialect: FakeDialect = {
  name: 'anthropic',
  framing: 'sse',
  lineEnding: 'lf',
  operation: ({ path, body }) => {
    const route = path.split('?')[0] ?? '';
    return route.endsWith('/messages') ? { kind: 'chat', stream: body.stream === true } : undefined;
  },
  chat: (reply) => ({
    ...messageHead(reply),
    content: blocksOf(reply).map(({ whole }) => whole),
    stop_reason: STOP_REASONS[reply.finishReason] ?? reply.finishReason,
    stop_sequence: null,
    usage: { ...inputUsage(reply), output_tokens: reply.usage.output },
  }),
  chatEvents,
  embeddings: () => ({}),
  models: () => ({ data: [{ type: 'model', id: 'fake-model', display_name: 'Fake' }], has_more: false }),
  errorBody: ({ status, message }) => ({
    type: 'error',
    error: { type: ERROR_TYPES[status] ?? 'api_error', message },
    request_id: 'req_fake',
  }),
  errorEvent: ({ status, message }) => ({
    event: 'error',
    data: JSON.stringify({
      type: 'error',
      error: { details: null, type: ERROR_TYPES[status] ?? 'api_error', message },
    }),
  }),
};

interface Block {
  whole: Record<string, unknown>;
  start: Record<string, unknown>;
  deltas: Record<string, unknown>[];
}

function blocksOf(reply: FullReply): Block[] {
  const blocks: Block[] = [];
  if (reply.reasoning !== '') {
    blocks.push({
      whole: { type: 'thinking', thinking: reply.reasoning, signature: 'c2lnbmF0dXJl' },
      start: { type: 'thinking', thinking: '', signature: '' },
      deltas: [
        ...reply.reasoningDeltas.map((thinking) => ({ type: 'thinking_delta', thinking })),
        { type: 'signature_delta', signature: 'c2lnbmF0dXJl' },
      ],
    });
  }
  if (reply.text !== '') {
    blocks.push({
      whole: { type: 'text', text: reply.text },
      start: { type: 'text', text: '' },
      deltas: reply.textDeltas.map((text) => ({ type: 'text_delta', text })),
    });
  }
  for (const { id, name, json, parsed } of reply.toolCalls) {
    const half = Math.ceil(json.length / 2);
    blocks.push({
      whole: { type: 'tool_use', id, name, input: parsed },
      start: { type: 'tool_use', id, name, input: {} },
      deltas: ['', json.slice(0, half), json.slice(half)].map((partial_json) => ({
        type: 'input_json_delta',
        partial_json,
      })),
    });
  }
  return blocks;
}

function chatEvents(reply: FullReply): FakeEvent[] {
  const named = (event: string, fields: Record<string, unknown>, isTerminal = false): FakeEvent => ({
    event,
    data: JSON.stringify({ type: event, ...fields }),
    isTerminal,
  });
  // The real service counts one output token here, whatever follows.
  const start = { ...messageHead(reply), content: [], stop_reason: null, stop_sequence: null };
  const stop = { stop_reason: STOP_REASONS[reply.finishReason] ?? reply.finishReason, stop_sequence: null };
  return [
    named('message_start', { message: { ...start, usage: { ...inputUsage(reply), output_tokens: 1 } } }),
    ...blocksOf(reply).flatMap((block, index) => [
      named('content_block_start', { index, content_block: block.start }),
      ...(index === 0 ? [named('ping', {})] : []),
      ...block.deltas.map((delta) => named('content_block_delta', { index, delta })),
      named('content_block_stop', { index }),
    ]),
    named('message_delta', { delta: stop, usage: { output_tokens: reply.usage.output } }, true),
    named('message_stop', {}, true),
  ];
}

function messageHead({ model }: FullReply) {
  return { id: 'msg_fake', type: 'message', role: 'assistant', model };
}

/** Here cached input is counted apart from `input_tokens`. */
function inputUsage({ usage }: FullReply) {
  const cached = usage.cachedInput ?? 0;
  return { input_tokens: usage.input - cached, cache_creation_input_tokens: 0, cache_read_input_tokens: cached };
}
