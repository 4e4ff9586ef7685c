import { isJsonObject, type JsonObject, parseJson } from '../../domain/json.ts';
import { type ChatEventReader, MalformedAnswerError } from '../dialect.ts';
import { numberOf, objectOf, objectsOf, textOf } from '../narrow-json.ts';
import {
  type AnswerState,
  addCitations,
  addText,
  addThinking,
  addToolArguments,
  addToolCall,
  addToolPlan,
  createAnswerState,
  endAnswer,
} from './answer-state.ts';

/** A streamed answer of `/v2/chat`: `message-end` is the end; the `[DONE]` behind it says nothing more. */
export function createCohereEventReader(): ChatEventReader {
  const state = createAnswerState();
  let id: string | undefined;
  let complete = false;
  return {
    push: ({ data }) => {
      const parsed = parseJson(data);
      if (!parsed.ok || !isJsonObject(parsed.value)) return [];
      const event = parsed.value;
      const message = objectOf(objectOf(event.delta)?.message);
      if (event.type === 'message-start') id = textOf(event.id);
      else if (event.type === 'message-end') {
        readEnd({ event, id, state });
        complete = true;
      } else if (message !== undefined) readPiece({ event, message, state });
      else if (event.type === undefined && typeof event.message === 'string') {
        // The body of a failed call, in the middle of a 200.
        throw new MalformedAnswerError({ class: 'server_error', message: event.message });
      }
      return state.events.splice(0);
    },
    end: () => [],
    isComplete: () => complete,
  };
}

interface EventInput {
  readonly event: JsonObject;
  readonly state: AnswerState;
}

function readPiece({ event, message, state }: EventInput & { readonly message: JsonObject }): void {
  switch (event.type) {
    case 'content-start':
    case 'content-delta': {
      const content = objectOf(message.content);
      addThinking({ state, text: textOf(content?.thinking) });
      addText({ state, text: textOf(content?.text) });
      if (event.logprobs !== undefined) state.logprobs.push(event.logprobs);
      return;
    }
    case 'tool-plan-delta':
      addToolPlan({ state, text: textOf(message.tool_plan) });
      return;
    case 'tool-call-start':
      readToolCalls({ event, message, state, add: addToolCall });
      return;
    case 'tool-call-delta':
      readToolCalls({ event, message, state, add: addToolArguments });
      return;
    case 'citation-start':
      addCitations({ state, citations: message.citations });
      return;
    default:
      return;
  }
}

interface ToolCallsInput extends EventInput {
  readonly message: JsonObject;
  readonly add: typeof addToolCall;
}

/** The document says a list in words and an object in its schema: either is read. */
function readToolCalls({ event, message, state, add }: ToolCallsInput): void {
  const index = numberOf(event.index) ?? 0;
  const calls = message.tool_calls;
  for (const [offset, call] of (isJsonObject(calls) ? [calls] : objectsOf(calls)).entries()) {
    add({ state, index: index + offset, call });
  }
}

function readEnd({ event, id, state }: EventInput & { readonly id: string | undefined }): void {
  const delta = objectOf(event.delta);
  const finishReason = textOf(delta?.finish_reason);
  const error = textOf(delta?.error);
  if (finishReason === undefined) {
    throw new MalformedAnswerError({ message: error ?? 'the last event has no finish reason' });
  }
  endAnswer({ state, id, usage: objectOf(delta?.usage), finishReason, error });
}
