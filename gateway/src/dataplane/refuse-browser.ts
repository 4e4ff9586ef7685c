import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayError } from '../domain/gateway-error.ts';

interface BrowserCheck {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly allowedOrigins: readonly string[];
}

/**
 * A key belongs on a server. Browsers name their page in `Origin`, which no server-side client sends by itself. An origin
 * that the operator allows gets CORS headers for itself alone, never with credentials. @throws GatewayError browser_not_allowed
 */
export function refuseBrowser({ request, response, allowedOrigins }: BrowserCheck): void {
  const { origin } = request.headers;
  if (origin === undefined) return;
  if (!allowedOrigins.includes(origin)) {
    throw new GatewayError('browser_not_allowed', {
      detail: URL.canParse(origin) ? new URL(origin).origin : undefined,
    });
  }
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Vary', 'Origin');
  response.setHeader(
    'Access-Control-Expose-Headers',
    'X-LK-Request-ID, X-LK-Idempotent-Replay, Retry-After, RateLimit, RateLimit-Policy',
  );
  response.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type, Idempotency-Key');
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST');
}
