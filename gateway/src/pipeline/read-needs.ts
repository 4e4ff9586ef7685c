import type { Capability } from '@latentkit/contract/capability';
import type { ResponseProfile } from '@latentkit/contract/response-profile';
import type { ChatRequest } from '../domain/chat.ts';
import type { Needs, Pin, Task } from '../domain/task.ts';
import { estimateInputTokens } from './estimate-tokens.ts';

/** What a task needs of an attempt, read from the body alone. */
export function readNeeds({ task, profile }: { task: Task; profile: ResponseProfile | undefined }): Needs {
  return {
    capabilities: capabilitiesOf(task),
    profile,
    estimatedInputTokens: estimateInputTokens(task),
    maxOutputTokens: task.operation === 'chat' ? task.request.maxTokens : 0,
    images: task.operation === 'image' ? task.request.n : undefined,
    pin: task.operation === 'chat' ? pinOf(task.request) : undefined,
  };
}

function capabilitiesOf(task: Task): Capability[] {
  switch (task.operation) {
    case 'chat':
      return chatCapabilities(task.request);
    case 'embeddings':
      return ['embeddings'];
    case 'image':
      return task.request.images.length > 0 ? ['image_generation', 'image_edit'] : ['image_generation'];
  }
}

function chatCapabilities(request: ChatRequest): Capability[] {
  const needed: Capability[] = ['chat'];
  const hasToolTurns = request.messages.some(
    (message) => message.role === 'tool' || (message.role === 'assistant' && message.toolCalls.length > 0),
  );
  if (hasToolTurns || (request.tools.length > 0 && request.toolChoice !== 'none')) needed.push('tools');
  if (request.responseFormat) needed.push('json');
  const parts = new Set(request.messages.flatMap((message) => message.content.map((part) => part.type)));
  if (parts.has('image')) needed.push('vision');
  if (parts.has('audio')) needed.push('audio');
  if (parts.has('file')) needed.push('files');
  return needed;
}

/** Passthrough fields that name something stored in one provider account. */
const ACCOUNT_BOUND_FIELDS = ['previous_response_id', 'conversation', 'container'] as const;

/**
 * RELIABILITY F27. Reasoning state matters to a provider only while a tool loop is open, that is after the last user
 * message: there it pins the request to the connection that wrote it. Older state is merely left out elsewhere.
 */
function pinOf(request: ChatRequest): Pin | undefined {
  for (const field of ACCOUNT_BOUND_FIELDS) {
    if (request.passthrough[field] !== undefined) return { kind: 'first_credential', because: field };
  }
  for (let index = request.messages.length - 1; index >= 0; index--) {
    const message = request.messages[index];
    if (!message || message.role === 'user') break;
    if (message.role !== 'assistant') continue;
    const connection = message.reasoningState.find((state) => state.connection !== undefined)?.connection;
    if (connection !== undefined) return { kind: 'connection', connection, because: 'reasoning_details' };
  }
  const fileId = request.messages.some((message) =>
    message.content.some((part) => part.type === 'file' && part.fileId !== undefined),
  );
  return fileId ? { kind: 'first_credential', because: 'file_id' } : undefined;
}
