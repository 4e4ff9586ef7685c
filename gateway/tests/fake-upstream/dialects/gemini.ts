import { embed } from '../complete-reply.ts';
import type { FakeDialect, FakeEvent, FakeFailure, FullReply } from '../fake-dialect.ts';
import { field, listField, textOf } from '../read-value.ts';
import { TINY_PNG_BASE64 } from '../tiny-png.ts';

const FINISH_REASONS: Record<string, string> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  tool_calls: 'STOP',
  content_filter: 'SAFETY',
};

const STATUSES: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELLED',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

/** generateContent, streamGenerateContent, embedContent, batchEmbedContents and predict. Its streams use CRLF. */
export const geminiDialect: FakeDialect = {
  name: 'gemini',
  framing: 'sse',
  lineEnding: 'crlf',
  operation: ({ path }) => {
    const [, verb] = /\/models\/[^:?]+:(\w+)/.exec(path) ?? [];
    if (verb === 'generateContent') return { kind: 'chat', stream: false };
    if (verb === 'streamGenerateContent') return { kind: 'chat', stream: true };
    if (verb === 'embedContent' || verb === 'batchEmbedContents') return { kind: 'embeddings' };
    if (verb === 'predict') return { kind: 'images' };
    return /\/v1beta\/models(\?|$)/.test(path) ? { kind: 'models' } : undefined;
  },
  chat: (reply) =>
    answer(
      reply,
      [...reasoningParts(reply), ...(reply.text === '' ? [] : [{ text: reply.text }]), ...callParts(reply)],
      FINISH_REASONS[reply.finishReason] ?? reply.finishReason,
    ),
  chatEvents,
  embeddings: ({ path, body }) => {
    const vectorOf = (request: unknown) => {
      const size = field(request, 'outputDimensionality');
      return { values: embed(textOf(field(request, 'content', 'parts')), typeof size === 'number' ? size : undefined) };
    };
    return path.includes(':batchEmbedContents')
      ? { embeddings: listField(body, 'requests').map(vectorOf) }
      : { embedding: vectorOf(body) };
  },
  images: ({ body }) => ({
    predictions: Array.from({ length: Number(field(body, 'parameters', 'sampleCount') ?? 1) }, () => ({
      mimeType: 'image/png',
      bytesBase64Encoded: TINY_PNG_BASE64,
    })),
  }),
  models: () => ({ models: [{ name: 'models/fake-model', supportedGenerationMethods: ['generateContent'] }] }),
  errorBody: errorOf,
  errorEvent: (failure) => ({ data: JSON.stringify(errorOf(failure)) }),
};

function chatEvents(reply: FullReply): FakeEvent[] {
  const chunks = [
    ...reply.reasoningDeltas.map((text) => [{ text, thought: true }]),
    ...reply.textDeltas.map((text) => [{ text }]),
    ...callParts(reply).map((part) => [part]),
  ];
  return [
    ...chunks.map((parts) => ({ data: JSON.stringify(answer(reply, parts)) })),
    {
      data: JSON.stringify(answer(reply, [{ text: '' }], FINISH_REASONS[reply.finishReason] ?? reply.finishReason)),
      isTerminal: true,
    },
  ];
}

function answer(reply: FullReply, parts: unknown[], finishReason?: string) {
  const { usage } = reply;
  const thoughts = usage.reasoning ?? 0;
  return {
    candidates: [
      { content: { parts, role: 'model' }, ...(finishReason === undefined ? {} : { finishReason }), index: 0 },
    ],
    // Here reasoning is counted apart from the candidates' tokens.
    usageMetadata: {
      promptTokenCount: usage.input,
      candidatesTokenCount: usage.output - thoughts,
      totalTokenCount: usage.input + usage.output,
      ...(usage.cachedInput === undefined ? {} : { cachedContentTokenCount: usage.cachedInput }),
      ...(thoughts === 0 ? {} : { thoughtsTokenCount: thoughts }),
    },
    modelVersion: reply.model,
    responseId: 'fake-response',
  };
}

function reasoningParts({ reasoning }: FullReply): unknown[] {
  return reasoning === '' ? [] : [{ text: reasoning, thought: true }];
}

function callParts({ toolCalls, reasoning }: FullReply): unknown[] {
  return toolCalls.map(({ name, parsed }, index) => ({
    functionCall: { name, args: parsed },
    ...(reasoning !== '' && index === 0 ? { thoughtSignature: 'c2lnbmF0dXJl' } : {}),
  }));
}

function errorOf({ status, message }: FakeFailure) {
  return { error: { code: status, message, status: STATUSES[status] ?? 'INTERNAL' } };
}
