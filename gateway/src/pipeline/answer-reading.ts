import { type ChatAnswer, type ChatEvent, isContent } from '../domain/chat.ts';
import { createAnswerCollector } from '../domain/collect-answer.ts';
import { parseJson } from '../domain/json.ts';
import type { AttemptTarget } from '../domain/route.ts';
import type { Task, TaskAnswer } from '../domain/task.ts';
import type { StreamFrame } from '../domain/upstream.ts';
import { NO_USAGE, type Usage } from '../domain/usage.ts';
import { chatOperationOf } from '../providers/chat-operation-of.ts';
import type { ProviderAdapter } from '../providers/provider-adapter.ts';
import { type ChatEventReader, MalformedAnswerError } from '../wire/dialect.ts';
import { estimateUsage } from './estimate-usage.ts';

/** What was read of one answer so far. Every step returns the events that may now be shown to the caller. */
export interface AnswerReading {
  /** @throws MalformedAnswerError */
  readFrames(frames: readonly StreamFrame[]): readonly ChatEvent[];
  /** @throws MalformedAnswerError */
  readWhole(text: string): readonly ChatEvent[];
  /** @throws MalformedAnswerError */
  readEnd(): readonly ChatEvent[];
  /** Events that were read before a failure in the same batch. */
  takeUnsent(): readonly ChatEvent[];
  /**
   * The whole answer, once it is certain that it is whole. `bodyEnded`: the body came to its proper end, which is all
   * that some providers send as an end.
   */
  finished(at: { readonly bodyEnded: boolean }): TaskAnswer | undefined;
  hasOutput(): boolean;
  partial(): ChatAnswer;
  usage(): Usage;
}

interface ReadingInput {
  readonly task: Task;
  readonly target: AttemptTarget;
  readonly adapter: ProviderAdapter;
  /** Nobody will ask for the texts of this stream: only how long they were. */
  readonly forgetsTexts?: boolean;
}

export function createAnswerReading(input: ReadingInput): AnswerReading {
  return input.task.operation === 'chat' ? createChatReading(input) : createWholeReading(input);
}

function createChatReading({ task, target, adapter, forgetsTexts = false }: ReadingInput): AnswerReading {
  const collector = createAnswerCollector({ connection: target.connection.name, forgetsTexts });
  const dialect = chatOperationOf({ adapter, model: target.model, baseUrl: target.connection.baseUrl })?.dialect;
  let reader: ChatEventReader | undefined;
  let sawWhole = false;
  let hasOutput = false;
  /** Events that wait for content: an attempt whose first word never comes leaves no trace with the caller. */
  let unsent: ChatEvent[] = [];

  /** A call without arguments is a call with none: a stream says so in the words of the whole answer. */
  const addEmptyArguments = (): void => {
    for (const index of collector.callsWithoutArguments()) {
      const event = { type: 'tool_arguments', index, text: '{}' } as const;
      collector.add(event);
      unsent.push(event);
    }
  };
  const take = (events: readonly ChatEvent[]): void => {
    for (const event of events) {
      if (event.type === 'finish') addEmptyArguments();
      collector.add(event);
      unsent.push(event);
      if (!hasOutput && isContent(event)) hasOutput = true;
    }
  };
  const flush = (): readonly ChatEvent[] => {
    if (!hasOutput || unsent.length === 0) return [];
    const events = unsent;
    unsent = [];
    return events;
  };
  const usage = (): Usage => {
    const answer = collector.answer();
    if (answer.usage && !answer.usage.estimated) return answer.usage;
    const counted = estimateUsage({ task, written: collector.written });
    // A provider may report the input at the start and the output only at the end: a cut answer keeps the facts.
    return answer.usage ? { ...counted, ...inputOf(answer.usage) } : counted;
  };

  return {
    readFrames(frames) {
      reader ??= dialect?.createEventReader();
      if (reader) for (const frame of frames) take(reader.push(frame));
      return flush();
    },
    readWhole(text) {
      const events = dialect?.readAnswer(parsedBody(text));
      take(events ?? []);
      sawWhole = true;
      return flush();
    },
    readEnd() {
      if (reader) take(reader.end());
      return flush();
    },
    takeUnsent: flush,
    finished({ bodyEnded }) {
      const endIsMarker = bodyEnded && adapter.terminalMarker === 'optional' && hasOutput;
      const complete = sawWhole || reader?.isComplete() || endIsMarker;
      return complete ? { operation: 'chat', answer: collector.answer() } : undefined;
    },
    hasOutput: () => hasOutput,
    partial: () => collector.answer(),
    usage,
  };
}

function inputOf({ outputTokens: _output, reasoningTokens: _reasoning, ...input }: Usage): Partial<Usage> {
  return input;
}

function createWholeReading({ task, adapter }: ReadingInput): AnswerReading {
  let answer: TaskAnswer | undefined;
  return {
    readFrames: () => [],
    readWhole(text) {
      const body = parsedBody(text);
      if (task.operation === 'embeddings' && adapter.embeddings) {
        const read = adapter.embeddings.dialect.readAnswer({ body, request: task.request });
        answer = { operation: 'embeddings', answer: read };
      } else if (task.operation === 'image' && adapter.image) {
        answer = { operation: 'image', answer: adapter.image.dialect.readAnswer({ body, request: task.request }) };
      }
      return [];
    },
    readEnd: () => [],
    takeUnsent: () => [],
    finished: () => answer,
    hasOutput: () => false,
    partial: () => createAnswerCollector({ connection: undefined }).answer(),
    usage() {
      const images = answer?.operation === 'image' ? answer.answer.images.length : 0;
      const reported = answer?.answer.usage;
      if (reported) return { ...reported, images };
      // A provider that prices by the image and reports no tokens leaves nothing to guess.
      if (answer?.operation === 'image') return { ...NO_USAGE, images };
      return estimateUsage({ task, written: undefined });
    },
  };
}

/** @throws MalformedAnswerError */
function parsedBody(text: string): unknown {
  const parsed = parseJson(text);
  if (parsed.ok) return parsed.value;
  throw new MalformedAnswerError({ message: 'the answer is no JSON' });
}
