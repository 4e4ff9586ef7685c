import { GatewayError } from '../domain/gateway-error.ts';
import type { Principal } from '../domain/route.ts';
import { authenticate } from '../pipeline/authenticate.ts';
import { bodilessExchange } from './bodiless-exchange.ts';
import type { RequestContext } from './handler.ts';
import { isAdminToken } from './is-admin-token.ts';

/** Who asks about what happened: the operator, about everything, or an API key. */
export type Reader = { readonly kind: 'operator' } | { readonly kind: 'key'; readonly principal: Principal };

/**
 * @param endpoint the address as it is recorded
 * @throws GatewayError browser_not_allowed for every web page, also of origins that may send tasks; as for any request
 * with a key; not_found for an operator's token where the gateway has none
 */
export async function identifyReader({
  context,
  endpoint,
}: {
  readonly context: RequestContext;
  readonly endpoint: string;
}): Promise<Reader> {
  const { request, options } = context;
  if (request.headers.origin !== undefined) throw new GatewayError('browser_not_allowed');
  const token = /^Bearer (lkadm_\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) {
    const { principal } = await authenticate.enter(bodilessExchange({ context, endpoint }), options.deps);
    return { kind: 'key', principal };
  }
  if (options.adminToken === undefined) {
    throw new GatewayError('not_found', {
      hint: 'This gateway has no operator token: set LATENTKIT_ADMIN_TOKEN and restart it, or use an API key of the workspace.',
    });
  }
  if (isAdminToken({ token, adminToken: options.adminToken })) return { kind: 'operator' };
  throw new GatewayError('invalid_api_key', {
    reason: 'unknown',
    message: 'This operator token is not the one of this gateway.',
    hint: 'Send the value of LATENTKIT_ADMIN_TOKEN that the gateway was started with.',
  });
}
