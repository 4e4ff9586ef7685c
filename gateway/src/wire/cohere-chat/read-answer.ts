import type { ChatEvent } from '../../domain/chat.ts';
import { MalformedAnswerError } from '../dialect.ts';
import { objectOf, objectsOf, textOf } from '../narrow-json.ts';
import {
  addCitations,
  addText,
  addThinking,
  addToolCall,
  addToolPlan,
  createAnswerState,
  endAnswer,
} from './answer-state.ts';

/** A whole answer of `/v2/chat`. @throws MalformedAnswerError */
export function readCohereAnswer(body: unknown): ChatEvent[] {
  const answer = objectOf(body);
  const message = objectOf(answer?.message);
  const finishReason = textOf(answer?.finish_reason);
  if (answer === undefined || message === undefined || finishReason === undefined) {
    // Words where the message should be are the body of a failed call.
    const words = textOf(answer?.message);
    if (words !== undefined) throw new MalformedAnswerError({ class: 'server_error', message: words });
    throw new MalformedAnswerError({ message: 'the answer has no message or no finish reason' });
  }
  const state = createAnswerState();
  for (const block of objectsOf(message.content)) {
    if (block.type === 'thinking') addThinking({ state, text: textOf(block.thinking) });
    else addText({ state, text: textOf(block.text) });
  }
  addToolPlan({ state, text: textOf(message.tool_plan) });
  for (const [index, call] of objectsOf(message.tool_calls).entries()) addToolCall({ state, index, call });
  addCitations({ state, citations: message.citations });
  if (Array.isArray(answer.logprobs)) state.logprobs.push(...answer.logprobs);
  endAnswer({ state, id: textOf(answer.id), usage: objectOf(answer.usage), finishReason, error: undefined });
  return state.events;
}
