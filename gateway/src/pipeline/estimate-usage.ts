import type { ChatAnswer } from '../domain/chat.ts';
import type { Task } from '../domain/task.ts';
import { NO_USAGE, type Usage } from '../domain/usage.ts';
import { estimateInputTokens, estimateTextTokens } from './estimate-tokens.ts';

/** Usage counted from the text, for an answer whose provider reported none. Labelled as such wherever it is shown. */
export function estimateUsage({ task, answer }: { task: Task; answer: ChatAnswer | undefined }): Usage {
  const readable = answer
    ? answer.content.length + answer.toolCalls.reduce((sum, call) => sum + call.name.length + call.arguments.length, 0)
    : 0;
  return {
    ...NO_USAGE,
    inputTokens: estimateInputTokens(task),
    outputTokens: estimateTextTokens(readable),
    reasoningTokens: estimateTextTokens(answer?.reasoning.length ?? 0),
    estimated: true,
  };
}
