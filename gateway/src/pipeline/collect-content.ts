import type { ChatEvent } from '../domain/chat.ts';
import { type AnswerCollector, createAnswerCollector } from '../domain/collect-answer.ts';
import type { Admitted } from './admit.ts';
import type { StreamSink } from './exchange.ts';
import type { Stage } from './stage.ts';

/** That the content of a request is to be kept. */
export interface WantedContent {
  readonly retentionMs: number;
  /** What a stream told the caller so far, also where several attempts wrote it. Undefined: the answer is no stream. */
  readonly streamed: AnswerCollector | undefined;
}

export interface ContentCollected extends Admitted {
  /** Undefined: nothing is kept. */
  readonly content?: WantedContent | undefined;
}

/**
 * Where the workspace keeps contents, and the route does not forbid it, reads along what a stream tells the caller. What a
 * rate limit refused is not kept: there is nothing to look into, and anybody could fill the disk with it.
 */
export const collectContent: Stage<Admitted, ContentCollected> = {
  name: 'collect-content',
  enter: (exchange) => (exchange.principal.contentLogging === undefined ? exchange : collecting(exchange)),
};

function collecting(exchange: Admitted): ContentCollected {
  const { principal, route, task, sink } = exchange;
  if (principal.contentLogging === undefined || route.contentLogging === false) return exchange;
  const { retentionMs } = principal.contentLogging;
  if (!task.stream) return { ...exchange, content: { retentionMs, streamed: undefined } };
  const streamed = createAnswerCollector({ connection: undefined });
  return { ...exchange, sink: readingAlong({ sink, streamed }), content: { retentionMs, streamed } };
}

function readingAlong({
  sink,
  streamed,
}: {
  readonly sink: StreamSink;
  readonly streamed: AnswerCollector;
}): StreamSink {
  return {
    write(events: readonly ChatEvent[]) {
      for (const event of events) streamed.add(event);
      return sink.write(events);
    },
    onceDrained: (callback) => sink.onceDrained(callback),
  };
}
