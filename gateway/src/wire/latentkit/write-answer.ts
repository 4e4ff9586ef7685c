import type { ChatAnswer, ReasoningState, ToolCall } from '../../domain/chat.ts';
import type { EmbeddingsAnswer } from '../../domain/embeddings.ts';
import type { ImageAnswer } from '../../domain/image.ts';
import { type AnswerMetadata, writeMetadata } from './write-metadata.ts';

export function writeChatAnswer({ answer, metadata }: { answer: ChatAnswer; metadata: AnswerMetadata }) {
  return {
    id: metadata.requestId,
    content: answer.content,
    role: 'assistant',
    finish_reason: answer.finishReason,
    ...(answer.toolCalls.length > 0 ? { tool_calls: answer.toolCalls.map(writeToolCall) } : undefined),
    ...(answer.reasoning === '' ? undefined : { reasoning: answer.reasoning }),
    ...writeReasoningState(answer.reasoningState),
    ...writeMetadata(metadata),
    ...(answer.providerMetadata ? { provider_metadata: answer.providerMetadata } : undefined),
  };
}

export function writeToolCall(call: ToolCall) {
  return { id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } };
}

/** Goes back unchanged in the assistant turn of the next request (CONTRACT §3). */
export function writeReasoningState(state: readonly ReasoningState[]) {
  if (state.length === 0) return undefined;
  return { reasoning_details: state.map(({ format, connection, data }) => ({ format, connection, data })) };
}

interface EmbeddingsAnswerInput {
  readonly answer: EmbeddingsAnswer;
  readonly metadata: AnswerMetadata;
  readonly encodingFormat: 'float' | 'base64';
}

export function writeEmbeddingsAnswer({ answer, metadata, encodingFormat }: EmbeddingsAnswerInput) {
  const embeddings = encodingFormat === 'base64' ? answer.embeddings.map(encodeVector) : answer.embeddings;
  return {
    id: metadata.requestId,
    embeddings,
    dimensions: answer.embeddings[0]?.length ?? 0,
    data: embeddings.map((embedding, index) => ({ index, embedding })),
    ...writeMetadata(metadata),
    ...(answer.providerMetadata ? { provider_metadata: answer.providerMetadata } : undefined),
  };
}

/** Little-endian 32-bit floats in base64, as OpenAI's `encoding_format: "base64"` means it. */
function encodeVector(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, index) => {
    bytes.writeFloatLE(value, index * 4);
  });
  return bytes.toString('base64');
}

export function writeImageAnswer({ answer, metadata }: { answer: ImageAnswer; metadata: AnswerMetadata }) {
  return {
    id: metadata.requestId,
    images: answer.images,
    ...writeMetadata(metadata),
    ...(answer.providerMetadata ? { provider_metadata: answer.providerMetadata } : undefined),
  };
}
