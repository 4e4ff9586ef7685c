import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestId } from '../domain/ids.ts';
import { answer } from '../pipeline/answer.ts';
import type { Exchange } from '../pipeline/exchange.ts';
import type { Outcome, Served } from '../pipeline/outcome.ts';
import type { PipelineDeps } from '../pipeline/pipeline-deps.ts';
import type { ReadBody } from '../wire/latentkit/read-request.ts';
import { writeErrorEvent, writeFinalEvent } from '../wire/latentkit/write-events.ts';
import type { AnswerMetadata } from '../wire/latentkit/write-metadata.ts';
import { watchClient } from './client-presence.ts';
import type { TaskEndpoint } from './endpoint.ts';
import { readBodyText } from './read-body.ts';
import { limitHeaders, sendError, sendJson } from './response-writer.ts';
import { SseSink } from './sse-sink.ts';

export interface TaskCall<Read extends ReadBody> {
  readonly endpoint: TaskEndpoint<Read>;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: RequestId;
  readonly startedAtMs: number;
  readonly clientIp: string;
  readonly maxBodyBytes: number;
  readonly heartbeatMs: number;
  readonly deps: PipelineDeps;
}

/** Serves one task: HTTP in, pipeline, HTTP out. */
export async function serveTask<Read extends ReadBody>(call: TaskCall<Read>): Promise<void> {
  const { endpoint, request, response, requestId, deps } = call;
  let read: Read | undefined;
  const sink = new SseSink({ response, requestId });
  const exchange: Exchange = {
    requestId,
    endpoint: endpoint.path,
    startedAtMs: call.startedAtMs,
    authorization: request.headers.authorization,
    strayCredentialHeader: STRAY_CREDENTIALS.find((name) => request.headers[name] !== undefined),
    clientIp: call.clientIp,
    connection: request.socket,
    client: watchClient(response),
    sink,
    readTask: async () => {
      const text = await readBodyText({ request, maxBytes: call.maxBodyBytes });
      read = endpoint.readBody(text);
      if (read.task.stream) sink.keepAlive({ everyMs: call.heartbeatMs });
      return read;
    },
    admitted: (limits) => {
      sink.headers = limitHeaders(limits);
    },
  };
  const outcome = await answer(exchange, deps);
  sink.close();
  if (outcome.state === 'answered' && read && !read.task.stream) {
    const metadata = metadataOf({ served: outcome.served, requestId });
    const body = endpoint.writeAnswer({ read, answer: outcome.served.answer, metadata });
    sendJson({ response, requestId, status: 200, body, headers: sink.headers });
  } else endOther({ outcome, sink, response, requestId });
}

const STRAY_CREDENTIALS = ['x-api-key', 'api-key', 'x-goog-api-key'] as const;

interface OtherEnd {
  readonly outcome: Outcome;
  readonly sink: SseSink;
  readonly response: ServerResponse;
  readonly requestId: string;
}

/** A stream's last words, an error, or nothing for a client that has gone. */
function endOther({ outcome, sink, response, requestId }: OtherEnd): void {
  switch (outcome.state) {
    case 'answered': {
      const { served } = outcome;
      if (served.answer.operation !== 'chat') throw new TypeError('only chat answers are streamed');
      sink.end(writeFinalEvent({ answer: served.answer.answer, metadata: metadataOf({ served, requestId }) }));
      return;
    }
    case 'failed':
    case 'cut':
      if (sink.started) sink.end(writeErrorEvent({ error: outcome.error, requestId }));
      else sendError({ response, requestId, error: outcome.error, headers: sink.headers });
      return;
    case 'cancelled':
      response.destroy();
  }
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
