import type { WrittenCharacters } from '../domain/collect-answer.ts';
import type { Task } from '../domain/task.ts';
import { NO_USAGE, type Usage } from '../domain/usage.ts';
import { estimateInputTokens, estimateTextTokens } from './estimate-tokens.ts';

/** Usage counted from the text, for an answer whose provider reported none. Labelled as such wherever it is shown. */
export function estimateUsage({ task, written }: { task: Task; written: WrittenCharacters | undefined }): Usage {
  return {
    ...NO_USAGE,
    inputTokens: estimateInputTokens(task),
    outputTokens: estimateTextTokens(written?.readable ?? 0),
    reasoningTokens: estimateTextTokens(written?.reasoning ?? 0),
    estimated: true,
  };
}
