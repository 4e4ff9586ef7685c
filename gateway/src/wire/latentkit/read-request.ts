import {
  type ChatBody,
  type CompleteBody,
  chatBodySchema,
  completeBodySchema,
  type VisionBody,
  visionBodySchema,
} from '@latentkit/contract/chat-body';
import type { ResponseProfile } from '@latentkit/contract/response-profile';
import type { ChatRequest, ContentPart, Message, ResponseFormat, ToolChoice } from '../../domain/chat.ts';
import { GatewayError } from '../../domain/gateway-error.ts';
import type { Task } from '../../domain/task.ts';
import { parseBody } from './parse-body.ts';
import { readImageSource } from './read-image-source.ts';
import { readMessages } from './read-messages.ts';
import { requireOneAnswer } from './require-one-answer.ts';
import { unknownFields } from './unknown-fields.ts';

/** A body as the application sent it, read into a task, and what it says of the way to answer. */
export interface ReadBody {
  readonly task: Task;
  readonly wantedProfile: ResponseProfile | undefined;
}

/** @throws GatewayError validation_error */
export function readChatBody(text: string): ReadBody {
  const body = parseBody({ text, schema: chatBodySchema });
  const messages = readMessages({ messages: body.messages, system: body.system ?? undefined });
  return chatTask({ body, messages, toolFields: body });
}

/** @throws GatewayError validation_error */
export function readCompleteBody(text: string): ReadBody {
  const body = parseBody({ text, schema: completeBodySchema });
  const messages = systemAnd({ system: body.system, content: [{ type: 'text', text: body.prompt }] });
  return chatTask({ body, messages, toolFields: undefined });
}

/** @throws GatewayError validation_error */
export function readVisionBody(text: string): ReadBody {
  const body = parseBody({ text, schema: visionBodySchema });
  return chatTask({ body, messages: visionMessages(body), toolFields: body });
}

function visionMessages(body: VisionBody): Message[] {
  if (body.messages) {
    const messages = readMessages({ messages: body.messages, system: body.system ?? undefined });
    const hasImage = messages.some((message) => message.content.some((part) => part.type === 'image'));
    if (hasImage) return messages;
    throw missing({ param: 'messages', message: 'No message has an image part.' });
  }
  if (!body.prompt) throw missing({ param: 'prompt', message: '"prompt" is missing.' });
  const named: readonly (readonly [string, string | null | undefined])[] = [
    ['image', body.image],
    ['image_url', body.image_url],
    ['image_base64', body.image_base64],
    ...(body.images ?? []).map((image, index) => [`images[${index}]`, image] as const),
  ];
  const images = named.flatMap(([param, image]): ContentPart[] =>
    image ? [{ type: 'image', source: readImageSource({ text: image, param }), detail: undefined }] : [],
  );
  if (images.length === 0) throw missing({ param: 'image', message: '"image" is missing.' });
  return systemAnd({ system: body.system, content: [{ type: 'text', text: body.prompt }, ...images] });
}

function systemAnd({ system, content }: { system: string | null | undefined; content: ContentPart[] }): Message[] {
  const user: Message = { role: 'user', content };
  return system ? [{ role: 'system', content: [{ type: 'text', text: system }] }, user] : [user];
}

function missing({ param, message }: { param: string; message: string }): GatewayError {
  return new GatewayError('validation_error', {
    reason: 'missing_field',
    param,
    message,
    hint: 'Send "prompt" with "image" (a web address or a data URL), or "messages" with image_url parts.',
  });
}

type ToolFields = Pick<ChatBody, 'tools' | 'tool_choice' | 'parallel_tool_calls'>;

interface ChatTaskInput {
  readonly body: ChatBody | CompleteBody | VisionBody;
  readonly messages: readonly Message[];
  readonly toolFields: ToolFields | undefined;
}

function chatTask({ body, messages, toolFields }: ChatTaskInput): ReadBody {
  const passthrough = unknownFields({ body, known: KNOWN_FIELDS });
  requireOneAnswer(passthrough);
  const request: ChatRequest = {
    messages,
    maxTokens: body.max_tokens ?? undefined,
    temperature: body.temperature ?? undefined,
    topP: body.top_p ?? undefined,
    stop: body.stop ? [body.stop].flat() : undefined,
    seed: body.seed ?? undefined,
    tools: (toolFields?.tools ?? []).map(({ function: tool }) => ({
      name: tool.name,
      description: tool.description ?? undefined,
      parameters: tool.parameters ?? undefined,
      strict: tool.strict ?? undefined,
    })),
    toolChoice: readToolChoice(toolFields?.tool_choice),
    parallelToolCalls: toolFields?.parallel_tool_calls ?? undefined,
    responseFormat: readResponseFormat(body.response_format),
    reasoning: body.reasoning
      ? { effort: body.reasoning.effort ?? undefined, budgetTokens: body.reasoning.budget_tokens ?? undefined }
      : undefined,
    user: body.user ?? undefined,
    metadata: body.metadata ?? undefined,
    passthrough,
  };
  return {
    task: { operation: 'chat', request, stream: body.stream ?? false },
    wantedProfile: body.response_profile ?? undefined,
  };
}

function readToolChoice(choice: ChatBody['tool_choice']): ToolChoice | undefined {
  if (!choice) return undefined;
  return typeof choice === 'string' ? choice : { name: choice.function.name };
}

function readResponseFormat(format: ChatBody['response_format']): ResponseFormat | undefined {
  if (!format || format.type === 'text') return undefined;
  if (format.type === 'json_object') return { type: 'json_object' };
  const { name, description, schema, strict } = format.json_schema;
  return { type: 'json_schema', name, description: description ?? undefined, schema, strict: strict ?? undefined };
}

const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  ...Object.keys(chatBodySchema.shape),
  ...Object.keys(completeBodySchema.shape),
  ...Object.keys(visionBodySchema.shape),
]);
