import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { GatewayError } from '../domain/gateway-error.ts';
import { isAdminToken } from './is-admin-token.ts';
import type { ServerOptions } from './server-options.ts';

interface Asking {
  readonly request: Pick<IncomingMessage, 'headers'> & { readonly socket: Addresses };
  readonly options: Pick<ServerOptions, 'adminToken' | 'localToken'>;
}

/**
 * Whether an operator asks. False: no operator's token was sent. An operator is also whoever can read the data folder
 * of this gateway, which holds the local token: it counts for connections from this machine only.
 * @throws GatewayError for an operator's token that is not the one, or where the gateway has none
 */
export function isOperator({ request, options }: Asking): boolean {
  const token = /^Bearer (lkadm_\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) return false;
  const { adminToken, localToken } = options;
  if (isAdminToken({ token, adminToken: localToken }) && isFromThisMachine(request.socket)) return true;
  if (adminToken === undefined) {
    throw new GatewayError('not_found', {
      detail: 'no_operator_token',
      hint: 'This gateway has no operator token: set LATENTKIT_ADMIN_TOKEN and restart it, or use an API key of the workspace.',
    });
  }
  if (isAdminToken({ token, adminToken })) return true;
  throw new GatewayError('invalid_api_key', {
    reason: 'unknown',
    detail: 'wrong_operator_token',
    message: 'This operator token is not the one of this gateway.',
    hint: 'Send the value of LATENTKIT_ADMIN_TOKEN that the gateway was started with.',
  });
}

type Addresses = Pick<Socket, 'remoteAddress' | 'localAddress'>;

function isFromThisMachine({ remoteAddress, localAddress }: Addresses): boolean {
  const [remote, local] = [remoteAddress, localAddress].map((address) => address?.replace(/^::ffff:/, ''));
  return remote !== undefined && (remote === local || remote === '::1' || remote.startsWith('127.'));
}
