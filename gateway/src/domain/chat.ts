import type { JsonObject } from './json.ts';
import type { Usage } from './usage.ts';

export type ImageSource =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'base64'; readonly mimeType: string; readonly data: string };

/** `extra` holds the fields of a part that we don't know (a `cache_control`, say): dialects that know them write them. */
export type ContentPart =
  | { readonly type: 'text'; readonly text: string; readonly extra?: JsonObject | undefined }
  | {
      readonly type: 'image';
      readonly source: ImageSource;
      readonly detail: 'auto' | 'low' | 'high' | undefined;
      readonly extra?: JsonObject | undefined;
    }
  | { readonly type: 'audio'; readonly data: string; readonly format: string }
  | {
      readonly type: 'file';
      readonly mimeType: string | undefined;
      readonly data: string | undefined;
      readonly fileId: string | undefined;
      readonly filename: string | undefined;
    };

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON text, as the model wrote it. */
  readonly arguments: string;
}

/**
 * Opaque state of a provider that must come back unchanged in the next turn: a thinking block with its signature,
 * a thought signature, encrypted reasoning. `format` names the dialect that wrote it; `connection` the connection.
 */
export interface ReasoningState {
  readonly format: string;
  readonly connection: string | undefined;
  readonly data: unknown;
}

export type Message =
  | { readonly role: 'system'; readonly content: readonly ContentPart[] }
  | { readonly role: 'user'; readonly content: readonly ContentPart[]; readonly name?: string | undefined }
  | {
      readonly role: 'assistant';
      readonly content: readonly ContentPart[];
      readonly toolCalls: readonly ToolCall[];
      readonly reasoning: string;
      readonly reasoningState: readonly ReasoningState[];
    }
  | { readonly role: 'tool'; readonly content: readonly ContentPart[]; readonly toolCallId: string };

export interface Tool {
  readonly name: string;
  readonly description: string | undefined;
  /** JSON Schema of the arguments. */
  readonly parameters: JsonObject | undefined;
  readonly strict: boolean | undefined;
}

export type ToolChoice = 'none' | 'auto' | 'required' | { readonly name: string };

export type ResponseFormat =
  | { readonly type: 'json_object' }
  | {
      readonly type: 'json_schema';
      readonly name: string;
      readonly description: string | undefined;
      readonly schema: JsonObject;
      readonly strict: boolean | undefined;
    };

export type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh';

/** A chat task, free of any provider's spelling. System text is the leading messages of role `system`. */
export interface ChatRequest {
  readonly messages: readonly Message[];
  readonly maxTokens: number | undefined;
  readonly temperature: number | undefined;
  readonly topP: number | undefined;
  readonly stop: readonly string[] | undefined;
  readonly seed: number | undefined;
  readonly tools: readonly Tool[];
  readonly toolChoice: ToolChoice | undefined;
  readonly parallelToolCalls: boolean | undefined;
  readonly responseFormat: ResponseFormat | undefined;
  readonly reasoning:
    | { readonly effort: ReasoningEffort | undefined; readonly budgetTokens: number | undefined }
    | undefined;
  readonly user: string | undefined;
  readonly metadata: Readonly<Record<string, string>> | undefined;
  /** Top-level fields that the contract does not know. They go to providers that understand them. */
  readonly passthrough: JsonObject;
}

export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter';

export interface ChatAnswer {
  readonly content: string;
  readonly reasoning: string;
  readonly toolCalls: readonly ToolCall[];
  readonly reasoningState: readonly ReasoningState[];
  readonly finishReason: FinishReason;
  /** What the provider called it. */
  readonly rawFinishReason: string | undefined;
  /** The model that answered, as the provider names it. */
  readonly model: string | undefined;
  readonly usage: Usage | undefined;
  readonly providerMetadata: JsonObject | undefined;
}

/** One step of an answer. A stream is a list of these; a whole answer is the same list in one batch. */
export type ChatEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'tool_call'; readonly index: number; readonly id: string; readonly name: string }
  | { readonly type: 'tool_arguments'; readonly index: number; readonly text: string }
  | { readonly type: 'reasoning_state'; readonly format: string; readonly data: unknown }
  | { readonly type: 'model'; readonly model: string }
  | { readonly type: 'usage'; readonly usage: Usage }
  | { readonly type: 'finish'; readonly reason: FinishReason; readonly raw: string | undefined }
  | { readonly type: 'provider_metadata'; readonly data: JsonObject };

/** Content commits an attempt: from here on the caller has seen something (RELIABILITY §4). */
export function isContent(event: ChatEvent): boolean {
  switch (event.type) {
    case 'text':
    case 'reasoning':
    case 'tool_arguments':
      return event.text !== '';
    case 'tool_call':
      return true;
    case 'reasoning_state':
    case 'model':
    case 'usage':
    case 'finish':
    case 'provider_metadata':
      return false;
  }
}
