import type { ServerResponse } from 'node:http';
import { MOST_CONTENT_BYTES } from '../domain/request-content.ts';
import { answer } from '../pipeline/answer.ts';
import type { Exchange } from '../pipeline/exchange.ts';
import type { Outcome, Served } from '../pipeline/outcome.ts';
import type { ReadBody } from '../wire/latentkit/read-request.ts';
import { writeErrorEvent } from '../wire/latentkit/write-events.ts';
import { watchClient } from './client-presence.ts';
import type { TaskEndpoint } from './endpoint.ts';
import type { RequestContext } from './handler.ts';
import { OnceCall } from './once-call.ts';
import { readBodyText } from './read-body.ts';
import { readTraceContext } from './read-trace-context.ts';
import { limitHeaders, sendError, sendJsonText } from './response-writer.ts';
import { BILLED_TO, SseSink } from './sse-sink.ts';
import { writeEnding } from './write-ending.ts';

export interface TaskCall<Read extends ReadBody> {
  readonly endpoint: TaskEndpoint<Read>;
  readonly context: RequestContext;
}

/** Serves one task: HTTP in, pipeline, HTTP out. */
export async function serveTask<Read extends ReadBody>(call: TaskCall<Read>): Promise<void> {
  const { endpoint, context } = call;
  const { request, response, requestId, startedAtMs, clientIp, options } = context;
  let read: Read | undefined;
  const sink = new SseSink({ response, requestId });
  const ending = (served: Served): string => {
    if (read === undefined) throw new TypeError('a task was served that was never read');
    return writeEnding({ endpoint, read, served, requestId });
  };
  const idempotencyKey = request.headers['idempotency-key'];
  const once =
    idempotencyKey === undefined
      ? undefined
      : new OnceCall({
          idempotencyKey: String(idempotencyKey),
          sink,
          writeEnding: ending,
          writeErrorEvent: (error) => writeErrorEvent({ error, requestId }),
        });
  const exchange: Exchange = {
    requestId,
    endpoint: endpoint.path,
    startedAtMs,
    authorization: request.headers.authorization,
    strayCredentialHeader: STRAY_CREDENTIALS.find((name) => request.headers[name] !== undefined),
    trace: readTraceContext(request.headers),
    clientIp,
    connection: request.socket,
    client: watchClient({ request, response }),
    sink,
    once,
    readTask: async ({ keepsText }) => {
      const text = await readBodyText({ request, maxBytes: options.maxBodyBytes });
      read = endpoint.readBody(text);
      const { stream } = read.task;
      if (stream) sink.keepAlive({ everyMs: options.timings.heartbeatMs });
      once?.bodyRead({ text, stream });
      return keepsText && text.length <= MOST_CONTENT_BYTES ? { ...read, bodyText: text } : read;
    },
    billedTo: (access) => {
      sink.billedTo = access;
    },
    admitted: (limits) => {
      sink.headers = limitHeaders(limits);
    },
  };
  const outcome = await answer(exchange, options.deps);
  sink.close();
  send({ outcome, isStream: read?.task.stream ?? false, ending, sink, response, requestId });
}

const STRAY_CREDENTIALS = ['x-api-key', 'api-key', 'x-goog-api-key'] as const;

interface End {
  readonly outcome: Outcome;
  readonly isStream: boolean;
  readonly ending: (served: Served) => string;
  readonly sink: SseSink;
  readonly response: ServerResponse;
  readonly requestId: string;
}

/** A whole answer, a stream's last words, an error, or nothing for a client that has gone. */
function send({ outcome, isStream, ending, sink, response, requestId }: End): void {
  switch (outcome.state) {
    case 'answered': {
      const text = ending(outcome.served);
      if (isStream) sink.end(text);
      else {
        const headers = { ...sink.headers, [BILLED_TO]: outcome.served.target.connection.access };
        sendJsonText({ response, requestId, status: 200, text, headers });
      }
      return;
    }
    case 'replayed': {
      const { format, text } = outcome.answer;
      sink.headers = REPLAY_HEADERS;
      if (format === 'event_stream') sink.end(text);
      else sendJsonText({ response, requestId, status: 200, text, headers: sink.headers });
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

const REPLAY_HEADERS = { 'X-LK-Idempotent-Replay': 'true' } as const;
