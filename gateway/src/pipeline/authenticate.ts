import { GatewayError } from '../domain/gateway-error.ts';
import type { Principal } from '../domain/route.ts';
import type { Exchange } from './exchange.ts';
import { isAllowedIp } from './is-allowed-ip.ts';
import { readBearer } from './read-bearer.ts';
import { refusedKeyError } from './refused-key-error.ts';
import type { Stage } from './stage.ts';
import { whyKeyIsRefused } from './why-key-is-refused.ts';

export interface Authenticated extends Exchange {
  readonly principal: Principal;
}

/** Bearer key → principal. A 401 says which of the many ways to be refused this one is. */
export const authenticate: Stage<Exchange, Authenticated> = {
  name: 'authenticate',
  enter: (exchange, { keyHasher, snapshots, clock }) => {
    const secret = readBearer(exchange);
    const principal = snapshots.current().principals.get(keyHasher.digest({ secret, connection: exchange.connection }));
    if (!principal) throw refusedKeyError({ reason: 'unknown' });
    const reason = whyKeyIsRefused({ principal, nowMs: clock.now() });
    if (reason) throw refusedKeyError({ reason, principal });
    if (principal.allowedIps && !isAllowedIp({ ip: exchange.clientIp, allowed: principal.allowedIps })) {
      throw new GatewayError('ip_not_allowed', {
        principal,
        message: `This API key may not be used from ${exchange.clientIp}.`,
        hint: `Call from an allowed address, or add ${exchange.clientIp} to the allowed IPs of the key "${principal.keyName}".`,
      });
    }
    return { ...exchange, principal };
  },
};
