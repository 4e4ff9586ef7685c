import { GatewayError } from '../domain/gateway-error.ts';
import type { Principal } from '../domain/route.ts';
import type { KeyRefusal } from './why-key-is-refused.ts';

/** `unknown`: no key of this gateway. */
export type RefusedBecause = KeyRefusal | 'unknown';

interface RefusalWords {
  readonly message: string;
  /** For a request that was accepted, and ran when the key came to be refused. */
  readonly whileRunning: string;
  readonly hint: string;
}

const REFUSALS: Readonly<Record<RefusedBecause, RefusalWords>> = {
  unknown: {
    message: 'This API key is not known to this gateway.',
    whileRunning: 'This API key was removed while the request ran.',
    hint: 'Check that the whole key is sent and that it belongs to this gateway: "latentkit keys list" shows the start and end of each key.',
  },
  revoked: {
    message: 'This API key was revoked.',
    whileRunning: 'This API key was revoked while the request ran.',
    hint: 'Create a new key with "latentkit keys create" and use it instead.',
  },
  rotated: {
    message: 'This API key was rotated, and its overlap is over.',
    whileRunning: 'This API key was rotated, and its overlap ended while the request ran.',
    hint: 'Use the secret that the rotation printed, or rotate again with a longer "--overlap".',
  },
  expired: {
    message: 'This API key has expired.',
    whileRunning: 'This API key expired while the request ran.',
    hint: 'Create a new key with "latentkit keys create".',
  },
  workspace_suspended: {
    message: 'The workspace of this API key is suspended.',
    whileRunning: 'The workspace of this API key was suspended while the request ran.',
    hint: 'Ask the operator of this gateway to lift the suspension.',
  },
};

interface RefusedKey {
  readonly reason: RefusedBecause;
  readonly principal?: Principal | undefined;
}

export function refusedKeyError({ reason, principal }: RefusedKey): GatewayError {
  const { message, hint } = REFUSALS[reason];
  return new GatewayError('invalid_api_key', { reason, principal, message, hint });
}

/** In the request log, the detail of a refusal that ended a running request. */
export const WHILE_RUNNING = 'while_running';

/** The same for a request that the key had opened before. */
export function endedKeyError({ reason, principal }: RefusedKey): GatewayError {
  const { whileRunning: message, hint } = REFUSALS[reason];
  return new GatewayError('invalid_api_key', { reason, principal, message, hint, detail: WHILE_RUNNING });
}
