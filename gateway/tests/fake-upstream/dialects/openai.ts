import { embed, tokens } from '../complete-reply.ts';
import type { FakeDialect, FakeEvent, FakeRequest, FullReply } from '../fake-dialect.ts';
import { field, listField, textField } from '../read-value.ts';
import { TINY_PNG_BASE64 } from '../tiny-png.ts';

const CREATED = 1_700_000_000;

/** Chat completions, embeddings and images, as OpenAI and everything compatible with it write them. */
export const openaiDialect: FakeDialect = {
  name: 'openai',
  framing: 'sse',
  lineEnding: 'lf',
  operation: ({ path, body }) => {
    const route = path.split('?')[0] ?? '';
    if (route.endsWith('/chat/completions')) return { kind: 'chat', stream: body.stream === true };
    if (route.endsWith('/embeddings')) return { kind: 'embeddings' };
    if (/\/images\/(generations|edits)$/.test(route)) return { kind: 'images' };
    return /\/v1\/models$|^\/models$/.test(route) ? { kind: 'models' } : undefined;
  },
  chat: (reply) => ({
    id: 'chatcmpl-fake',
    object: 'chat.completion',
    created: CREATED,
    model: reply.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: reply.text === '' && reply.toolCalls.length > 0 ? null : reply.text,
          refusal: null,
          ...(reply.reasoning === '' ? {} : { reasoning_content: reply.reasoning }),
          ...(reply.toolCalls.length === 0 ? {} : { tool_calls: reply.toolCalls.map(toolCall) }),
        },
        logprobs: null,
        finish_reason: reply.finishReason,
      },
    ],
    usage: usageOf(reply),
    system_fingerprint: 'fp_fake',
  }),
  chatEvents,
  embeddings: ({ body }) => {
    const input = typeof body.input === 'string' ? [body.input] : listField(body, 'input').map(String);
    const dimensions = typeof body.dimensions === 'number' ? body.dimensions : undefined;
    const used = tokens(input.join(''));
    return {
      object: 'list',
      model: textField(body, 'model') ?? 'fake-model',
      data: input.map((text, index) => ({
        object: 'embedding',
        index,
        embedding: body.encoding_format === 'base64' ? base64Of(embed(text, dimensions)) : embed(text, dimensions),
      })),
      usage: { prompt_tokens: used, total_tokens: used },
    };
  },
  images: ({ body }) => ({
    created: CREATED,
    data: Array.from({ length: Number(body.n ?? 1) }, (_, i) =>
      body.response_format === 'url'
        ? { url: `https://images.example/${i}.png`, revised_prompt: textField(body, 'prompt') }
        : { b64_json: TINY_PNG_BASE64, revised_prompt: textField(body, 'prompt') },
    ),
    usage: {
      input_tokens: 10,
      output_tokens: 20,
      total_tokens: 30,
      input_tokens_details: { text_tokens: 10, image_tokens: 0 },
    },
  }),
  models: () => ({ object: 'list', data: [{ id: 'fake-model', object: 'model', created: CREATED, owned_by: 'fake' }] }),
  errorBody: ({ status, message }) => ({
    error: { message, type: errorType(status), param: null, code: errorCode(status) },
  }),
  errorEvent: ({ status, message }) => ({
    data: JSON.stringify({ error: { message, type: errorType(status), param: null, code: errorCode(status) } }),
  }),
};

function chatEvents(reply: FullReply, { body }: FakeRequest): FakeEvent[] {
  const wantsUsage = field(body, 'stream_options', 'include_usage') === true;
  const chunk = (delta: unknown, finishReason: string | null = null): string =>
    JSON.stringify({
      id: 'chatcmpl-fake',
      object: 'chat.completion.chunk',
      created: CREATED,
      model: reply.model,
      system_fingerprint: 'fp_fake',
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
      ...(wantsUsage ? { usage: null } : {}),
    });
  const toolDeltas = reply.toolCalls.flatMap((call, index) => {
    const { function: named, ...head } = toolCall(call);
    const half = Math.ceil(call.json.length / 2);
    return [
      { index, ...head, function: { ...named, arguments: '' } },
      { index, function: { arguments: call.json.slice(0, half) } },
      { index, function: { arguments: call.json.slice(half) } },
    ];
  });
  const usageChunk = {
    id: 'chatcmpl-fake',
    object: 'chat.completion.chunk',
    created: CREATED,
    model: reply.model,
    choices: [],
    usage: usageOf(reply),
  };
  return [
    { data: chunk({ role: 'assistant', content: '', refusal: null }) },
    ...reply.reasoningDeltas.map((reasoning_content) => ({ data: chunk({ reasoning_content }) })),
    ...reply.textDeltas.map((content) => ({ data: chunk({ content }) })),
    ...toolDeltas.map((delta) => ({ data: chunk({ tool_calls: [delta] }) })),
    { data: chunk({}, reply.finishReason), isTerminal: true },
    ...(wantsUsage ? [{ data: JSON.stringify(usageChunk), isTerminal: true }] : []),
    { data: '[DONE]', isTerminal: true },
  ];
}

function toolCall({ id, name, json }: FullReply['toolCalls'][number]) {
  return { id, type: 'function', function: { name, arguments: json } };
}

function usageOf({ usage }: FullReply) {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cachedInput ?? 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: usage.reasoning ?? 0, audio_tokens: 0 },
  };
}

function base64Of(vector: number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString('base64');
}

function errorType(status: number): string {
  if (status === 429) return 'requests';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}

function errorCode(status: number): string | null {
  if (status === 401) return 'invalid_api_key';
  if (status === 404) return 'model_not_found';
  return status === 429 ? 'rate_limit_exceeded' : null;
}
