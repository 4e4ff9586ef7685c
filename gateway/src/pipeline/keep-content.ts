import type { ContentAnswer, ContentAnswerState, RequestContent } from '../domain/request-content.ts';
import type { TaskAnswer } from '../domain/task.ts';
import type { Reached } from './account.ts';
import type { Outcome } from './outcome.ts';
import type { PipelineDeps } from './pipeline-deps.ts';

interface Ended {
  readonly reached: Reached;
  readonly outcome: Outcome;
  readonly deps: Pick<PipelineDeps, 'contents' | 'clock' | 'log'>;
}

/**
 * Hands on what a request said and was answered, whatever became of it, right before its record is written: the two come to
 * the disk together. Returns until when it is kept. A failure is logged and harms nothing.
 */
export function keepContent({ reached, outcome, deps }: Ended): number | undefined {
  const { content, principal, bodyText, endpoint, requestId } = reached;
  if (content === undefined || principal === undefined || deps.contents === undefined) return undefined;
  const createdAtMs = deps.clock.now();
  const expiresAtMs = createdAtMs + content.retentionMs;
  const { workspaceId } = principal;
  try {
    const said: RequestContent | undefined =
      bodyText === undefined ? undefined : { endpoint, body: bodyText, ...answerOf({ outcome, content }) };
    deps.contents.keep({ requestId, workspaceId, createdAtMs, expiresAtMs, said });
    return expiresAtMs;
  } catch (cause) {
    deps.log.error({ request_id: requestId, cause: nameOf(cause) }, 'the content of a request could not be kept');
    return undefined;
  }
}

/** Its message might quote what was to be kept. */
function nameOf(cause: unknown): string {
  return cause instanceof Error ? cause.name : typeof cause;
}

interface KeptAnswer {
  readonly answerState: ContentAnswerState;
  readonly answer: ContentAnswer | undefined;
}

const NO_ANSWER: KeptAnswer = { answerState: 'none', answer: undefined };

function answerOf({
  outcome,
  content: { streamed },
}: {
  readonly outcome: Outcome;
  readonly content: NonNullable<Reached['content']>;
}): KeptAnswer {
  if (streamed !== undefined) {
    const isWhole = outcome.state === 'answered';
    const { readable, reasoning } = streamed.written;
    if (!isWhole && readable + reasoning === 0) return NO_ANSWER;
    const answer = answerContent({ operation: 'chat', answer: streamed.answer() });
    return { answerState: isWhole ? 'kept' : 'partial', answer };
  }
  if (outcome.state !== 'answered') return NO_ANSWER;
  const answer = answerContent(outcome.served.answer);
  return answer === undefined ? { answerState: 'not_kept', answer } : { answerState: 'kept', answer };
}

/** Undefined for vectors: they are large, tell nobody anything, and can be made again. */
export function answerContent(given: TaskAnswer): ContentAnswer | undefined {
  switch (given.operation) {
    case 'chat': {
      const { content, reasoning, toolCalls, finishReason, model } = given.answer;
      return { operation: 'chat', content, reasoning, toolCalls, finishReason, model };
    }
    case 'image': {
      const { images, model } = given.answer;
      return { operation: 'image', images, model };
    }
    case 'embeddings':
      return undefined;
  }
}
