import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayError } from '../domain/gateway-error.ts';
import type { KeyHasher, SnapshotSource } from '../domain/ports.ts';

interface BrowserCheck {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Of the whole installation. */
  readonly allowedOrigins: readonly string[];
  readonly snapshots: SnapshotSource;
  readonly keyHasher: KeyHasher;
}

/**
 * A key belongs on a server. Browsers name their page in `Origin`, which no server-side client sends by itself. An origin
 * that the operator or the key itself allows gets CORS headers for itself alone, never with credentials.
 * @throws GatewayError browser_not_allowed
 */
export function refuseBrowser({ request, response, allowedOrigins, ...deps }: BrowserCheck): void {
  const { origin } = request.headers;
  if (origin === undefined) return;
  if (!allowedOrigins.includes(origin) && !isAllowedByKey({ request, origin, ...deps })) {
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

/** What asks whether it may ask carries no key: any key's page may. What it sends then must come with that key. */
function isAllowedByKey({
  request,
  origin,
  snapshots,
  keyHasher,
}: Omit<BrowserCheck, 'response' | 'allowedOrigins'> & { readonly origin: string }): boolean {
  const { allowedOrigins, principals } = snapshots.current();
  if (allowedOrigins === undefined || !allowedOrigins.has(origin)) return false;
  if (request.method === 'OPTIONS') return true;
  const secret = /^Bearer +(\S{1,256})$/i.exec(request.headers.authorization ?? '')?.[1];
  if (secret === undefined) return false;
  const principal = principals.get(keyHasher.digest({ secret, connection: request.socket }));
  return principal?.allowedOrigins?.includes(origin) ?? false;
}
