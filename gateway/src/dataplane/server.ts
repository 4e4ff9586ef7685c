import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { GatewayError } from '../domain/gateway-error.ts';
import type { RequestId } from '../domain/ids.ts';
import type { PipelineDeps } from '../pipeline/pipeline-deps.ts';
import { answerClientError } from './answer-client-error.ts';
import { clientIpOf } from './client-ip.ts';
import { endStalledClient } from './end-stalled-client.ts';
import type { RequestContext } from './handler.ts';
import { readTraceContext } from './read-trace-context.ts';
import { recordRefusal } from './record-refusal.ts';
import { refuseBrowser } from './refuse-browser.ts';
import { sendError } from './response-writer.ts';
import { findHandler, isHandled } from './routes.ts';
import { isControlPath, serveControl } from './serve-control.ts';
import type { ServerOptions } from './server-options.ts';
import { unfinished } from './unfinished-request.ts';

/** The one HTTP server: every answer of it, errors and malformed requests included, carries X-LK-Request-ID. */
export function createGatewayServer(options: ServerOptions): Server {
  const { deps } = options;
  const { requestMs, stalledClientMs } = options.timings;
  const server = createServer(
    {
      maxHeaderSize: 32_768,
      headersTimeout: requestMs / 4,
      requestTimeout: requestMs,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: requestMs / 24,
      // Strict parsing is what keeps one request from being read as two (RELIABILITY I3).
      insecureHTTPParser: false,
      noDelay: true,
    },
    (request, response) => {
      const requestId = deps.ids.next('req');
      // The next request shall find another gateway.
      if (options.isShuttingDown()) response.setHeader('Connection', 'close');
      endStalledClient(response);
      options.running.add(serve({ request, response, requestId, options }));
    },
  );
  server.timeout = stalledClientMs;
  server.on('clientError', (error, socket) => {
    answerClientError({ error, socket, requestId: deps.ids.next('req'), deps });
  });
  // Asking "may I send the body?" is answered by the ordinary checks, which need no body.
  server.on('checkContinue', (request, response) => {
    // Whoever asks whether a body that is too large is wanted, need not send it.
    if (!(Number(request.headers['content-length']) > options.maxBodyBytes)) response.writeContinue();
    server.emit('request', request, response);
  });
  // An upgrade that nobody serves is an ordinary request without it (RFC 9110 §7.8).
  server.on('upgrade', (_request, socket) => socket.destroy());
  return server;
}

interface Handling {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: RequestId;
  readonly options: ServerOptions;
}

async function serve(handling: Handling): Promise<void> {
  const { request, options } = handling;
  try {
    await handle(handling);
  } catch (cause) {
    unexpected({ ...handling, cause, deps: options.deps });
  }
  // Answered before its body was there. If that never comes, there is nothing more to say.
  if (!request.complete) unfinished({ request, end: () => request.socket.destroy() });
}

async function handle({ request, response, requestId, options }: Handling): Promise<void> {
  const { deps } = options;
  const startedAtMs = deps.clock.now();
  const path = pathOf(request.url ?? '/');
  try {
    const { control } = options;
    if (control !== undefined && isControlPath(path) && !isHandled(path)) {
      if (options.isShuttingDown()) throw new GatewayError('shutting_down', { retryAfterMs: 1_000 });
      const clientIp = clientIpOf({ request, trustedProxies: options.trustedProxies });
      await serveControl({ context: { request, response, requestId, startedAtMs, clientIp, options }, control });
      return;
    }
    const handler = findHandler({ method: request.method ?? 'GET', path, headers: request.headers });
    if (handler.isApi) {
      const { snapshots, keyHasher } = deps;
      refuseBrowser({ request, response, allowedOrigins: options.allowedOrigins, snapshots, keyHasher });
      if (options.isShuttingDown()) throw new GatewayError('shutting_down', { retryAfterMs: 1_000 });
      // An allowed page's browser asks first whether it may ask: without the key, and it wants nothing but the headers.
      if (request.method === 'OPTIONS') {
        response.writeHead(204, { 'X-LK-Request-ID': requestId }).end();
        return;
      }
    }
    const context: RequestContext = {
      request,
      response,
      requestId,
      startedAtMs,
      clientIp: clientIpOf({ request, trustedProxies: options.trustedProxies }),
      options,
    };
    await handler.handle(context);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const traceId = readTraceContext(request.headers)?.traceId;
    recordRefusal({ requestId, endpoint: path, startedAtMs, error, traceId, deps });
    const headers = error.extra?.allow ? { Allow: String(error.extra.allow) } : undefined;
    sendError({ response, requestId, error, ...(headers ? { headers } : undefined) });
  }
}

/** Only the path decides, as it was sent: nothing is decoded or normalised before it is compared (RELIABILITY K3). */
function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

function unexpected({
  request,
  response,
  requestId,
  cause,
  deps,
}: {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly cause: unknown;
  readonly deps: PipelineDeps;
}): void {
  const stack = cause instanceof Error ? cause.stack : String(cause);
  const traceId = readTraceContext(request.headers)?.traceId;
  deps.log.error({ request_id: requestId, trace_id: traceId, cause: stack }, 'a request failed outside the pipeline');
  const error = new GatewayError('internal_error');
  // A record that the pipeline has written already stays: the first one of an id counts.
  recordRefusal({
    requestId,
    endpoint: pathOf(request.url ?? '/'),
    startedAtMs: deps.clock.now(),
    error,
    traceId,
    deps,
  });
  if (response.headersSent) response.destroy();
  else sendError({ response, requestId, error });
}
