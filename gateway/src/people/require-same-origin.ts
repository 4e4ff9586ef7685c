import { GatewayError } from '../domain/gateway-error.ts';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/;

interface Call {
  readonly method: string;
  readonly headers: Headers;
  readonly publicOrigin: string;
}

/**
 * A browser sends the session's cookie whoever makes it send the request, so a change must come from a page of this
 * installation. A browser says so itself, in headers that no page can write; a call without them is refused.
 *
 * @throws GatewayError permission_denied
 */
export function requireSameOrigin({ method, headers, publicOrigin }: Call): void {
  if (READS.has(method)) return;
  const site = headers.get('sec-fetch-site');
  const origin = headers.get('origin');
  if (site !== null && site !== 'same-origin') throw crossSite();
  if (origin === null) {
    if (site === 'same-origin') return;
    throw crossSite();
  }
  const host = headers.get('host') ?? '';
  if (origin === publicOrigin) return;
  // Through a tunnel to the machine itself, for example.
  if (LOOPBACK_HOST.test(host) && origin === `http://${host}`) return;
  throw origin.endsWith(`://${host}`) && host !== '' ? wrongAddress(publicOrigin) : crossSite();
}

function crossSite(): GatewayError {
  return new GatewayError('permission_denied', {
    reason: 'cross_site',
    message: 'This change does not come from a page of this installation.',
    hint: 'Use the console, or send a service token instead of a session.',
  });
}

/** Without TLS a browser drops the session's cookie without a word: better to say it here. */
function wrongAddress(publicOrigin: string): GatewayError {
  return new GatewayError('permission_denied', {
    reason: 'wrong_address',
    message: 'People cannot sign in at this address.',
    hint: `Open ${publicOrigin}, or set LATENTKIT_PUBLIC_URL to the https:// address that you use, and start again.`,
  });
}
