import type { Message } from '../../domain/chat.ts';
import type { Warn } from '../collect-warnings.ts';
import { objectOf, textOf } from '../narrow-json.ts';

export const REASONING_FORMAT = 'cohere-chat';

/**
 * Reasoning models put their thinking into content blocks, the others a plan into `tool_plan`. Both are reasoning text
 * to the caller; the thinking also travels as state, so that it goes back into the block that it came from. A plan needs
 * none: the reasoning text of a turn that calls tools is the plan.
 */
export interface ThinkingState {
  readonly thinking: string;
  /** The plan of an answer that had both. */
  readonly tool_plan?: string;
}

export interface TurnReasoning {
  readonly thinking: string | undefined;
  readonly toolPlan: string | undefined;
}

interface TurnReasoningInput {
  readonly message: Message & { readonly role: 'assistant' };
  readonly connection: string;
  readonly warn: Warn;
}

/** What of an assistant turn's reasoning goes back to the model, and where. */
export function readTurnReasoning({ message, connection, warn }: TurnReasoningInput): TurnReasoning {
  for (const state of message.reasoningState) {
    const ours = state.connection === undefined || state.connection === connection;
    const data = state.format === REASONING_FORMAT && ours ? objectOf(state.data) : undefined;
    const thinking = textOf(data?.thinking);
    if (thinking !== undefined) return { thinking, toolPlan: textOf(data?.tool_plan) };
    warn({ param: 'messages[].reasoning_details', message: 'Reasoning state of another connection was left out.' });
  }
  if (message.reasoning === '') return { thinking: undefined, toolPlan: undefined };
  if (message.toolCalls.length > 0) return { thinking: undefined, toolPlan: message.reasoning };
  warn({ param: 'messages[].reasoning', message: 'Reasoning text of a turn without tool calls is not sent.' });
  return { thinking: undefined, toolPlan: undefined };
}
