import type { JsonObject } from '../../src/domain/json.ts';
import type { StreamFrame } from '../../src/domain/upstream.ts';

/** Whole answers and streams in each format around a usage report: what else is in them costs nothing. */
interface Wrapping {
  readonly answer: (usage: JsonObject) => JsonObject;
  /** The reports of a stream come where the format's providers put them. */
  readonly stream: (usage: JsonObject) => readonly StreamFrame[];
}

const frame = (data: JsonObject | string): StreamFrame => ({
  event: typeof data !== 'string' && typeof data.type === 'string' ? data.type : undefined,
  data: typeof data === 'string' ? data : JSON.stringify(data),
});

const openaiChat: Wrapping = {
  answer: (usage) => ({ choices: [{ message: { role: 'assistant', content: 'x' }, finish_reason: 'stop' }], usage }),
  stream: (usage) => [
    frame({ choices: [{ index: 0, delta: { role: 'assistant', content: 'x' } }] }),
    frame({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
    frame({ choices: [], usage }),
    frame('[DONE]'),
  ],
};

const response = (usage: JsonObject): JsonObject => ({
  id: 'resp_1',
  status: 'completed',
  output: [{ id: 'msg_1', type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'x' }] }],
  usage,
});

const openaiResponses: Wrapping = {
  answer: response,
  stream: (usage) => [
    frame({ type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'x' }),
    frame({ type: 'response.completed', response: response(usage) }),
  ],
};

const anthropicMessages: Wrapping = {
  answer: (usage) => ({
    type: 'message',
    role: 'assistant',
    content: [{ type: 'text', text: 'x' }],
    stop_reason: 'end_turn',
    usage,
  }),
  // The input is reported at the start, with one token of output; the last report is cumulative, without the split of
  // what was written to the cache.
  stream: ({ output_tokens, output_tokens_details, cache_creation, ...input }) => [
    frame({
      type: 'message_start',
      message: {
        type: 'message',
        role: 'assistant',
        content: [],
        usage: { ...input, cache_creation, output_tokens: 1 },
      },
    }),
    frame({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
    frame({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'x' } }),
    frame({ type: 'content_block_stop', index: 0 }),
    frame({
      type: 'message_delta',
      delta: { stop_reason: 'end_turn' },
      usage: { ...input, output_tokens, output_tokens_details },
    }),
    frame({ type: 'message_stop' }),
  ],
};

const candidate = (more: JsonObject = {}): JsonObject => ({
  candidates: [{ index: 0, content: { role: 'model', parts: [{ text: 'x' }] }, ...more }],
});

const geminiGenerate: Wrapping = {
  answer: (usageMetadata) => ({ ...candidate({ finishReason: 'STOP' }), usageMetadata }),
  // Every chunk reports what was used so far: the counts grow, they are not added up.
  stream: (usageMetadata) => [
    frame({ ...candidate(), usageMetadata: { ...usageMetadata, candidatesTokenCount: 1 } }),
    frame({ ...candidate({ finishReason: 'STOP' }), usageMetadata }),
  ],
};

const cohereChat: Wrapping = {
  answer: (usage) => ({
    id: 'g',
    finish_reason: 'COMPLETE',
    message: { role: 'assistant', content: [{ type: 'text', text: 'x' }] },
    usage,
  }),
  stream: (usage) => [
    frame({ type: 'message-start', id: 'g', delta: { message: { role: 'assistant' } } }),
    frame({ type: 'content-start', index: 0, delta: { message: { content: { type: 'text', text: '' } } } }),
    frame({ type: 'content-delta', index: 0, delta: { message: { content: { text: 'x' } } } }),
    frame({ type: 'content-end', index: 0 }),
    frame({ type: 'message-end', delta: { finish_reason: 'COMPLETE', usage } }),
  ],
};

const ollamaChat: Wrapping = {
  answer: (counts) => ({
    message: { role: 'assistant', content: 'x' },
    done: true,
    done_reason: 'stop',
    ...counts,
  }),
  stream: (counts) => [
    frame({ message: { role: 'assistant', content: 'x' }, done: false }),
    frame({ message: { role: 'assistant', content: '' }, done: true, done_reason: 'stop', ...counts }),
  ],
};

export const CHAT_WRAPPINGS: Readonly<Record<string, Wrapping>> = {
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  'anthropic-messages': anthropicMessages,
  'gemini-generate': geminiGenerate,
  'cohere-chat': cohereChat,
  'ollama-chat': ollamaChat,
};

/** Answers of embeddings, for one input. */
export const EMBEDDINGS_WRAPPINGS: Readonly<Record<string, (usage: JsonObject) => JsonObject>> = {
  'openai-embeddings': (usage) => ({ data: [{ index: 0, embedding: [0.5] }], usage }),
  'gemini-embed': (usageMetadata) => ({ embeddings: [{ values: [0.5] }], usageMetadata }),
  'cohere-embed': (meta) => ({ embeddings: { float: [[0.5]] }, meta }),
  'ollama-embed': (counts) => ({ embeddings: [[0.5]], ...counts }),
};

/** Answers of an image task. */
export const IMAGE_WRAPPINGS: Readonly<
  Record<string, (given: { readonly usage: JsonObject | undefined; readonly images: number }) => JsonObject>
> = {
  'openai-images': ({ usage, images }) => ({
    data: Array.from({ length: images }, () => ({ b64_json: 'eA==' })),
    usage,
  }),
  'gemini-images': ({ usage, images }) => ({
    candidates: [
      {
        finishReason: 'STOP',
        content: {
          parts: Array.from({ length: images }, () => ({ inlineData: { mimeType: 'image/png', data: 'eA==' } })),
        },
      },
    ],
    usageMetadata: usage,
  }),
};
