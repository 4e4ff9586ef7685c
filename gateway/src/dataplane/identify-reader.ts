import { GatewayError } from '../domain/gateway-error.ts';
import type { Principal } from '../domain/route.ts';
import { authenticate } from '../pipeline/authenticate.ts';
import { bodilessExchange } from './bodiless-exchange.ts';
import type { RequestContext } from './handler.ts';
import { isOperator } from './read-operator.ts';

/** Who asks about what happened: the operator, about everything, or an API key. */
export type Reader = { readonly kind: 'operator' } | { readonly kind: 'key'; readonly principal: Principal };

/**
 * @param endpoint the address as it is recorded
 * @throws GatewayError browser_not_allowed for every web page, also of origins that may send tasks; as for any request
 * with a key; as for an operator's token that does not open
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
  if (isOperator({ request, options })) return { kind: 'operator' };
  const { principal } = await authenticate.enter(bodilessExchange({ context, endpoint }), options.deps);
  return { kind: 'key', principal };
}
