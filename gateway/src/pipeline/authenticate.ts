import { GatewayError } from '../domain/gateway-error.ts';
import type { Principal } from '../domain/route.ts';
import type { Exchange } from './exchange.ts';
import { isAllowedIp } from './is-allowed-ip.ts';
import { readBearer } from './read-bearer.ts';
import type { Stage } from './stage.ts';
import { type KeyRefusal, whyKeyIsRefused } from './why-key-is-refused.ts';

export interface Authenticated extends Exchange {
  readonly principal: Principal;
}

/** Bearer key → principal. A 401 says which of the many ways to be refused this one is. */
export const authenticate: Stage<Exchange, Authenticated> = {
  name: 'authenticate',
  enter: (exchange, { keyHasher, snapshots, clock }) => {
    const secret = readBearer(exchange);
    const principal = snapshots.current().principals.get(keyHasher.digest({ secret, connection: exchange.connection }));
    if (!principal) throw refusal('unknown');
    const refused = whyKeyIsRefused({ principal, nowMs: clock.now() });
    if (refused) throw refusal(refused, principal);
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

type Refusal = KeyRefusal | 'unknown';

const REFUSALS: Readonly<Record<Refusal, { readonly message: string; readonly hint: string }>> = {
  unknown: {
    message: 'This API key is not known to this gateway.',
    hint: 'Check that the whole key is sent and that it belongs to this gateway: "latentkit keys list" shows the start and end of each key.',
  },
  revoked: {
    message: 'This API key was revoked.',
    hint: 'Create a new key with "latentkit keys create" and use it instead.',
  },
  rotated: {
    message: 'This API key was rotated, and its overlap is over.',
    hint: 'Use the secret that the rotation printed, or rotate again with a longer "--overlap".',
  },
  expired: {
    message: 'This API key has expired.',
    hint: 'Create a new key with "latentkit keys create".',
  },
  workspace_suspended: {
    message: 'The workspace of this API key is suspended.',
    hint: 'Ask the operator of this gateway to lift the suspension.',
  },
};

function refusal(reason: Refusal, principal?: Principal): GatewayError {
  return new GatewayError('invalid_api_key', { reason, principal, ...REFUSALS[reason] });
}
