import type { ServerResponse } from 'node:http';
import type { GatewayError } from '../domain/gateway-error.ts';
import type { LimitState } from '../domain/ports.ts';
import { writeErrorBody } from '../wire/latentkit/write-error.ts';

interface JsonReply {
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export function sendJson({ body, ...reply }: JsonReply): void {
  sendJsonText({ ...reply, text: JSON.stringify(body) });
}

interface JsonTextReply extends Omit<JsonReply, 'body'> {
  readonly text: string;
}

/** The same for what is written already. */
export function sendJsonText({ response, requestId, status, text, headers }: JsonTextReply): void {
  if (response.headersSent || response.destroyed) return;
  // A text goes out together with the head in one write; a buffer would take a second one.
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    'X-LK-Request-ID': requestId,
    ...headers,
  });
  response.end(text);
}

interface ErrorReply {
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly error: GatewayError;
  readonly headers?: Readonly<Record<string, string>>;
}

export function sendError({ response, requestId, error, headers }: ErrorReply): void {
  sendJson({
    response,
    requestId,
    status: error.status,
    body: writeErrorBody({ error, requestId }),
    headers: { ...errorHeaders(error), ...headers },
  });
}

function errorHeaders(error: GatewayError): Record<string, string> {
  const headers: Record<string, string> = {};
  if (error.status === 401) headers['WWW-Authenticate'] = 'Bearer';
  // A 503 or 429 without it makes SDKs guess.
  if (error.retryAfterMs !== undefined)
    headers['Retry-After'] = String(Math.max(1, Math.ceil(error.retryAfterMs / 1_000)));
  // What is left of a body that nobody will read: the socket can't serve another request.
  if (error.code === 'payload_too_large') headers.Connection = 'close';
  return headers;
}

/** `RateLimit` and `RateLimit-Policy` of the IETF draft (draft-ietf-httpapi-ratelimit-headers). */
export function limitHeaders(limits: LimitState | undefined): Record<string, string> {
  if (!limits) return {};
  return {
    RateLimit: `"key";r=${limits.remaining};t=${Math.ceil(limits.resetMs / 1_000)}`,
    'RateLimit-Policy': `"key";q=${limits.limit}${limits.windowSeconds === undefined ? '' : `;w=${limits.windowSeconds}`}`,
  };
}
