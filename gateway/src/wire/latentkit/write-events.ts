import type { ChatAnswer, ChatEvent } from '../../domain/chat.ts';
import type { GatewayError } from '../../domain/gateway-error.ts';
import { writeReasoningState } from './write-answer.ts';
import { writeErrorBody } from './write-error.ts';
import { type AnswerMetadata, writeMetadata } from './write-metadata.ts';

/**
 * Every event but `error` and the end marker carries `delta`, a text that may be empty: the published clients print
 * `event.data["delta"]` of whatever comes. JSON.stringify escapes line breaks, so no text can forge an event.
 */
export function writeContentEvents(events: readonly ChatEvent[]): string {
  let out = '';
  for (const event of events) {
    switch (event.type) {
      case 'text':
        out += `data: {"delta":${JSON.stringify(event.text)}}\n\n`;
        break;
      case 'reasoning':
        out += `event: reasoning\ndata: {"delta":"","reasoning":${JSON.stringify(event.text)}}\n\n`;
        break;
      case 'tool_call':
        out += toolCallEvent({
          index: event.index,
          id: event.id,
          type: 'function',
          function: { name: event.name, arguments: '' },
        });
        break;
      case 'tool_arguments':
        out += toolCallEvent({ index: event.index, function: { arguments: event.text } });
        break;
      // These are part of the final event.
      case 'reasoning_state':
      case 'model':
      case 'usage':
      case 'finish':
      case 'provider_metadata':
        break;
    }
  }
  return out;
}

function toolCallEvent(toolCall: Readonly<Record<string, unknown>>): string {
  return `event: tool_call\ndata: {"delta":"","tool_calls":[${JSON.stringify(toolCall)}]}\n\n`;
}

/** The last event with everything that is known only at the end, and the end marker. */
export function writeFinalEvent({ answer, metadata }: { answer: ChatAnswer; metadata: AnswerMetadata }): string {
  const data = {
    delta: '',
    id: metadata.requestId,
    finish_reason: answer.finishReason,
    ...writeReasoningState(answer.reasoningState),
    ...writeMetadata(metadata),
    ...(answer.providerMetadata ? { provider_metadata: answer.providerMetadata } : undefined),
  };
  return `event: final\ndata: ${JSON.stringify(data)}\n\ndata: [DONE]\n\n`;
}

/** No end marker follows: a client that only looks for `[DONE]` must notice that it never came. */
export function writeErrorEvent({ error, requestId }: { error: GatewayError; requestId: string }): string {
  return `event: error\ndata: ${JSON.stringify(writeErrorBody({ error, requestId }))}\n\n`;
}

/**
 * One comment line without the blank line that would end an event: the published Python client takes a blank line after
 * a comment for an event without data.
 */
export const HEARTBEAT = ': keep-alive\n';
