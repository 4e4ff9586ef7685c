import type { Exchange } from '../pipeline/exchange.ts';
import { watchClient } from './client-presence.ts';
import type { RequestContext } from './handler.ts';

/** An exchange for an endpoint that takes no task. */
export function bodilessExchange({ context, endpoint }: { context: RequestContext; endpoint: string }): Exchange {
  const { request, response, requestId, startedAtMs, clientIp } = context;
  return {
    requestId,
    endpoint,
    startedAtMs,
    authorization: request.headers.authorization,
    strayCredentialHeader: request.headers['x-api-key'] === undefined ? undefined : 'x-api-key',
    clientIp,
    connection: request.socket,
    client: watchClient({ request, response }),
    sink: { write: () => true, onceDrained: () => {} },
    readTask: () => Promise.reject(new TypeError('this endpoint takes no task')),
    billedTo: () => {},
    admitted: () => {},
    once: undefined,
  };
}
