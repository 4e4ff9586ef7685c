import type { IncomingMessage } from 'node:http';
import { isAllowedIp } from '../pipeline/is-allowed-ip.ts';

/**
 * The caller's address: the socket's, unless that is a proxy that the operator trusts; then the right-most address of
 * X-Forwarded-For that isn't such a proxy, since everything to the left of it is what the caller claims.
 */
export function clientIpOf({
  request,
  trustedProxies,
}: {
  request: IncomingMessage;
  trustedProxies: readonly string[];
}): string {
  const peer = plain(request.socket.remoteAddress ?? '');
  if (trustedProxies.length === 0 || !isAllowedIp({ ip: peer, allowed: trustedProxies })) return peer;
  const forwarded = [request.headers['x-forwarded-for'] ?? '']
    .flat()
    .join(',')
    .split(',')
    .map((ip) => plain(ip.trim()));
  return forwarded.findLast((ip) => ip !== '' && !isAllowedIp({ ip, allowed: trustedProxies })) ?? peer;
}

/** An IPv4 address that arrives on a dual-stack socket is written as IPv6. */
function plain(ip: string): string {
  return ip.startsWith('::ffff:') ? ip.slice(7) : ip;
}
