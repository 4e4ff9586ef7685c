import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ControlPlane } from '../domain/control-plane.ts';
import { GatewayError } from '../domain/gateway-error.ts';
import type { RequestContext } from './handler.ts';
import { readBodyText } from './read-body.ts';
import { isOperator } from './read-operator.ts';

/** Enough for any definition; tasks have a bound of their own. */
const MOST_BYTES = 1_048_576;
/** What is no plain path: nothing is decoded or normalised before it is compared (RELIABILITY K3). */
const PLAIN_PATH = /^\/(?:api|docs\/api)(?:\/[A-Za-z0-9._-]+)*$/;
const WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** Whether the control plane may have an address, going by its path as it was sent. */
export function isControlPath(path: string): boolean {
  return PLAIN_PATH.test(path) && !path.includes('/..') && !path.includes('/./');
}

/** Has the control plane answer. @throws GatewayError not_found for an address that it does not know either */
export async function serveControl({
  context,
  control,
}: {
  readonly context: RequestContext;
  readonly control: ControlPlane;
}): Promise<void> {
  const { request, response, requestId, clientIp } = context;
  const method = request.method ?? 'GET';
  const hasBody = WITH_BODY.has(method) && (request.headers['content-length'] ?? '0') !== '0';
  const isChunked = request.headers['transfer-encoding'] !== undefined;
  const bodyText = hasBody || isChunked ? await readBodyText({ request, maxBytes: MOST_BYTES }) : '';
  const answer = await control.answer({
    method,
    url: request.url ?? '/',
    headers: headersOf(request.rawHeaders),
    bodyText,
    requestId,
    clientIp,
    isOperator: isOperatorsToken({ context }),
  });
  if (answer === undefined) {
    throw new GatewayError('not_found', {
      hint: 'GET /api/openapi.json lists every address of the control plane, and /docs/api shows them.',
    });
  }
  if (response.headersSent || response.destroyed) return;
  for (const [name, value] of answer.headers) if (name !== 'set-cookie') response.setHeader(name, value);
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader('Set-Cookie', cookies);
  response.setHeader('X-LK-Request-ID', requestId);
  if (!answer.headers.has('cache-control')) response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.writeHead(answer.status);
  if (answer.body === null || method === 'HEAD') response.end();
  else await pipeline(Readable.fromWeb(answer.body), response);
}

function headersOf(raw: readonly string[]): Headers {
  const headers = new Headers();
  for (let index = 0; index + 1 < raw.length; index += 2) headers.append(raw[index] ?? '', raw[index + 1] ?? '');
  return headers;
}

/** A token of this shape that is not the operator's may be a service token: the control plane looks. */
function isOperatorsToken({ context: { request, options } }: { readonly context: RequestContext }): boolean {
  try {
    return isOperator({ request, options });
  } catch (error) {
    if (error instanceof GatewayError) return false;
    throw error;
  }
}
