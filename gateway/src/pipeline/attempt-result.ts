import type { ChatAnswer } from '../domain/chat.ts';
import type { AttemptFailure } from '../domain/failure.ts';
import type { TaskAnswer } from '../domain/task.ts';
import type { Usage } from '../domain/usage.ts';

/** How one attempt ended. Times are milliseconds since its start. */
export type AttemptResult = {
  readonly firstContentMs: number | undefined;
  readonly status: number | undefined;
} & (
  | { readonly state: 'answered'; readonly answer: TaskAnswer; readonly usage: Usage }
  /** Nothing of it has reached the caller: another attempt may take its place unseen. */
  | { readonly state: 'failed'; readonly failure: AttemptFailure }
  /** Broke after output: the caller has seen a part of it. */
  | { readonly state: 'cut'; readonly failure: AttemptFailure; readonly partial: ChatAnswer; readonly usage: Usage }
  /** The caller went away. What was used until then is still recorded. */
  | { readonly state: 'cancelled'; readonly usage: Usage | undefined }
);
