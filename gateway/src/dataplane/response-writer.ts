import type { ServerResponse } from 'node:http';
import type { GatewayError } from '../domain/gateway-error.ts';
import type { LimitPolicy, LimitReport } from '../domain/limits.ts';
import { writeErrorBody } from '../wire/latentkit/write-error.ts';
import { endAfterBody, isTooLongToSkip } from './end-after-body.ts';

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
export function sendJsonText(reply: JsonTextReply): void {
  if (writeHead(reply)) reply.response.end(reply.text);
}

/** False: there is nobody to write to any more, or somebody has written. */
function writeHead({ response, requestId, status, text, headers = {} }: JsonTextReply): boolean {
  if (response.headersSent || response.destroyed) return false;
  // A text goes out together with the head in one write; a buffer would take a second one.
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    'X-LK-Request-ID': requestId,
    ...headers,
  });
  return true;
}

interface ErrorReply {
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly error: GatewayError;
  readonly headers?: Readonly<Record<string, string>>;
}

export function sendError({ response, requestId, error, headers }: ErrorReply): void {
  const { status } = error;
  const text = JSON.stringify(writeErrorBody({ error, requestId }));
  const reply = { response, requestId, status, text, headers: { ...errorHeaders(error), ...headers } };
  const isLarge = error.code === 'payload_too_large' && !response.req.complete;
  if (!isLarge && !isTooLongToSkip(response)) sendJsonText(reply);
  else if (writeHead({ ...reply, headers: { ...reply.headers, Connection: 'close' } })) {
    endAfterBody({ response, text });
  }
}

const BROKEN_BODIES: ReadonlySet<string> = new Set(['incomplete_request', 'malformed_http']);

function errorHeaders(error: GatewayError): Record<string, string> {
  const headers: Record<string, string> = {};
  if (error.status === 401) headers['WWW-Authenticate'] = 'Bearer';
  // A 503 or 429 without it makes SDKs guess.
  if (error.retryAfterMs !== undefined)
    headers['Retry-After'] = String(Math.max(1, Math.ceil(error.retryAfterMs / 1_000)));
  // Told more precisely where a limit is reached. Where a test key asked for the error, its client sees the like of it.
  if (error.code === 'rate_limited') {
    headers.RateLimit = `"key_requests_per_minute";r=0;t=${headers['Retry-After'] ?? 1}`;
    headers['RateLimit-Policy'] = '"key_requests_per_minute";q=60;w=60';
  }
  // What is left of a body that nobody can read: the socket can't serve another request.
  if (error.reason && BROKEN_BODIES.has(error.reason)) headers.Connection = 'close';
  return headers;
}

/**
 * `RateLimit` and `RateLimit-Policy` as lists of structured fields (draft-ietf-httpapi-ratelimit-headers-10): every policy
 * that applies, and what is left of the tightest one. The unit `tokens` is not in the draft's registry; without it, the
 * figure would be read as requests.
 */
export function limitHeaders(limits: LimitReport | undefined): Record<string, string> {
  if (!limits) return {};
  const { policy, remaining, resetMs } = limits.tightest;
  const reset = resetMs === undefined ? '' : `;t=${Math.ceil(resetMs / 1_000)}`;
  return { RateLimit: `"${policy.name}";r=${remaining}${reset}`, 'RateLimit-Policy': policyHeader(limits.policies) };
}

const UNITS = { requests: '', tokens: ';qu="tokens"', concurrency: ';qu="concurrent-requests"' } as const;

// The same list comes with every request of a key.
const policyHeaders = new WeakMap<readonly LimitPolicy[], string>();

function policyHeader(policies: readonly LimitPolicy[]): string {
  let header = policyHeaders.get(policies);
  if (header === undefined) {
    header = policies
      .map(({ name, limit, counted, windowSeconds }) => {
        const window = windowSeconds === undefined ? '' : `;w=${windowSeconds}`;
        return `"${name}";q=${limit}${UNITS[counted]}${window}`;
      })
      .join(', ');
    policyHeaders.set(policies, header);
  }
  return header;
}
