import type { Served } from '../pipeline/outcome.ts';
import type { ReadBody } from '../wire/latentkit/read-request.ts';
import { writeFinalEvent } from '../wire/latentkit/write-events.ts';
import type { AnswerMetadata } from '../wire/latentkit/write-metadata.ts';
import type { TaskEndpoint } from './endpoint.ts';

interface Ending<Read extends ReadBody> {
  readonly endpoint: TaskEndpoint<Read>;
  readonly read: Read;
  readonly served: Served;
  readonly requestId: string;
}

/** What is known only when the whole answer is there: the body of one that is not streamed, or a stream's last words. */
export function writeEnding<Read extends ReadBody>({ endpoint, read, served, requestId }: Ending<Read>): string {
  const metadata = metadataOf({ served, requestId });
  const { answer } = served;
  if (!read.task.stream) return JSON.stringify(endpoint.writeAnswer({ read, answer, metadata }));
  if (answer.operation !== 'chat') throw new TypeError('only chat answers are streamed');
  return writeFinalEvent({ answer: answer.answer, metadata });
}

function metadataOf({ served, requestId }: { served: Served; requestId: string }): AnswerMetadata {
  const { target, route } = served;
  const reported = served.answer.answer.model;
  return {
    requestId,
    model: reported ?? target.model,
    provider: target.connection.provider,
    usage: served.usage,
    costNanoUsd: served.costNanoUsd,
    billedTo: target.connection.access,
    routeName: route.name,
    routeVersion: route.version,
    position: target.position,
    profile: served.profile,
    resumedFrom: served.resumedFrom,
    warnings: served.warnings,
  };
}
