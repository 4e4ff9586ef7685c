import { GatewayError } from '../domain/gateway-error.ts';
import type { Principal } from '../domain/route.ts';
import { authenticate } from '../pipeline/authenticate.ts';
import { bodilessExchange } from './bodiless-exchange.ts';
import type { RequestContext } from './handler.ts';
import { isOperator } from './read-operator.ts';

/** Who asks about what happened: the operator, about everything, or an API key. */
export type Reader = { readonly kind: 'operator' } | { readonly kind: 'key'; readonly principal: Principal };

interface Question {
  readonly context: RequestContext;
  /** Where members of a workspace, and service tokens, find the same. */
  readonly membersPath: string;
}

/**
 * @param endpoint the address as it is recorded
 * @throws GatewayError browser_not_allowed for every web page, also of origins that may send tasks; as for any request
 * with a key; as for an operator's token that does not open
 */
export async function identifyReader({
  endpoint,
  ...question
}: Question & { readonly endpoint: string }): Promise<Reader> {
  const { context } = question;
  if (operatorAsks(question)) return { kind: 'operator' };
  const { principal } = await authenticate.enter(bodilessExchange({ context, endpoint }), context.options.deps);
  return { kind: 'key', principal };
}

/** @throws GatewayError browser_not_allowed; as for an operator's token that does not open; for a session */
export function operatorAsks({ context: { request, options }, membersPath }: Question): boolean {
  const { origin, authorization, cookie } = request.headers;
  if (origin !== undefined) throw new GatewayError('browser_not_allowed');
  if (authorization === undefined && cookie !== undefined) throw sessionError(membersPath);
  try {
    return isOperator({ request, options });
  } catch (error) {
    if (!(error instanceof GatewayError) || options.control === undefined) throw error;
    const { code, message, reason, detail, hint } = error;
    // A service token looks like an operator's.
    const more = `A service token reads GET ${membersPath}.`;
    throw new GatewayError(code, { message, reason, detail, hint: `${hint} ${more}` });
  }
}

function sessionError(membersPath: string): GatewayError {
  return new GatewayError('missing_api_key', {
    message: 'A session does not open this address.',
    hint: `Who has signed in reads GET ${membersPath}.`,
  });
}
